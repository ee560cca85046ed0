"""A new ticket: choosing its issue type, its details, then priority and sharing, over a draft on the server."""

from __future__ import annotations

# Each of these hangs its views on the blueprint.
import portal.web.intake.choosing
import portal.web.intake.details
import portal.web.intake.sending
import portal.web.intake.uploads
from portal.web.intake.blueprint import blueprint

__all__ = ["blueprint"]
