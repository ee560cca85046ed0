"""One's own addresses: a new one counts once its code came back."""

from __future__ import annotations

import re

import pytest

from portal.accounts import own_addresses, queries, resets
from portal.accounts.signing_in import SignedIn, sign_in
from portal.db.tables import Address, AddressCode, Audited, PasswordReset
from portal.errors import NotFound, Rejected, TooMany
from tests.factories import LONG_AGO, PASSWORD, People
from tests.support.accounts import HERE, mails
from tests.support.mails import Hands

pytestmark = pytest.mark.once
HOME = "alice@home.example"


def code_in(mail: object) -> str:
    """The code of a mail."""
    found = re.search(r"\b\d{3} \d{3}\b", mail.text)  # type: ignore[attr-defined]
    assert found
    return found[0]


def add(people: People, address: str = HOME) -> None:
    """Alice shows that the address is hers."""
    own_addresses.send_code(people.alice, address)
    own_addresses.verify_address(people.alice, address, code_in(mails("address_code")[-1]), HERE)


def test_an_address_is_ones_own_once_its_code_came_back(people: People) -> None:
    """ASVS 6.5.3, 6.5.4, 6.3.7: six random digits, kept as a keyed digest; the main address is told."""
    assert own_addresses.send_code(people.alice, " Alice@HOME.example ") == HOME
    (mail,) = mails("address_code")
    assert mail.address == HOME
    assert code_in(mail).replace(" ", "") not in AddressCode.get().code_hash
    assert own_addresses.waiting_address(people.alice) == HOME
    with pytest.raises(Rejected):
        sign_in(HOME, PASSWORD, HERE)
    own_addresses.verify_address(people.alice, HOME, code_in(mail), HERE)
    assert isinstance(sign_in(HOME, PASSWORD, HERE), SignedIn)
    (told,) = mails("credential_changed")
    assert told.address == "alice@acme.example"
    assert f"{HOME} was added" in told.text
    assert Audited.select().where(Audited.action == "address_changed").count() == 1
    with pytest.raises(Rejected):
        own_addresses.verify_address(people.alice, HOME, code_in(mail), HERE)


def test_a_code_is_tried_five_times_for_ten_minutes_by_one_person(people: People, hands: Hands) -> None:
    """ASVS 6.5.1, 6.5.5, 6.6.2, 6.6.3: it counts for who asked for it, and for what it was asked."""
    own_addresses.send_code(people.alice, HOME)
    code = code_in(mails("address_code")[-1])
    with pytest.raises(Rejected):
        own_addresses.verify_address(people.bob, HOME, code, HERE)
    for _ in range(5):
        with pytest.raises(Rejected):
            own_addresses.verify_address(people.alice, HOME, "000 000", HERE)
    with pytest.raises(Rejected):
        own_addresses.verify_address(people.alice, HOME, code, HERE)
    own_addresses.send_code(people.alice, HOME)
    hands.forward(minutes=10)
    with pytest.raises(Rejected):
        own_addresses.verify_address(people.alice, HOME, code_in(mails("address_code")[-1]), HERE)
    assert own_addresses.sweep() == 1


def test_nobody_learns_whose_an_address_is_but_its_owner(people: People) -> None:
    """ASVS 6.3.8: the same answer and the same waiting code; the owner is told, at most three times a day."""
    assert own_addresses.send_code(people.alice, "bob@acme.example") == "bob@acme.example"
    assert own_addresses.waiting_address(people.alice) == "bob@acme.example"
    assert mails("address_code") == []
    (told,) = mails("address_claimed")
    assert told.address == "bob@acme.example"
    assert "Alice" not in told.text
    with pytest.raises(Rejected) as refused:
        own_addresses.verify_address(people.alice, "bob@acme.example", "123456", HERE)
    own_addresses.send_code(people.alice, "free@acme.example")
    with pytest.raises(Rejected) as refused_too:
        own_addresses.verify_address(people.alice, "free@acme.example", "123456", HERE)
    assert str(refused.value) == str(refused_too.value)
    for _ in range(4):
        own_addresses.send_code(people.carol, "bob@acme.example")
    assert len(mails("address_claimed")) == 3


def test_somebody_else_who_was_faster_keeps_the_address(people: People) -> None:
    own_addresses.send_code(people.alice, HOME)
    Address.create(person=people.numbers["bob"], address=HOME, verified_at=LONG_AGO)
    with pytest.raises(Rejected):
        own_addresses.verify_address(people.alice, HOME, code_in(mails("address_code")[-1]), HERE)
    assert queries.person_at(HOME).name == "Bob Berg"  # type: ignore[union-attr]


def test_codes_are_sent_five_times_an_hour(people: People, hands: Hands) -> None:
    """R-15."""
    for number in range(5):
        own_addresses.send_code(people.alice, f"alice{number}@home.example")
    with pytest.raises(TooMany):
        own_addresses.send_code(people.alice, HOME)
    hands.forward(hours=1)
    own_addresses.send_code(people.alice, HOME)
    with pytest.raises(Rejected, match="already"):
        own_addresses.send_code(people.alice, "alice@acme.example")


def test_both_main_addresses_are_told_when_another_becomes_it(people: People) -> None:
    """ASVS 6.3.7; S-09: links that went out before are dead."""
    add(people)
    resets.request_password_reset("alice@acme.example", "192.0.2.1")
    resets.send_links()
    for _ in range(2):
        own_addresses.choose_main(people.alice, HOME, HERE)
    assert [mail.address for mail in mails("credential_changed")[1:]] == ["alice@acme.example", HOME]
    assert people.alice.address == HOME
    assert PasswordReset.select().count() == 0


def test_the_main_address_stays_and_only_a_confirmed_one_becomes_it(people: People) -> None:
    """There is always one that is confirmed, and gets the mail."""
    Address.create(person=people.numbers["alice"], address=HOME)
    with pytest.raises(Rejected, match="by its code first"):
        own_addresses.choose_main(people.alice, HOME, HERE)
    with pytest.raises(Rejected, match="another main address"):
        own_addresses.remove_address(people.alice, "alice@acme.example", HERE)
    with pytest.raises(NotFound):
        own_addresses.remove_address(people.alice, "bob@acme.example", HERE)
    add(people)
    assert [row.is_verified for row in queries.addresses_of(people.numbers["alice"])] == [True, True]


def test_a_removed_address_is_told_itself_and_opens_nothing(people: People) -> None:
    """ASVS 6.3.7."""
    add(people)
    own_addresses.remove_address(people.alice, HOME, HERE)
    assert [mail.address for mail in mails("credential_changed")[1:]] == [HOME, "alice@acme.example"]
    with pytest.raises(Rejected):
        sign_in(HOME, PASSWORD, HERE)
