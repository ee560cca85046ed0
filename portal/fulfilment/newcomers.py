"""Who it is that shall get access, as they stand at this moment: reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from portal.accounts import addresses
from portal.accounts.directory import domains_of
from portal.accounts.operations import checked_name
from portal.db.tables import PROVEN_ADDRESS, Address, Entry, Membership, Organisation, Person, Ticket
from portal.errors import NotFound, Rejected
from portal.fulfilment.plans import Given
from portal.settings import current
from portal.tickets.rows import TicketRow
from portal.vocabulary import Approval, EntryKind, Role, Visibility

PORTAL, STATUS_PAGE = "portal", "status_page"
_DECISIVE = ("first_name", "last_name", "work_email", "role", "sees_earlier", "first_day", "notify_administrators")


class How(StrEnum):
    """What giving access means for this person."""

    # There is no account with this address.
    NEW = "new"
    # Somebody with an account becomes a member of one more organisation.
    JOINS = "joins"
    # Somebody who was deactivated comes back, with nothing from before (OPS-36).
    RETURNS = "returns"
    # They are a member already: there is nothing to do.
    MEMBER = "member"
    # The address belongs to one of the provider's people.
    STAFF = "staff"
    # The address stands on an account, and nobody has shown that its mail arrives there.
    UNPROVEN = "unproven"


@dataclass(frozen=True)
class Newcomer:
    """What the request says of a person and their access, and what we know of them; pure words are made of it."""

    name: str
    address: str
    how: How
    person_id: int | None
    # How the account is called, where there is one.
    known_as: str
    organisation_id: int
    organisation: str
    domains: frozenset[str]
    role: Role
    present_role: Role | None
    reason: str
    sees_earlier: bool
    shared: int
    starts_at: datetime
    administrators: tuple[str, ...]
    notifies: bool
    requester: str
    # Who agreed to it as an administrator, and is none any more; empty where they still are.
    agreed_before: str = ""

    @property
    def domain(self) -> str:
        """What stands behind the @."""
        return self.address.rpartition("@")[2]


def wants_portal(given: Given) -> bool:
    """Whether access to the portal is asked for at all."""
    return PORTAL in given.all("access")


def newcomer_of(ticket: TicketRow, given: Given) -> Newcomer:
    """The person whom the request is about; Rejected where its name, address or first day is none."""
    given.require_whole(*_DECISIVE)
    organisation_id = _organisation_of(ticket)
    address = addresses.normalise(given.one("work_email"))
    person_id, known_as, how, present = who_has(address, organisation_id)
    return Newcomer(
        name=_name_of(given),
        address=address,
        how=how,
        person_id=person_id,
        known_as=known_as,
        organisation_id=organisation_id,
        organisation=ticket.organisation_name or "",
        domains=domains_of([organisation_id])[organisation_id],
        role=Role(given.one("role") or Role.MEMBER),
        present_role=present,
        reason=given.one("why_administrator"),
        sees_earlier=given.one("sees_earlier") == "yes",
        shared=_shared_in(organisation_id),
        starts_at=_first_moment(given.one("first_day")),
        administrators=tuple(name for _, name in administrators_of(organisation_id)),
        notifies=given.one("notify_administrators") == "yes",
        requester=ticket.requester_name,
        agreed_before=agreed_before(ticket),
    )


def _name_of(given: Given) -> str:
    """As accounts are called; empty where nothing is said."""
    name = f"{given.one('first_name')} {given.one('last_name')}".strip()
    return checked_name(name) if name else ""


def owners_of(address: str) -> frozenset[int]:
    """The number of the person who has this address, if anybody has."""
    try:
        spelling = addresses.normalise(address)
    except Rejected:
        return frozenset()
    found = Address.select(Address.person).where(Address.address == spelling).tuples()
    return frozenset(number for (number,) in found)


def administrators_of(organisation_id: int) -> tuple[tuple[int, str], ...]:
    """Number and name of the organisation's active administrators who have shown that their mail arrives, by name."""
    select = Membership.select(Person.id, Person.name).join(Person).join(Address, on=PROVEN_ADDRESS)
    active = (Membership.organisation == organisation_id) & Person.deactivated_at.is_null()
    theirs = active & (Membership.role == Role.ADMINISTRATOR)
    return tuple(select.where(theirs).order_by(Person.name, Person.id).tuples())


def who_has(address: str, organisation_id: int) -> tuple[int | None, str, How, Role | None]:
    """Number and name of who has the address, what letting them in means, and what they are there now."""
    select = Address.select(Address.verified_at, Person).join(Person).where(Address.address == address)
    found = select.first()
    if found is None:
        return None, "", How.NEW, None
    person = found.person
    theirs = (Membership.person == person.id) & (Membership.organisation == organisation_id)
    place = Membership.select(Membership.role).where(theirs).tuples().first()
    return person.id, person.name, _how(person, found.verified_at, bool(place)), place[0] if place else None


def agreed_before(ticket: TicketRow) -> str:
    """Who raised it as an administrator, or approved it as one, where they administer the organisation no longer."""
    if ticket.approval not in (Approval.NONE, Approval.APPROVED):
        return ""
    agreed = _approver_of(ticket) or (ticket.requester_id, ticket.requester_name)
    theirs = (Membership.person == agreed[0]) & (Membership.organisation == ticket.organisation_id)
    active = theirs & (Membership.role == Role.ADMINISTRATOR) & Person.deactivated_at.is_null()
    return "" if Membership.select(Membership.id).join(Person).where(active).exists() else agreed[1]


def _approver_of(ticket: TicketRow) -> tuple[int, str] | None:
    approved = (Entry.ticket == ticket.id) & (Entry.kind == EntryKind.APPROVED)
    select = Entry.select(Person.id, Person.name).join(Person).where(approved).order_by(Entry.id.desc())
    found: tuple[int, str] | None = select.tuples().first()
    return found


def _organisation_of(ticket: TicketRow) -> int:
    active = (Organisation.id == ticket.organisation_id) & Organisation.deactivated_at.is_null()
    if ticket.organisation_id is None or not Organisation.select().where(active).exists():
        raise NotFound("The organisation of this request is not there any more.")
    return ticket.organisation_id


def _how(person: Person, verified_at: datetime | None, is_member: bool) -> How:
    if person.staff_role is not None:
        return How.STAFF
    if person.deactivated_at is not None:
        return How.RETURNS
    if verified_at is None and person.password_hash is not None:
        # Whoever typed the address into their account has not shown that they read its mail.
        return How.UNPROVEN
    return How.MEMBER if is_member else How.JOINS


def _shared_in(organisation_id: int) -> int:
    shared = (Ticket.organisation == organisation_id) & (Ticket.visibility == Visibility.SHARED)
    return int(Ticket.select().where(shared).count())


def _first_moment(day: str) -> datetime:
    """When the first day begins, where the engineers' calendar is."""
    try:
        begins = date.fromisoformat(day)
    except ValueError:
        raise Rejected("The request names no first day.") from None
    return datetime.combine(begins, time(), current().calendar.time_zone)
