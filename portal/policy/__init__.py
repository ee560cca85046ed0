"""Who may do what: with a ticket that they see, and with the portal. Pure: no database, no Flask.

The other face of the same rule is `portal.tickets.visible.visible_to`, which says in SQL what an actor may know of;
a table-driven test holds the two together.
"""

from portal.policy.actions import Action
from portal.policy.actors import Actor, Letter, Place
from portal.policy.portal_wide import (
    Permission,
    administers,
    manages_invitations,
    permissions,
    require_administrator,
    require_engineer,
    require_permission,
)
from portal.policy.tickets import TicketFacts, allowed, may_see, moves_as, require

__all__ = [
    "Action",
    "Actor",
    "Letter",
    "Permission",
    "Place",
    "TicketFacts",
    "administers",
    "allowed",
    "manages_invitations",
    "may_see",
    "moves_as",
    "permissions",
    "require",
    "require_administrator",
    "require_engineer",
    "require_permission",
]
