"""Addresses that are left alone because mail came back from them (M-13)."""

from __future__ import annotations

import pytest

from portal.notify import suspensions
from tests.support.mails import Hands

pytestmark = [pytest.mark.usefixtures("database")]


def test_a_suspended_address_is_one_however_it_is_written(hands: Hands) -> None:
    suspensions.suspend("Alice@Acme.example", "550 5.1.1 no such user")
    assert suspensions.is_suspended(" alice@acme.EXAMPLE ")
    assert not suspensions.is_suspended("bob@acme.example")
    assert suspensions.reason_of("alice@acme.example") == "550 5.1.1 no such user"


@pytest.mark.once
def test_a_suspension_ends_by_itself(hands: Hands) -> None:
    suspensions.suspend("alice@acme.example", "no such user")
    hands.forward(days=59)
    assert suspensions.is_suspended("alice@acme.example")
    hands.forward(days=2)
    assert not suspensions.is_suspended("alice@acme.example")
    assert suspensions.listing() == ()


def test_what_comes_back_again_is_suspended_anew_and_listed_once(hands: Hands) -> None:
    suspensions.suspend("alice@acme.example", "first")
    hands.forward(days=30)
    suspensions.suspend("alice@acme.example", "second\r\nBcc: x\x00" + "y" * 1000)
    suspensions.suspend("bob@acme.example", "third")
    hands.forward(days=40)
    listed = suspensions.listing()
    assert {one.address for one in listed} == {"alice@acme.example", "bob@acme.example"}
    assert all(one.reason.startswith(("second Bcc: x", "third")) for one in listed)


@pytest.mark.once
def test_an_engineer_lifts_a_suspension_and_lifting_it_again_does_nothing() -> None:
    suspensions.suspend("alice@acme.example", "no such user")
    assert suspensions.lift("ALICE@acme.example")
    assert not suspensions.lift("alice@acme.example")
    assert not suspensions.is_suspended("alice@acme.example")
