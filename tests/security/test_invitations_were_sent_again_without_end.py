"""An invitation was mailed to the same address each minute, and once for each press at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from portal.accounts import invitations
from portal.db.tables import Invitation
from portal.errors import TooMany
from portal.fulfilment import directly
from portal.vocabulary import Role
from tests.factories import LONG_AGO, People
from tests.support.accounts import mails
from tests.support.browser import Browser
from tests.support.mails import Hands
from tests.tickets.test_at_once import at_once


def _invited(people: People) -> int:
    directly.let_in(people.olga, people.organisations["acme"], "Nina Nordin", "nina@acme.example", Role.MEMBER)
    return int(Invitation.select().get().id)


@pytest.mark.once
def test_an_address_gets_five_more_a_day(browser: Callable[..., Browser], people: People, hands: Hands) -> None:
    """Who was mistyped has nothing to do with us: the page says when it goes on, and the last link stays good."""
    number = _invited(people)
    for _ in range(5):
        hands.forward(minutes=2)
        invitations.send_again(people.alice, number)
    hands.forward(minutes=2)
    with pytest.raises(TooMany):
        invitations.send_again(people.sam, number)
    alice = browser(people.alice)
    assert alice.post(f"/servicedesk/invitations/{number}/send").status_code == 303
    assert "Too many attempts" in alice.visit("/servicedesk/organisation").text
    assert len(mails("invitation")) == 6
    hands.forward(hours=24)
    invitations.send_again(people.alice, number)


def test_pressed_four_times_at_once_it_is_sent_once(people: People) -> None:
    number = _invited(people)
    Invitation.update(sent_at=LONG_AGO).execute()
    assert at_once(*[partial(invitations.send_again, people.alice, number)] * 4) == []
    assert len(mails("invitation")) == 2
