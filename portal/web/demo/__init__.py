"""The demo's mailbox: every mail that left or came in, and writing one as anybody of the demo."""

from __future__ import annotations

from portal.web.demo.blueprint import blueprint

# Each of these hangs its views on the blueprint.
from . import reading, writing  # isort: skip

__all__ = ["blueprint", "reading", "writing"]
