"""The people of the benchmark: the same, however many tickets there are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from random import Random

from benchmarks.bulk import insert_rows
from portal.accounts import passwords
from portal.db.tables import Address, Membership, Organisation, Person
from portal.vocabulary import Role, StaffRole

ALICE = "alice@acme.example"
SAM = "sam@support.example"
PASSWORD = "a-password-for-measuring"
_ORGANISATIONS = 40
_ENGINEERS = 8
_ON_THEIR_OWN = 12
# Of all tickets: every eighth comes from Acme, and half of those from Alice.
_OF_ACME = 0.12
_OF_ALICE = 0.5


@dataclass(frozen=True)
class Customer:
    """Somebody who raises tickets, for an organisation or (None) for themselves."""

    person: int
    organisation: int | None


@dataclass(frozen=True)
class Population:
    """Who raises tickets, with how often each does, and who answers them."""

    customers: tuple[Customer, ...]
    cumulated: tuple[float, ...]
    engineers: tuple[int, ...]

    @property
    def alice(self) -> Customer:
        """The customer with many tickets, whose pages are measured."""
        return self.customers[0]

    def somebody(self, random: Random) -> Customer:
        """Whoever raises the next ticket."""
        return random.choices(self.customers, cum_weights=self.cumulated)[0]


def populate(random: Random, moment: datetime) -> Population:
    """Insert organisations of 3 to 15 people, people of their own, and engineers; Alice and Sam can log in."""
    sizes = [12, *(random.randint(3, 15) for _ in range(_ORGANISATIONS - 1))]
    customers = [Customer(person, organisation) for person, organisation in enumerate(_seats(sizes), start=1)]
    customers += [Customer(len(customers) + number, None) for number in range(1, _ON_THEIR_OWN + 1)]
    engineers = range(len(customers) + 1, len(customers) + _ENGINEERS + 1)
    _insert_organisations(len(sizes), moment)
    _insert_people(customers, engineers, moment)
    weights = [_weight(customer, sizes, random) for customer in customers]
    return Population(tuple(customers), tuple(accumulate(weights)), tuple(engineers))


def _seats(sizes: list[int]) -> Iterator[int]:
    for organisation, size in enumerate(sizes, start=1):
        yield from [organisation] * size


def _weight(customer: Customer, sizes: list[int], random: Random) -> float:
    if customer.person == 1:
        return _OF_ACME * _OF_ALICE
    if customer.organisation == 1:
        return _OF_ACME * (1 - _OF_ALICE) / (sizes[0] - 1)
    others = sum(sizes[1:]) + _ON_THEIR_OWN
    return (1 - _OF_ACME) / others * random.choice((0.3, 0.5, 1, 2.2))


def _insert_organisations(count: int, moment: datetime) -> None:
    names = ["Acme AB", *(f"Customer {number} AB" for number in range(2, count + 1))]
    rows = enumerate(names, start=1)
    insert_rows(
        Organisation,
        ({"id": number, "name": name, "plan": "standard", "created_at": moment} for number, name in rows),
    )


def _insert_people(customers: list[Customer], engineers: range, moment: datetime) -> None:
    known, secret = {1: ALICE, engineers[0]: SAM}, passwords.hash_of(PASSWORD)
    everybody = [*(customer.person for customer in customers), *engineers]
    insert_rows(
        Person,
        (
            {
                "id": person,
                "name": _name(person, known),
                "password_hash": secret if person in known else None,
                "plan": "premium" if person not in engineers and customers[person - 1].organisation is None else None,
                "staff_role": StaffRole.ENGINEER if person in engineers else None,
                "created_at": moment,
            }
            for person in everybody
        ),
    )
    addresses = ((person, known.get(person, f"person-{person}@customer.example")) for person in everybody)
    insert_rows(
        Address,
        (
            {"id": person, "person": person, "address": address, "is_main": True, "verified_at": moment}
            for person, address in addresses
        ),
    )
    insert_rows(Membership, _memberships(customers))


def _memberships(customers: list[Customer]) -> Iterator[dict[str, object]]:
    administered = set()
    for customer in customers:
        if customer.organisation is None:
            continue
        first = customer.organisation not in administered
        administered.add(customer.organisation)
        role = Role.ADMINISTRATOR if first else Role.MEMBER
        yield {"id": customer.person, "person": customer.person, "organisation": customer.organisation, "role": role}


def _name(person: int, known: dict[int, str]) -> str:
    if person in known:
        return f"{known[person].partition('@')[0].capitalize()} Larsson"
    return f"{_GIVEN[person % len(_GIVEN)]} {_FAMILY[person // len(_GIVEN) % len(_FAMILY)]}"


_GIVEN = ("Astrid", "Bo", "Clara", "David", "Elif", "Farid", "Greta", "Hugo", "Ines", "Jonas", "Karin", "Leo", "Maja")
_FAMILY = ("Andersson", "Berg", "Conti", "Dahl", "Ek", "Fischer", "Gomez", "Holm", "Ivanova", "Jansen", "Kaya", "Lind")
