"""A new ticket: choosing its issue type, its details, then priority and sharing, over a draft on the server."""

from __future__ import annotations

from portal.web.intake.blueprint import blueprint

# Each of these hangs its views on the blueprint.
from . import choosing, details, sending, uploads  # isort: skip

__all__ = ["blueprint", "choosing", "details", "sending", "uploads"]
