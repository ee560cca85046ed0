"""New passwords, forgotten and known (S-06, S-09)."""

from __future__ import annotations

import threading

import pytest

from portal import db
from portal.accounts import operations, queries, resets, sessions, tokens
from portal.accounts.rows import Profile
from portal.accounts.signing_in import sign_in
from portal.db.tables import Address, PasswordReset, ResetRequest
from portal.errors import NotFound, Rejected, TooMany
from portal.settings import Settings
from tests.factories import PASSWORD, People, add_address
from tests.support.accounts import GOOD, HERE, link_in, mails, statements
from tests.support.mails import Hands

IP = "192.0.2.7"


def link_for(address: str = "alice@acme.example") -> str:
    """The token that somebody finds in the mail."""
    resets.request_password_reset(address, IP)
    assert resets.send_links() == 1
    return link_in(mails("password_reset")[-1])


def logs_in(address: str, password: str) -> bool:
    """Whether this is the password now."""
    try:
        sign_in(address, password, HERE)
    except Rejected:
        return False
    return True


def test_the_link_lets_its_person_choose_a_new_password(people: People) -> None:
    token = link_for()
    assert resets.owner_of_link(token).name == "Alice Andersson"
    resets.reset_password(token, GOOD)
    assert logs_in("alice@acme.example", GOOD)
    assert not logs_in("alice@acme.example", PASSWORD)


def test_the_request_does_the_same_for_every_address(people: People) -> None:
    """ASVS 6.3.8; S-09: the same answer, and by the same statements; who has the address is looked up later."""
    operations.deactivate_person(None, people.numbers["bob"])
    ran = []
    for address in ("alice@acme.example", "nobody@acme.example", "bob@acme.example"):
        with statements() as statements_ran:
            resets.request_password_reset(address, IP)
        ran.append(tuple(statements_ran))
    assert len(set(ran)) == 1
    assert mails() == []


def test_only_active_people_with_that_address_get_a_link(people: People) -> None:
    operations.deactivate_person(None, people.numbers["bob"])
    Address.insert(person=people.alice.person_id, address="not@verified.example", is_main=False).execute()
    for address in ("nobody@acme.example", "bob@acme.example", "not@verified.example"):
        resets.request_password_reset(address, IP)
    assert resets.send_links() == 0
    assert mails() == []
    assert ResetRequest.select().count() == 0


def test_the_link_goes_to_the_address_that_was_typed_in_the_spelling_that_we_know(people: People) -> None:
    add_address(people.alice.person_id, "alice@home.example")
    link_for("ALICE@home.example")
    assert mails()[0].address == "alice@home.example"


def test_the_link_is_built_from_the_settings_and_kept_as_a_digest(people: People) -> None:
    """ASVS 6.4.1; S-11."""
    token = link_for()
    assert "http://localhost/password/new/" in mails()[0].text
    assert "1 hour" in mails()[0].text
    assert PasswordReset.select().get().token_hash == tokens.digest(token)


def test_a_link_works_once(people: People) -> None:
    """ASVS 6.4.1."""
    token = link_for()
    resets.reset_password(token, GOOD)
    with pytest.raises(NotFound):
        resets.owner_of_link(token)
    with pytest.raises(NotFound):
        resets.reset_password(token, "another good one")
    assert logs_in("alice@acme.example", GOOD)


def test_two_who_use_a_link_at_once_do_not_both_succeed(people: People) -> None:
    token, outcomes, start = link_for(), [], threading.Barrier(2)

    def use(password: str) -> None:
        with db.connection():
            start.wait(10)
            try:
                resets.reset_password(token, password)
            except NotFound:
                outcomes.append("too late")
            else:
                outcomes.append(password)

    chosen = (GOOD, "another good one")
    threads = [threading.Thread(target=use, args=(password,)) for password in chosen]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert max(outcomes) == "too late"
    assert len(outcomes) == 2
    assert [logs_in("alice@acme.example", password) for password in chosen] == [word in outcomes for word in chosen]


def test_a_link_is_good_for_an_hour(people: People, hands: Hands, settings: Settings) -> None:
    """ASVS 6.4.1."""
    token = link_for()
    hands.forward(seconds=settings.limits.reset_valid - 1)
    assert resets.owner_of_link(token).name == "Alice Andersson"
    hands.forward(seconds=1)
    with pytest.raises(NotFound):
        resets.owner_of_link(token)
    with pytest.raises(NotFound):
        resets.reset_password(token, GOOD)
    assert logs_in("alice@acme.example", PASSWORD)
    assert resets.sweep() == 1


def test_a_newer_link_ends_the_older_one(people: People) -> None:
    older = link_for()
    newer = link_for()
    with pytest.raises(NotFound):
        resets.owner_of_link(older)
    assert resets.owner_of_link(newer).name == "Alice Andersson"


def test_a_changed_password_ends_the_link(people: People) -> None:
    token = link_for()
    operations.set_password(people.alice.person_id, GOOD)
    with pytest.raises(NotFound):
        resets.reset_password(token, "another good one")


