"""A link that lets one newcomer in, once, for a while: and nobody else, and not for longer (S-12)."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from portal import clock
from portal.accounts import accepting, invitation_rows, invitations, organisations, queries
from portal.accounts.accepting import accept, invited_by
from portal.accounts.administering import register_person
from portal.accounts.invitation_rows import InvitationState
from portal.accounts.leaving import is_last_administrator
from portal.accounts.signing_in import sign_in
from portal.db.tables import Address, Invitation, Membership, Outbox, Person, Session
from portal.errors import Conflict, NotFound, Rejected
from portal.fulfilment.operations import confirm
from portal.fulfilment.queries import preview
from portal.policy import Actor
from portal.tickets.participants import add_participant
from portal.tickets.queries import get_row
from tests.factories import People, make_ticket
from tests.fulfilment.requests import onboarding
from tests.support.accounts import GOOD, HERE
from tests.support.mails import Hands
from tests.tickets.test_at_once import at_once


def link() -> str:
    """The token in the newest invitation."""
    mail = Outbox.select().where(Outbox.event == "invitation").order_by(Outbox.id.desc()).first()
    found = re.search(r"http://localhost/invitation/([\w-]{43})(?![\w-])", mail.text)
    assert found, mail.text
    return found[1]


@pytest.fixture
def token(people: People) -> str:
    """Nina is invited to Acme, as Alice asked."""
    return invite(people)


def invite(people: People, **answers: str) -> str:
    ticket = onboarding(people.alice, **answers)
    confirm(people.sam, ticket.reference, preview(people.sam, ticket.reference)[1].digest)
    return link()


def nina() -> Actor:
    person = queries.person_at("nina@acme.example")
    assert person is not None
    found = queries.actor_of_person(person.id)
    assert found is not None
    return found


def test_the_newcomer_chooses_a_password_and_is_logged_in(people: People, token: str) -> None:
    assert invited_by(token).organisation == "Acme AB"
    signed_in = accept(token, GOOD, HERE)
    assert signed_in is not None
    found = queries.actor_of_session(signed_in.token)
    assert found is not None
    assert [place.name for place in found[0].places] == ["Acme AB"]
    assert sign_in("nina@acme.example", GOOD, HERE).person_id == nina().person_id
    assert invitation_rows.pending_of(people.organisations["acme"]) == ()


@pytest.mark.once
def test_a_link_works_once(token: str) -> None:
    accept(token, GOOD, HERE)
    for act in (lambda: invited_by(token), lambda: accept(token, "another horse battery", HERE)):
        with pytest.raises(NotFound):
            act()
    assert sign_in("nina@acme.example", GOOD, HERE)


def test_two_presses_at_once_let_in_once(people: People, token: str) -> None:
    assert at_once(*[lambda: accept(token, GOOD, HERE)] * 3) == []
    assert Session.select().where(Session.person == nina().person_id).count() == 1


@pytest.mark.once
def test_a_link_is_kept_as_its_hash_only(token: str) -> None:
    row = Invitation.get()
    assert row.token_hash
    assert token not in row.token_hash


@pytest.mark.once
def test_a_link_expires(people: People, hands: Hands) -> None:
    token = invite(people)
    hands.forward(days=7)
    with pytest.raises(NotFound):
        accept(token, GOOD, HERE)
    (row,) = invitation_rows.pending_of(people.organisations["acme"])
    assert row.state is InvitationState.EXPIRED


@pytest.mark.once
def test_nobody_comes_in_by_a_link_to_an_organisation_that_is_deactivated(people: People, token: str) -> None:
    organisations.set_active(people.olga, people.organisations["acme"], False)
    with pytest.raises(NotFound):
        accept(token, GOOD, HERE)
    organisations.set_active(people.olga, people.organisations["acme"], True)
    assert accept(token, GOOD, HERE) is not None


@pytest.mark.once
@pytest.mark.parametrize("malformed", ["", " ", "x", "None", "a" * 42, "a" * 44, "a" * 43, "%00" * 20, "é" * 43])
def test_what_is_no_link_invites_nobody(token: str, malformed: str) -> None:
    Invitation.insert(
        person=Person.get().id,
        organisation=Membership.get().organisation_id,
        address="alice@acme.example",
        created_at=Invitation.get().created_at,
        sent_at=Invitation.get().created_at,
        expires_at=Invitation.get().expires_at,
    ).execute()
    with pytest.raises(NotFound):
        accept(malformed, GOOD, HERE)


@pytest.mark.once
def test_a_weak_password_uses_nothing_up(token: str) -> None:
    with pytest.raises(Rejected):
        accept(token, "nina@acme.example", HERE)
    assert accept(token, GOOD, HERE)


@pytest.mark.once
def test_sending_again_kills_the_old_link_and_a_double_press_sends_one(people: People, hands: Hands) -> None:
    old, alice = invite(people), people.alice
    (row,) = invitation_rows.pending_of(people.organisations["acme"])
    hands.forward(days=8)
    invitations.send_again(alice, row.id)
    new = link()
    invitations.send_again(alice, row.id)
    assert link() == new != old
    with pytest.raises(NotFound):
        invited_by(old)
    assert accept(new, GOOD, HERE)
    with pytest.raises(Conflict, match="accepted"):
        invitations.send_again(alice, row.id)
    with pytest.raises(Conflict, match="accepted"):
        invitations.withdraw(alice, row.id)


@pytest.mark.once
def test_a_withdrawn_invitation_lets_nobody_in_and_leaves_no_member(people: People, token: str) -> None:
    (row,) = invitation_rows.pending_of(people.organisations["acme"])
    shown = make_ticket(people.alice)
    add_participant(people.alice, shown.reference, nina().person_id)
    for _ in range(2):
        assert invitations.withdraw(people.alice, row.id).state is InvitationState.WITHDRAWN
    with pytest.raises(NotFound):
        accept(token, GOOD, HERE)
    assert nina().places == ()
    with pytest.raises(Conflict, match="withdrawn"):
        invitations.send_again(people.alice, row.id)
    invite(people)
    assert not get_row(shown.id).participants, "who is invited anew has nothing from before (OPS-36)"


@pytest.mark.once
@pytest.mark.parametrize("act", [invitations.withdraw, invitations.send_again])
def test_who_accepts_at_the_same_moment_has_accepted(
    people: People, hands: Hands, token: str, monkeypatch: pytest.MonkeyPatch, act: Callable[[Actor, int], object]
) -> None:
    """The administrator was told that it is withdrawn, while somebody was let in by it."""
    hands.forward(minutes=5)
    (row,) = invitation_rows.pending_of(people.organisations["acme"])
    accept(token, GOOD, HERE)
    monkeypatch.setattr(invitations, "_managed", lambda *_: row)
    with pytest.raises(Conflict, match="accepted"):
        act(people.alice, row.id)
    assert len(nina().places) == 1


@pytest.mark.once
def test_who_writes_to_us_already_stays_a_member_when_the_invitation_is_withdrawn(people: People) -> None:
    """They may have raised something: who leaves is offboarded, or what was theirs there would stay theirs."""
    register_person(None, "Nina Nordin", "nina@acme.example")
    invite(people)
    (row,) = invitation_rows.pending_of(people.organisations["acme"])
    invitations.withdraw(people.alice, row.id)
    assert len(nina().places) == 1


@pytest.mark.once
def test_an_administrator_who_has_not_accepted_yet_is_no_successor(people: People) -> None:
    """OPS-34."""
    token, acme, alice = invite(people, role="administrator"), people.organisations["acme"], people.alice.person_id
    assert is_last_administrator(alice, acme)
    accept(token, GOOD, HERE)
    assert not is_last_administrator(alice, acme)


@pytest.mark.once
def test_only_engineers_and_administrators_of_the_organisation_manage_it(people: People, token: str) -> None:
    (row,) = invitation_rows.pending_of(people.organisations["acme"])
    for stranger in (people.bob, people.carol, people.dave, people.erin):
        for act in (invitations.send_again, invitations.withdraw):
            with pytest.raises(NotFound):
                act(stranger, row.id)
    invitations.withdraw(people.sam, row.id)


@pytest.mark.once
def test_an_invitation_is_bound_to_its_address_and_its_organisation(people: People, token: str) -> None:
    person = nina().person_id
    with accepting.transaction() as change:
        Address.update(address="other@acme.example").where(Address.person == person).execute()
        with pytest.raises(NotFound):
            invited_by(token)
        change.rollback()
    with accepting.transaction() as change:
        Membership.delete().where(Membership.person == person).execute()
        with pytest.raises(NotFound):
            invited_by(token)
        change.rollback()
    assert invited_by(token)
    Person.update(deactivated_at=clock.now()).where(Person.id == person).execute()
    with pytest.raises(NotFound):
        accept(token, GOOD, HERE)


@pytest.mark.once
def test_somebody_who_has_a_password_keeps_it_and_logs_in_as_always(people: People) -> None:
    token = invite(people, work_email="erin@example.net")
    before = Person.get_by_id(people.erin.person_id).password_hash
    assert not invited_by(token).chooses
    assert accept(token, "", HERE) is None
    assert Person.get_by_id(people.erin.person_id).password_hash == before


@pytest.mark.once
def test_a_second_invitation_kills_the_first(people: People, token: str) -> None:
    acme, ticket = people.organisations["acme"], make_ticket(people.alice)
    person = nina().person_id
    invitations.issue(people.sam, person, acme, "nina@acme.example", ticket.id, "Alice Andersson")
    with pytest.raises(NotFound):
        invited_by(token)
    assert len(invitation_rows.pending_of(acme)) == 1
