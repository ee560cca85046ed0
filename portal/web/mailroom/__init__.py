"""What engineers see of mail: what came in and what was made of it, what leaves and what does not."""

from __future__ import annotations

from portal.web.mailroom.blueprint import blueprint

# Each of these hangs its views on the blueprint.
from . import came, deciding, left, lists  # isort: skip

__all__ = ["blueprint", "came", "deciding", "left", "lists"]
