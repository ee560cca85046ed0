"""The figures: how much comes, how much is open, how often we keep our times, and what people think of it."""

from __future__ import annotations

from portal.web.figures.blueprint import blueprint

# It hangs its views on the blueprint.
from . import showing  # isort: skip

__all__ = ["blueprint", "showing"]
