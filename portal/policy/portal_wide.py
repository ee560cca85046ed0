"""Who may do what concerns no single ticket: the whole portal, or an organisation and its members."""

from __future__ import annotations

from enum import StrEnum

from portal.errors import NO_ORGANISATION, NotAllowed, NotFound
from portal.policy.actors import Actor
from portal.vocabulary import StaffRole


class Permission(StrEnum):
    """Something that concerns the whole portal, and no single ticket."""

    SEE_CUSTOMERS = "see_customers"
    CHANGE_CUSTOMERS = "change_customers"
    SEE_FIGURES = "see_figures"
    READ_AUDIT = "read_audit"


def require_engineer(actor: Actor, refusal: str) -> None:
    """Return for one of the provider's people; raise NotAllowed, in these words, for everybody else."""
    if not actor.is_engineer:
        raise NotAllowed(refusal)


def permissions(actor: Actor) -> frozenset[Permission]:
    """Everything that concerns the whole portal and that this person may do; nothing, for customers."""
    return _PERMISSIONS[actor.staff_role] if actor.staff_role else frozenset()


def require_permission(actor: Actor | None, permission: Permission) -> None:
    """Return where the actor has it; raise NotAllowed where not. None is the operator at the command line."""
    if actor is not None and permission not in permissions(actor):
        raise NotAllowed(_WITHOUT_PERMISSION[permission])


def administers(actor: Actor, organisation_id: int) -> bool:
    """Whether the actor decides what the members of this organisation are: its administrators, and the portal's."""
    place = actor.place(organisation_id)
    of_it = place is not None and place.is_administrator
    return of_it or Permission.CHANGE_CUSTOMERS in permissions(actor)


def manages_invitations(actor: Actor, organisation_id: int) -> bool:
    """Whether the actor sends and withdraws invitations of this organisation: engineers, and its administrators."""
    place = actor.place(organisation_id)
    return actor.is_engineer or (place is not None and place.is_administrator and place.paid)


def require_administrator(actor: Actor, organisation_id: int) -> None:
    """Return where the actor administers the organisation; NotFound for strangers to it, NotAllowed for members."""
    if administers(actor, organisation_id):
        return
    if actor.place(organisation_id) is None and Permission.SEE_CUSTOMERS not in permissions(actor):
        raise NotFound(NO_ORGANISATION)
    raise NotAllowed("Only an administrator of the organisation does this.")


_PERMISSIONS = {
    StaffRole.ENGINEER: frozenset({Permission.SEE_CUSTOMERS, Permission.SEE_FIGURES}),
    StaffRole.ADMINISTRATOR: frozenset(Permission),
}
_WITHOUT_PERMISSION = {
    Permission.SEE_CUSTOMERS: "Only our engineers see this.",
    Permission.CHANGE_CUSTOMERS: "Only an administrator of the portal does this.",
    Permission.SEE_FIGURES: "Only our engineers see the figures.",
    Permission.READ_AUDIT: "Only an administrator of the portal reads the audit.",
}
