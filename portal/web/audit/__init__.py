"""The audit as administrators of the portal read it: filtered by its address, as a page and as CSV."""

from __future__ import annotations

from portal.web.audit.blueprint import blueprint

# It hangs its views on the blueprint.
from . import showing  # isort: skip

__all__ = ["blueprint", "showing"]
