"""Questions to a requester as a small form: engineers put them, the requester answers on the ticket or by a link."""

from __future__ import annotations

from portal.web.information.blueprint import blueprint

# Each of these hangs its views on the blueprint.
from . import answering, asking, by_link  # isort: skip

__all__ = ["answering", "asking", "blueprint", "by_link"]
