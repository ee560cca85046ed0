"""On PostgreSQL, who ended an access and whose it was waited for each other at times, and one of both saw an error."""

from __future__ import annotations

from functools import partial

import pytest

from portal.accounts import accepting, operations, resets, roles, tokens
from portal.accounts.queries import actor_of_person
from portal.db import transaction
from portal.db.tables import Membership, Person
from portal.fulfilment import directly
from portal.vocabulary import Role, StaffRole
from tests.factories import People, make_person
from tests.support.accounts import GOOD, HERE
from tests.tickets.test_at_once import at_once

_fresh = tokens.fresh


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tokens of all links, in the order in which they were made."""
    made: list[str] = []
    monkeypatch.setattr(tokens, "fresh", lambda: made.append(_fresh()) or made[-1])  # type: ignore[func-returns-value]
    return made


def test_a_password_is_set_by_a_link_while_its_owner_leaves(people: People, sent: list[str]) -> None:
    acme = people.organisations["acme"]
    for number in range(4):
        person_id = make_person("Nina Nordin", f"nina{number}@acme.example")
        Membership.create(person=person_id, organisation=acme, role=Role.MEMBER)
        with transaction():
            resets.send_link(f"nina{number}@acme.example")
        leaves = partial(directly.take_out, people.olga, person_id, acme)
        assert at_once(partial(resets.reset_password, sent[-1], GOOD), leaves) == []
        assert Person.get_by_id(person_id).password_hash is None


def test_an_invitation_is_accepted_while_it_ends(people: People, sent: list[str]) -> None:
    acme = people.organisations["acme"]
    for number in range(4):
        person_id = directly.let_in(people.olga, acme, "Nina Nordin", f"nina{number}@acme.example", Role.MEMBER)
        ends = partial(operations.deactivate_person, people.olga, person_id)
        assert at_once(partial(accepting.accept, sent[-1], GOOD, HERE), ends) == []
        assert actor_of_person(person_id) is None


def test_two_administrators_take_the_role_from_each_other(people: People) -> None:
    for number in range(4):
        pair = [make_person("Nils", f"{n}.{number}@s.example", staff_role=StaffRole.ADMINISTRATOR) for n in "ab"]
        first, second = map(actor_of_person, pair)
        assert first is not None
        assert second is not None
        acts = (
            partial(roles.set_staff_role, first, pair[1], None),
            partial(roles.set_staff_role, second, pair[0], None),
        )
        assert at_once(*acts) == []
