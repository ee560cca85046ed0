"""Made-up facts for tests: what is not named does not matter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

from portal import clock
from portal.accounts import queries
from portal.accounts.passwords import hash_of
from portal.db import transaction
from portal.db.tables import Address, Membership, Organisation, Person, Ticket
from portal.policy import Actor, Letter
from portal.tickets.opening import NewTicket, open_ticket
from portal.tickets.queries import get_row
from portal.tickets.rows import TicketRow, rank_of
from portal.vocabulary import Kind, Priority, Role, Source, StaffRole, Visibility

PASSWORD = "portal-demo-2026"
LONG_AGO = datetime(2026, 1, 2, 8, 0, tzinfo=UTC)

_PAID, _FREE = "standard", "free"
ORGANISATIONS = {"acme": ("Acme AB", _PAID), "globex": ("Globex AG", _PAID), "initech": ("Initech", _FREE)}
# name -> (whole name, address, personal plan, staff role, organisations)
PEOPLE: dict[str, tuple[str, str, str | None, StaffRole | None, dict[str, Role]]] = {
    "alice": ("Alice Andersson", "alice@acme.example", None, None, {"acme": Role.ADMINISTRATOR}),
    "bob": ("Bob Berg", "bob@acme.example", None, None, {"acme": Role.MEMBER}),
    "carol": ("Carol Weber", "carol@globex.example", None, None,
              {"globex": Role.ADMINISTRATOR, "acme": Role.MEMBER}),
    "dave": ("Dave Miller", "dave@initech.example", None, None, {"initech": Role.MEMBER}),
    "erin": ("Erin Ek", "erin@example.net", _PAID, None, {}),
    "sam": ("Sam Holm", "sam@support.example", None, StaffRole.ENGINEER, {}),
    "olga": ("Olga Nilsson", "olga@support.example", None, StaffRole.ADMINISTRATOR, {}),
}  # fmt: skip


class People:
    """The people of the demo as actors, by first name: `people["alice"]` or `people.alice`; read anew each time."""

    def __init__(self, organisations: dict[str, int], numbers: dict[str, int]) -> None:
        self.organisations = organisations
        self.numbers = numbers

    def __getitem__(self, name: str) -> Actor:
        actor = queries.actor_of_person(self.numbers[name])
        assert actor is not None, f"{name} is deactivated"
        return actor

    def __getattr__(self, name: str) -> Actor:
        if name not in PEOPLE:
            raise AttributeError(name)
        return self[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.numbers)

    def by_mail(self, name: str, letter: Letter | None = None) -> Actor:
        """The same person, writing a mail."""
        return replace(self[name], channel=Source.EMAIL, letter=letter)

    @staticmethod
    def address(name: str) -> str:
        """What this person logs in with."""
        return PEOPLE[name][1]


def make_people() -> People:
    """Everybody of the demo, with their organisations; all have PASSWORD."""
    with transaction():
        organisations = {key: make_organisation(*facts) for key, facts in ORGANISATIONS.items()}
        numbers = {}
        for key, (name, address, plan, staff_role, places) in PEOPLE.items():
            numbers[key] = make_person(name, address, plan=plan, staff_role=staff_role)
            for organisation, role in places.items():
                Membership.create(person=numbers[key], organisation=organisations[organisation], role=role)
    return People(organisations, numbers)


def add_address(person_id: int, address: str) -> None:
    """One more address of a person, confirmed."""
    Address.insert(person=person_id, address=address, is_main=False, verified_at=clock.now()).execute()


def make_organisation(name: str, plan: str = _PAID) -> int:
    """An organisation; returns its number."""
    return int(Organisation.create(name=name, plan=plan, created_at=LONG_AGO).id)


def make_person(name: str, address: str, **facts: Any) -> int:
    """A person with a verified main address and PASSWORD; returns their number."""
    facts = {"password_hash": _hash(), "created_at": LONG_AGO, **facts}
    person = Person.create(name=name, **facts)
    Address.create(person=person, address=address, is_main=True, verified_at=LONG_AGO)
    return int(person.id)


_OWN = -1


def make_ticket(
    requester: Actor,
    *,
    subject: str = "Volume is stuck",
    organisation_id: int | None = _OWN,
    visibility: Visibility = Visibility.PRIVATE,
    **facts: Any,
) -> TicketRow:
    """A ticket raised by `requester`, in their first organisation where none is named.

    Facts are those of NewTicket (answers, priority ...), or columns that are set afterwards (status, opened_at ...).
    """
    if organisation_id == _OWN:
        organisation_id = requester.places[0].organisation_id if requester.places else None
    asked = {name: facts.pop(name) for name in list(facts) if name in NewTicket.__dataclass_fields__}
    given: dict[str, Any] = {
        "issue_type": "incident",
        "issue_type_label": "Incident",
        "category_label": "Cleura Cloud",
        "kind": Kind.INCIDENT,
        "priority": Priority.P3,
        **asked,
    }
    new = NewTicket(subject=subject, organisation_id=organisation_id, visibility=visibility, **given)
    row = open_ticket(requester if requester.may_raise else replace(requester, channel=Source.EMAIL), new)
    if facts:
        _set(row.id, facts)
    return get_row(row.id)


def _set(ticket_id: int, columns: dict[str, Any]) -> None:
    if "priority" in columns:
        columns["rank"] = rank_of(columns["priority"])
    Ticket.update(**columns).where(Ticket.id == ticket_id).execute()


@cache
def _hash() -> str:
    """One for all: making it takes as long as it should."""
    return hash_of(PASSWORD)
