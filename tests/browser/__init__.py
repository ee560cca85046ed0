"""A real Chromium in front of the whole application; and, for other tests, the browser without JavaScript."""

from tests.support.browser import HTMX, Browser

__all__ = ["HTMX", "Browser"]
