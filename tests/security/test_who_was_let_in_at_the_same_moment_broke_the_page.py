"""Two administrators who let the same person in at once got an error; who just left was a member without an account."""

from __future__ import annotations

from functools import partial

from portal.db.tables import Membership, Person
from portal.fulfilment import directly
from portal.vocabulary import Role
from tests.factories import People, make_person
from tests.tickets.test_at_once import at_once


def test_one_of_them_is_told_that_the_other_was_faster(people: People) -> None:
    acme, globex = people.organisations["acme"], people.organisations["globex"]
    for number in range(3):
        address = f"nina{number}@acme.example"
        let_in = [
            partial(directly.let_in, people.olga, place, "Nina Nordin", address, Role.MEMBER)
            for place in (acme, globex, acme)
        ]
        assert at_once(*let_in) == []
    assert Person.select().where(Person.name == "Nina Nordin").count() == 3


def test_who_leaves_at_that_moment_is_let_in_with_an_account_or_not_at_all(people: People) -> None:
    """OPS-30: the invitation of somebody whose account was closed beside it opened nothing."""
    acme, globex = people.organisations["acme"], people.organisations["globex"]
    for number in range(4):
        name, address = f"Person {number}", f"person{number}@acme.example"
        person_id = make_person(name, address)
        Membership.create(person=person_id, organisation=acme, role=Role.MEMBER)
        acts = (
            partial(directly.let_in, people.olga, globex, name, address, Role.MEMBER),
            partial(directly.take_out, people.olga, person_id, acme),
        )
        assert at_once(*acts) == []
    shut_out = Membership.select().join(Person).where(Person.deactivated_at.is_null(False))
    assert shut_out.count() == 0
