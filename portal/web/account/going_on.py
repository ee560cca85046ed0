"""Where one goes on after a second factor was set up."""

from __future__ import annotations

from flask import url_for

from portal.accounts import kept
from portal.web.guards import current_actor
from portal.web.redirects import HOME


def go_on_path() -> str:
    """To what was posted before it could be taken, else to the home page."""
    return url_for("unfinished.show") if kept.kept_for(current_actor().person_id) else HOME
