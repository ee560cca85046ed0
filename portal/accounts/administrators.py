"""Somebody always administers: the portal, and an organisation that has people."""

from __future__ import annotations

from portal.db.locks import locked
from portal.db.tables import Membership, Person
from portal.errors import Conflict
from portal.vocabulary import Role, StaffRole


def of_portal() -> frozenset[int]:
    """Who administers the portal and can log in; kept from other writers until the caller's transaction ends."""
    theirs = (Person.staff_role == StaffRole.ADMINISTRATOR) & Person.deactivated_at.is_null()
    return frozenset(number for (number,) in locked(Person.select(Person.id).where(theirs)).tuples())


def of_organisation(organisation_id: int) -> frozenset[int]:
    """Who administers the organisation and can log in; kept from other writers until the caller's transaction ends."""
    places = Membership.select(Membership.person).where(
        (Membership.organisation == organisation_id) & (Membership.role == Role.ADMINISTRATOR)
    )
    numbers = [number for (number,) in locked(places).tuples()]
    active = Person.select(Person.id).where(Person.id.in_(numbers) & Person.deactivated_at.is_null())
    return frozenset(number for (number,) in active.tuples())


def require_another_of_portal(person_id: int) -> None:
    """Return unless this is the only administrator of the portal; Conflict, with the mend, where it is."""
    if of_portal() == {person_id}:
        raise Conflict("Nobody else administers the portal. Make somebody else an administrator first.", "staff_role")


def require_another_of(organisation_id: int, person_id: int) -> None:
    """Return unless this is the only administrator of the organisation; Conflict, with the mend, where it is."""
    if of_organisation(organisation_id) == {person_id}:
        raise Conflict("Nobody else administers the organisation. Make somebody else an administrator first.", "role")
