"""Who sees a ticket: for the page's "Who can see this", and as candidates for its mail."""

from __future__ import annotations

from typing import Any

from peewee import JOIN, Expression

from portal.db.tables import Address, Follow, Membership, Organisation, Person
from portal.notify.letters import Reader
from portal.settings import current
from portal.tickets.rows import TicketRow
from portal.vocabulary import Approval, Role, Visibility


def readers_of(ticket: TicketRow) -> tuple[Reader, ...]:
    """The active people who see this ticket: requester first, then colleagues by name, then the assigned engineer."""
    select = (
        Person.select(
            Person.id,
            Person.name,
            Address.address,
            Person.time_zone,
            Person.staff_role,
            Person.plan,
            Organisation.plan,
            Follow.following,
            Person.mail_preference,
        )
        .join(Address, on=((Address.person == Person.id) & (Address.is_main == True)))  # noqa: E712
        .switch(Person)
        .join(
            Membership,
            JOIN.LEFT_OUTER,
            on=((Membership.person == Person.id) & (Membership.organisation == ticket.organisation_id)),
        )
        .join(Organisation, JOIN.LEFT_OUTER)
        .switch(Person)
        .join(Follow, JOIN.LEFT_OUTER, on=((Follow.person == Person.id) & (Follow.ticket == ticket.id)))
        .where(Person.deactivated_at.is_null() & _concerned(ticket))
        .order_by(Person.name, Person.id)
    )
    readers = [_reader(ticket, *values) for values in select.tuples()]
    return tuple(sorted(readers, key=lambda reader: (not reader.is_requester, reader.is_engineer)))


def administrators_of(ticket: TicketRow) -> tuple[Reader, ...]:
    """Those who may approve for the ticket's organisation."""
    if ticket.organisation_id is None:
        return ()
    places = Membership.select(Membership.person).where(
        (Membership.organisation == ticket.organisation_id) & (Membership.role == Role.ADMINISTRATOR)
    )
    administrators = {person for (person,) in places.tuples()}
    return tuple(reader for reader in readers_of(ticket) if reader.person_id in administrators)


def customers_among(readers: tuple[Reader, ...]) -> tuple[Reader, ...]:
    """Those who are not of the provider."""
    return tuple(reader for reader in readers if not reader.is_engineer)


def _concerned(ticket: TicketRow) -> Expression:
    people = Person.id == ticket.requester_id
    if ticket.engineer_id is not None:
        people |= Person.id == ticket.engineer_id
    if ticket.organisation_id is None:
        return people
    if ticket.visibility is Visibility.SHARED:
        people |= Membership.organisation.is_null(False) & (
            Membership.sees_from.is_null() | (Membership.sees_from <= ticket.opened_at)
        )
    if ticket.approval is not Approval.NONE:
        people |= Membership.role == Role.ADMINISTRATOR
    return people


def _reader(ticket: TicketRow, *values: Any) -> Reader:
    number, name, address, time_zone, staff_role, own_plan, organisation_plan, following, preference = values
    return Reader(
        person_id=number,
        name=name,
        address=address,
        time_zone=time_zone,
        is_requester=number == ticket.requester_id,
        is_assigned=number == ticket.engineer_id,
        is_engineer=staff_role is not None,
        is_paid=any(current().plan_is_paid(plan) for plan in (own_plan, organisation_plan) if plan),
        following=following,
        preference=preference,
    )
