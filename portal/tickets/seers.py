"""Who sees a ticket: for the page's "Who can see this", and as candidates for its mail."""

from __future__ import annotations

from typing import Any

from peewee import JOIN, Cast, Expression, ModelSelect, Query, Select

from portal.db.prepared import Given, prepared
from portal.db.tables import (
    MAIN_ADDRESS,
    PROVEN_ADDRESS,
    Address,
    Follow,
    Membership,
    Organisation,
    Participant,
    Person,
    Ticket,
)
from portal.notify.letters import Reader
from portal.settings import current
from portal.tickets.rows import TicketRow
from portal.vocabulary import Approval, Following, Role

_Member = Membership.alias("member")
_Its = Organisation.alias("its")
_Follower = Person.alias("follower")


def readers_of(ticket: TicketRow) -> tuple[Reader, ...]:
    """The active people who see this ticket: requester, participants, other colleagues, then the engineers.

    Of the engineers, who all see it, those are meant to whom it is assigned or who follow it.
    """
    kind = (
        ticket.engineer_id is not None,
        ticket.is_shared,
        ticket.approval is not Approval.NONE,
        bool(ticket.participants_text),
    )
    found = _readers(*kind).rows(
        ticket=ticket.id,
        requester=ticket.requester_id,
        engineer=ticket.engineer_id,
        organisation=ticket.organisation_id,
        opened_at=ticket.opened_at,
        concerns=ticket.concerns_id or 0,
    )
    readers = [_reader(ticket, *values) for values in found]
    return tuple(sorted(readers, key=_rank))


def _rank(reader: Reader) -> tuple[bool, bool, bool]:
    return (not reader.is_requester, reader.is_engineer, not reader.is_participant)


@prepared
def _readers(has_engineer: bool, is_shared: bool, is_approved_of: bool, has_participants: bool) -> ModelSelect:
    """Where there is no organisation, nobody is a member of it, and the last three let nobody in."""
    concerned = _concerned(has_engineer, is_shared, is_approved_of, has_participants)
    return (
        Person.select(
            Person.id,
            Person.name,
            Address.address,
            Person.time_zone,
            Person.staff_role,
            Person.plan,
            Organisation.plan,
            Membership.role,
            Follow.following,
            Person.mail_preference,
        )
        # Who was invited and has not accepted yet is told of nothing: the address may be mistyped.
        .join(Address, on=PROVEN_ADDRESS)
        .switch(Person)
        .join(
            Membership,
            JOIN.LEFT_OUTER,
            on=((Membership.person == Person.id) & (Membership.organisation == Given("organisation"))),
        )
        .join(Organisation, JOIN.LEFT_OUTER)
        .switch(Person)
        .join(Follow, JOIN.LEFT_OUTER, on=((Follow.person == Person.id) & (Follow.ticket == Given("ticket"))))
        .where(Person.deactivated_at.is_null() & Person.id.in_(concerned))
        .order_by(Person.name, Person.id)
    )


def administrators_of(ticket: TicketRow) -> tuple[Reader, ...]:
    """Those who may approve for the ticket's organisation."""
    if ticket.organisation_id is None:
        return ()
    places = Membership.select(Membership.person).where(
        (Membership.organisation == ticket.organisation_id) & (Membership.role == Role.ADMINISTRATOR)
    )
    administrators = {person for (person,) in places.tuples()}
    return tuple(reader for reader in readers_of(ticket) if reader.person_id in administrators)


def all_engineers(ticket: TicketRow) -> tuple[Reader, ...]:
    """Every active engineer, whether they have to do with the ticket or not."""
    found = (
        Person.select(
            Person.id, Person.name, Address.address, Person.time_zone, Person.staff_role, Person.mail_preference
        )
        .join(Address, on=MAIN_ADDRESS)
        .where(Person.staff_role.is_null(False) & Person.deactivated_at.is_null())
        .order_by(Person.name, Person.id)
    )
    return tuple(
        _reader(ticket, number, name, address, zone, role, None, None, None, None, preference)
        for number, name, address, zone, role, preference in found.tuples()
    )


def customers_among(readers: tuple[Reader, ...]) -> tuple[Reader, ...]:
    """Those who are not of the provider."""
    return tuple(reader for reader in readers if not reader.is_engineer)


def _concerned(has_engineer: bool, is_shared: bool, is_approved_of: bool, has_participants: bool) -> Query:
    """Their numbers, each from an index: a list of conditions on people would look at everybody."""
    numbers = _number("requester").union_all(_engineers_who_follow())
    if has_engineer:
        numbers = numbers.union_all(_number("engineer"))
    if is_shared:
        sees_it = _Member.sees_from.is_null() | (_Member.sees_from <= Given("opened_at", Ticket.opened_at))
        numbers = numbers.union_all(_members().where(sees_it))
    if is_approved_of:
        numbers = numbers.union_all(_members().where(_administers()))
    if has_participants:
        chosen = Participant.select(Participant.person).where(Participant.ticket == Given("ticket"))
        numbers = numbers.union_all(_members().where(_Member.person.in_(chosen)))
    return numbers


def _engineers_who_follow() -> ModelSelect:
    follows = (Follow.ticket == Given("ticket")) & (Follow.following == Following.FOLLOW)
    theirs = _Follower.staff_role.is_null(False)
    return Follow.select(Follow.person).join(_Follower, on=(_Follower.id == Follow.person)).where(follows & theirs)


def _administers() -> Expression:
    """Who may approve: an administrator whose own access it would not end."""
    return (_Member.role == Role.ADMINISTRATOR) & (_Member.person != Given("concerns"))


def _number(name: str) -> Query:
    # PostgreSQL takes a value without a column beside it for a text.
    return Select(columns=[Cast(Given(name), "BIGINT")])


def _members() -> ModelSelect:
    counts = (_Its.id == _Member.organisation) & _Its.deactivated_at.is_null()
    return _Member.select(_Member.person).join(_Its, on=counts).where(_Member.organisation == Given("organisation"))


def _reader(ticket: TicketRow, *values: Any) -> Reader:
    number, name, address, time_zone, staff_role, own_plan, organisation_plan, role, following, preference = values
    paid = current().plan_is_paid
    return Reader(
        person_id=number,
        name=name,
        address=address,
        time_zone=time_zone,
        is_requester=number == ticket.requester_id,
        is_assigned=number == ticket.engineer_id,
        is_engineer=staff_role is not None,
        is_participant=number in ticket.participants,
        is_approver=_may_approve(ticket, number, role),
        is_paid=paid(own_plan) or paid(organisation_plan),
        following=following,
        preference=preference,
    )


def _may_approve(ticket: TicketRow, person_id: int, role: Role | None) -> bool:
    asked = ticket.approval is not Approval.NONE and ticket.concerns_id != person_id
    return asked and role is Role.ADMINISTRATOR
