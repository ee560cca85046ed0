"""Who it is whose access shall end, and what they have at this moment: reads only."""

from __future__ import annotations

from dataclasses import dataclass

from portal.accounts.leaving import is_last_administrator, keeps_account
from portal.accounts.sessions import alive
from portal.db.tables import MAIN_ADDRESS, Address, Membership, Organisation, Person, Session, Ticket
from portal.errors import NotFound
from portal.fulfilment.fates import Fate, Wish, Wishes, fate_of
from portal.fulfilment.newcomers import agreed_before
from portal.fulfilment.removal_requests import Removal, whom_it_is_about
from portal.tickets.leaving import raised_by
from portal.tickets.rows import TicketRow
from portal.vocabulary import FulfilmentKind, Role


@dataclass(frozen=True)
class Colleague:
    """Who takes requests over; `instead_of` is whom the request names, where they cannot."""

    id: int
    name: str
    instead_of: str = ""


@dataclass(frozen=True)
class Leaver:
    """The person as they stand now; pure words are made of it."""

    removal: Removal
    name: str
    address: str
    organisation: str
    role: Role | None
    is_last_administrator: bool
    candidates: tuple[str, ...]
    elsewhere: tuple[str, ...]
    keeps_account: bool
    devices: int
    colleague: Colleague | None
    fates: tuple[tuple[TicketRow, Fate], ...]
    # Who agreed to it as an administrator, and is none any more; empty where they still are.
    agreed_before: str = ""

    @property
    def is_member(self) -> bool:
        """Whether there is anything to take away."""
        return self.role is not None

    def with_fate(self, *fates: Fate) -> tuple[TicketRow, ...]:
        """Their requests of which one of these becomes."""
        return tuple(row for row, fate in self.fates if fate in fates)


def leaver_of(removal: Removal, ticket: TicketRow | None = None) -> Leaver:
    """The person whose access ends; NotFound where there is no such person or organisation.

    Of their requests the one that asks for all this is left out: it goes on to its end.
    """
    name, address = _named(removal.person_id)
    colleague = _colleague(removal, ticket)
    rows = [
        row for row in raised_by(removal.person_id, removal.organisation_id) if ticket is None or row.id != ticket.id
    ]
    wishes = Wishes(removal.private, removal.opened, colleague.id if colleague else None, _concerned(rows))
    return Leaver(
        removal=removal,
        name=name,
        address=address,
        organisation=_organisation(removal.organisation_id),
        role=_role(removal.person_id, removal.organisation_id),
        is_last_administrator=is_last_administrator(removal.person_id, removal.organisation_id),
        candidates=tuple(other for number, other, _ in _others(removal)),
        elsewhere=_elsewhere(removal),
        keeps_account=keeps_account(removal.person_id, removal.organisation_id),
        devices=Session.select().where((Session.person == removal.person_id) & alive()).count(),
        colleague=colleague,
        fates=tuple((row, fate_of(row, wishes)) for row in rows),
        agreed_before=agreed_before(ticket) if ticket else "",
    )


def _named(person_id: int) -> tuple[str, str]:
    found = Person.select(Person.name, Address.address).join(Address, on=MAIN_ADDRESS).where(Person.id == person_id)
    row = found.tuples().first()
    if row is None:
        raise NotFound("The person of this request is not there any more.")
    return row[0], row[1]


def _organisation(organisation_id: int) -> str:
    name = Organisation.select(Organisation.name).where(Organisation.id == organisation_id).scalar()
    if name is None:
        raise NotFound("The organisation of this request is not there any more.")
    return str(name)


def _role(person_id: int, organisation_id: int) -> Role | None:
    theirs = (Membership.person == person_id) & (Membership.organisation == organisation_id)
    found = Membership.select(Membership.role).where(theirs).tuples().first()
    return found[0] if found else None


def _others(removal: Removal) -> list[tuple[int, str, Role]]:
    """The organisation's other active members: number, name and role; administrators first, then by name."""
    others = (Membership.organisation == removal.organisation_id) & (Membership.person != removal.person_id)
    select = Membership.select(Person.id, Person.name, Membership.role).join(Person)
    return list(
        select.where(others & Person.deactivated_at.is_null())
        .order_by(Membership.role, Person.name, Person.id)
        .tuples()
    )


def _colleague(removal: Removal, ticket: TicketRow | None) -> Colleague | None:
    """Whom the request names; an administrator in their place where they are no member any more (OPS-32)."""
    if Wish.HAND_OVER not in (removal.private, removal.opened):
        return None
    others = _others(removal)
    named = {number: name for number, name, _ in others}
    if removal.colleague_id in named:
        return Colleague(removal.colleague_id, named[removal.colleague_id])
    administrators = {number: name for number, name, role in others if role is Role.ADMINISTRATOR}
    asked_by = ticket.requester_id if ticket else None
    number = asked_by if asked_by in administrators else next(iter(administrators), None)
    if number is None:
        return None
    return Colleague(number, administrators[number], _name_of(removal.colleague_id))


def _name_of(person_id: int | None) -> str:
    name = Person.select(Person.name).where(Person.id == person_id).scalar() if person_id else None
    return str(name or "the colleague named")


def _elsewhere(removal: Removal) -> tuple[str, ...]:
    others = (Membership.person == removal.person_id) & (Membership.organisation != removal.organisation_id)
    select = Membership.select(Organisation.name).join(Organisation).where(others).order_by(Organisation.name)
    return tuple(name for (name,) in select.tuples())


def _concerned(rows: list[TicketRow]) -> dict[int, frozenset[int]]:
    """The people whom their requests to end somebody's access are about."""
    numbers = [row.id for row in rows if row.fulfilment is FulfilmentKind.OFFBOARD]
    select = Ticket.select(Ticket.id, Ticket.answers).where(Ticket.id.in_(numbers)).tuples() if numbers else ()
    return {number: frozenset(whom_it_is_about(answers)) for number, answers in select}
