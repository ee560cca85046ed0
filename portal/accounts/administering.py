"""What administrators of the portal do about a person: add, change the plan, end log-ins, mail a password link."""

from __future__ import annotations

from portal.accounts import operations, organisations, queries, resets, sessions
from portal.audit import Act, record
from portal.db import transaction
from portal.db.locks import locked
from portal.db.tables import Person, Session
from portal.errors import NO_PERSON, Conflict, NotFound
from portal.policy import Actor, Permission, require_permission
from portal.vocabulary import Role, StaffRole


def register_person(
    actor: Actor | None,
    name: str,
    address: str,
    *,
    password: str | None = None,
    plan: str | None = None,
    staff_role: StaffRole | None = None,
    time_zone: str | None = None,
    organisation_id: int | None = None,
    role: Role = Role.MEMBER,
) -> int:
    """Add a person, perhaps as a member of an organisation or as one of the provider's; returns their number.

    Conflict where the address is taken or there is no such organisation.
    """
    require_permission(actor, Permission.CHANGE_CUSTOMERS)
    with transaction():
        number = operations.add_person(
            name, address, password=password, plan=plan, staff_role=staff_role, time_zone=time_zone, by=actor
        )
        if organisation_id is not None:
            organisations.add_membership(number, organisation_id, role)
            record(Act.ACCESS_GIVEN, actor, person_id=number, organisation_id=organisation_id, role=str(role))
    return number


def set_personal_plan(actor: Actor, person_id: int, plan: str | None) -> None:
    """Give somebody another plan of their own, or none, from the next page on; NotFound where there is no such person.

    What covers them as members of an organisation stays as it is; may be repeated.
    """
    require_permission(actor, Permission.CHANGE_CUSTOMERS)
    if plan is not None:
        operations.check_plan(plan)
    with transaction():
        found = locked(Person.select(Person.plan).where(Person.id == person_id)).tuples().first()
        if found is None:
            raise NotFound(NO_PERSON)
        if found[0] != plan:
            Person.update(plan=plan).where(Person.id == person_id).execute()
            record(Act.PERSONAL_PLAN_CHANGED, actor, person_id=person_id, before=found[0], after=plan)


def send_password_link(actor: Actor, person_id: int) -> str:
    """Mail somebody a link by which they choose a password, and return the address that it went to.

    It replaces an earlier one. Conflict where they are deactivated, NotFound where there is no such person.
    """
    require_permission(actor, Permission.CHANGE_CUSTOMERS)
    person = next(iter(queries.people(Person.id == person_id)), None)
    if person is None:
        raise NotFound(NO_PERSON)
    with transaction():
        if not resets.send_link(person.address, by=actor.name):
            raise Conflict(f"{person.name} is deactivated. Activate them first, then send the link.")
        record(Act.PASSWORD_LINK_SENT, actor, person_id=person_id)
    return person.address


def end_sessions(actor: Actor, person_id: int, session_id: int | None = None) -> int:
    """Log somebody out everywhere, or on the one device, and return on how many; may be repeated."""
    require_permission(actor, Permission.CHANGE_CUSTOMERS)
    theirs = Session.person == person_id
    if session_id is not None:
        theirs &= Session.id == session_id
    with transaction():
        ended = int(Session.delete().where(theirs & sessions.alive()).execute())
        if ended:
            record(Act.SESSION_ENDED, actor, person_id=person_id, ended=ended)
    return ended
