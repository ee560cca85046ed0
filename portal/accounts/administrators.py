"""Somebody always administers the portal; who administers an organisation is told in `leaving` and `roles`."""

from __future__ import annotations

from portal.db.locks import locked
from portal.db.tables import Person
from portal.errors import Conflict
from portal.vocabulary import StaffRole


def of_portal() -> frozenset[int]:
    """Who administers the portal and can log in; kept from other writers until the caller's transaction ends."""
    theirs = (Person.staff_role == StaffRole.ADMINISTRATOR) & Person.deactivated_at.is_null()
    select = Person.select(Person.id).where(theirs).order_by(Person.id)
    return frozenset(number for (number,) in locked(select).tuples())


def require_another_of_portal(person_id: int) -> None:
    """Return unless this is the only administrator of the portal; Conflict, with the mend, where it is."""
    if of_portal() == {person_id}:
        raise Conflict("Nobody else administers the portal. Make somebody else an administrator first.", "staff_role")
