"""The organisations of the person looking: their people, who joins and leaves, roles, and reviews of the members."""

from __future__ import annotations

from portal.web.organisation import reviewing, roles, showing, starting
from portal.web.organisation.blueprint import blueprint

__all__ = ["blueprint", "reviewing", "roles", "showing", "starting"]