def test_the_deactivated_cannot_come_back_by_a_link(people: People) -> None:
    token = link_for("bob@acme.example")
    operations.deactivate_person(None, people.numbers["bob"])
    with pytest.raises(NotFound):
        resets.reset_password(token, GOOD)


@pytest.mark.parametrize("token", ["", "x", "a" * 43, "%" * 43, "a" * 44])
def test_a_made_up_link_is_nobodys(people: People, token: str) -> None:
    """S-12."""
    link_for()
    with pytest.raises(NotFound):
        resets.owner_of_link(token)
    with pytest.raises(NotFound):
        resets.reset_password(token, GOOD)


def test_a_weak_password_leaves_the_link_as_it_is(people: People) -> None:
    token = link_for()
    for weak in ("short", "password1", "Alice Andersson", "alice@acme.example"):
        with pytest.raises(Rejected):
            resets.reset_password(token, weak)
    resets.reset_password(token, GOOD)


def test_a_new_password_ends_every_session_and_is_told_by_mail(people: People) -> None:
    """ASVS 6.3.7, 7.4.3; S-06, S-09."""
    session = sessions.start(people.alice.person_id, HERE)
    bobs = sessions.start(people.bob.person_id, HERE)
    resets.reset_password(link_for(), GOOD)
    assert queries.actor_of_session(session) is None
    assert queries.actor_of_session(bobs) is not None
    assert [mail.event for mail in mails()] == ["password_reset", "password_changed"]


def test_an_address_is_sent_five_links_an_hour(people: People, hands: Hands) -> None:
    """S-09: nobody's mailbox is flooded, and known and unknown addresses run out alike."""
    for address in ("alice@acme.example", "nobody@acme.example"):
        for number in range(5):
            resets.request_password_reset(address, f"198.51.100.{number}")
        with pytest.raises(TooMany):
            resets.request_password_reset(address.upper(), "198.51.100.9")
    hands.forward(hours=1)
    resets.request_password_reset("alice@acme.example", IP)


def test_a_network_does_not_ask_for_everybody(people: People) -> None:
    for number in range(25):
        resets.request_password_reset(f"nobody{number}@acme.example", IP)
    with pytest.raises(TooMany):
        resets.request_password_reset("alice@acme.example", IP)


def test_what_is_no_address_is_refused_at_once(people: People) -> None:
    with pytest.raises(Rejected):
        resets.request_password_reset("alice@acme.example\r\nBcc: eve@example.net", IP)
    assert ResetRequest.select().count() == 0


def test_two_workers_send_one_link(people: People) -> None:
    resets.request_password_reset("alice@acme.example", IP)
    start = threading.Barrier(2)

    def work() -> None:
        with db.connection():
            start.wait(10)
            resets.send_links()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(mails("password_reset")) == 1


def present(token: str) -> Profile:
    """The session of this token, which must be good."""
    found = queries.actor_of_session(token)
    assert found is not None
    return found[1]


def test_who_knows_the_password_changes_it_and_stays_only_here(people: People) -> None:
    """ASVS 6.2.2, 6.2.3; S-06."""
    here, elsewhere = (sessions.start(people.alice.person_id, HERE) for _ in range(2))
    link = link_for()
    resets.change_password(people.alice, present(here), PASSWORD, GOOD)
    assert queries.actor_of_session(here) is not None
    assert queries.actor_of_session(elsewhere) is None
    assert logs_in("alice@acme.example", GOOD)
    with pytest.raises(NotFound):
        resets.owner_of_link(link)
    assert len(mails("password_changed")) == 1


def test_a_wrong_present_password_changes_nothing(people: People) -> None:
    here, elsewhere = (sessions.start(people.alice.person_id, HERE) for _ in range(2))
    with pytest.raises(Rejected) as refusal:
        resets.change_password(people.alice, present(here), "wrong", GOOD)
    assert refusal.value.field == "current"
    assert queries.actor_of_session(elsewhere) is not None
    assert mails() == []


def test_a_weak_new_password_changes_nothing(people: People) -> None:
    here = sessions.start(people.alice.person_id, HERE)
    with pytest.raises(Rejected) as refusal:
        resets.change_password(people.alice, present(here), PASSWORD, "password")
    assert refusal.value.field == "password"
    assert logs_in("alice@acme.example", PASSWORD)


@pytest.mark.settings(limits={"login_tries": 2})
def test_the_present_password_is_not_guessed_from_a_borrowed_session(people: People) -> None:
    here = present(sessions.start(people.alice.person_id, HERE))
    for _ in range(2):
        with pytest.raises(Rejected):
            resets.change_password(people.alice, here, "wrong", GOOD)
    with pytest.raises(TooMany):
        resets.change_password(people.alice, here, PASSWORD, GOOD)


@pytest.mark.settings(limits={"reset_valid": 5400})
def test_the_mail_says_how_long_the_link_is_good(people: People) -> None:
    link_for()
    assert "90 minutes" in mails()[0].text
