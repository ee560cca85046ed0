"""Who left, came back and administers the organisation approved what they had asked for themselves."""

from __future__ import annotations

from dataclasses import replace

import pytest

from portal.errors import NotAllowed
from portal.fulfilment.operations import confirm
from portal.fulfilment.queries import given_of, is_ones_own, preview
from portal.policy import Actor
from portal.tickets import leaving, operations
from portal.tickets.queries import get_row
from portal.vocabulary import Role
from tests.factories import People
from tests.fulfilment.requests import offboarding, onboarding


def as_administrator(actor: Actor) -> Actor:
    """Who left and came back."""
    return replace(actor, places=(replace(actor.places[0], role=Role.ADMINISTRATOR),), has_left=True)


@pytest.mark.once
def test_what_was_handed_on_is_still_of_who_raised_it(people: People) -> None:
    """OPS-22: nobody approves their own request, nor carries it out, by whatever way around."""
    asked, back = onboarding(people.bob, role="administrator"), as_administrator(people.bob)
    request = offboarding(
        people.alice, people.numbers["bob"], private_requests="hand_over", colleague=str(people.numbers["carol"])
    )
    confirm(people.sam, request.reference, preview(people.sam, request.reference)[1].digest)
    assert get_row(asked.id).requester_id == people.numbers["carol"]
    with pytest.raises(NotAllowed):
        operations.approve(back, asked.reference)
    assert is_ones_own(back, get_row(asked.id), given_of(asked.id))
    operations.approve(people.alice, asked.reference)


@pytest.mark.once
def test_nor_what_nobody_asks_for_any_more(people: People) -> None:
    asked, back = onboarding(people.bob), as_administrator(people.bob)
    leaving.forget(people.numbers["bob"], people.organisations["acme"])
    with pytest.raises(NotAllowed):
        operations.approve(back, asked.reference)
