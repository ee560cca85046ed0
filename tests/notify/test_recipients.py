"""Who gets a mail about what."""

from __future__ import annotations

import pytest

from portal.notify.letters import MailEvent, Reader
from portal.notify.recipients import pick
from portal.vocabulary import Following, MailPreference
from tests.support.letters import ALICE, BOB, SAM

CAROL = Reader(3, "Carol Weber", "carol@globex.example", preference=MailPreference.FOLLOWED)
OLGA = Reader(7, "Olga Nilsson", "olga@support.example", is_engineer=True)
EVERYBODY = (ALICE, BOB, CAROL, SAM, OLGA)

# event, who did it -> who is told
TOLD = [
    (MailEvent.CREATED, ALICE, {"Alice", "Bob", "Sam"}),
    (MailEvent.CREATED, SAM, {"Alice", "Bob"}),
    (MailEvent.SHARED, ALICE, {"Bob", "Sam"}),
    (MailEvent.SHARED, OLGA, {"Alice", "Bob"}),
    (MailEvent.MADE_PRIVATE, ALICE, {"Bob", "Sam"}),
    (MailEvent.MESSAGE, ALICE, {"Bob", "Sam"}),
    (MailEvent.MESSAGE, BOB, {"Alice", "Sam"}),
    (MailEvent.MESSAGE, SAM, {"Alice", "Bob"}),
    (MailEvent.MESSAGE, OLGA, {"Alice", "Bob"}),
    (MailEvent.QUESTION, SAM, {"Alice", "Bob"}),
    (MailEvent.ASSIGNED, OLGA, {"Alice", "Bob", "Sam"}),
    (MailEvent.ASSIGNED, SAM, {"Alice", "Bob"}),
    (MailEvent.STATUS_CHANGED, SAM, {"Alice", "Bob"}),
    (MailEvent.PRIORITY_CHANGED, OLGA, {"Alice", "Bob"}),
    (MailEvent.RESOLVED, ALICE, {"Bob", "Sam"}),
    (MailEvent.RESOLVED, SAM, {"Alice", "Bob"}),
    (MailEvent.REOPENED, ALICE, {"Bob", "Sam"}),
    (MailEvent.CANCELLED, ALICE, {"Bob", "Sam"}),
    (MailEvent.CLOSED, ALICE, {"Bob", "Sam"}),
    (MailEvent.APPROVAL_NEEDED, ALICE, {"Bob", "Carol", "Sam", "Olga"}),
    (MailEvent.APPROVED, BOB, {"Alice", "Sam"}),
    (MailEvent.DECLINED, BOB, {"Alice", "Sam"}),
]


def told(event: MailEvent, actor: Reader, candidates: tuple[Reader, ...] = EVERYBODY) -> set[str]:
    chosen = pick(event, candidates, actor_id=actor.person_id, by_engineer=actor.is_engineer)
    return {reader.name.split()[0] for reader in chosen}


@pytest.mark.parametrize(("event", "actor", "expected"), TOLD)
def test_an_event_is_told_to_those_it_concerns(event: MailEvent, actor: Reader, expected: set[str]) -> None:
    assert told(event, actor) == expected


def test_the_table_covers_every_event_on_a_ticket() -> None:
    assert {event for event, _, _ in TOLD} == {event for event in MailEvent if not event.is_about_an_account}


@pytest.mark.parametrize("event", [event for event in MailEvent if event.is_about_an_account])
def test_a_mail_about_an_account_goes_to_its_owner_even_for_their_own_act(event: MailEvent) -> None:
    assert told(event, BOB, (BOB,)) == {"Bob"}


def test_the_requester_is_told_whatever_they_chose() -> None:
    silent = ALICE._replace(preference=MailPreference.NONE, following=Following.MUTE)
    assert told(MailEvent.MESSAGE, SAM, (silent,)) == {"Alice"}


def test_a_colleague_who_wants_no_mail_gets_none() -> None:
    assert told(MailEvent.MESSAGE, SAM, (BOB._replace(preference=MailPreference.NONE),)) == set()


@pytest.mark.parametrize("preference", list(MailPreference))
def test_what_a_colleague_chose_for_one_ticket_counts_more_than_the_general_choice(preference: MailPreference) -> None:
    bob = BOB._replace(preference=preference)
    assert told(MailEvent.MESSAGE, SAM, (bob._replace(following=Following.FOLLOW),)) == {"Bob"}
    assert told(MailEvent.MESSAGE, SAM, (bob._replace(following=Following.MUTE),)) == set()


def test_an_engineer_who_follows_a_ticket_is_told_and_one_who_does_not_is_not() -> None:
    assert told(MailEvent.MESSAGE, ALICE, (OLGA._replace(following=Following.FOLLOW), OLGA)) == {"Olga"}
    assert told(MailEvent.MESSAGE, ALICE, (OLGA,)) == set()


def test_nobody_is_told_twice() -> None:
    assert len(pick(MailEvent.SHARED, (ALICE, ALICE, BOB, BOB), actor_id=SAM.person_id)) == 2


def test_while_a_request_waits_for_approval_only_its_requester_hears_that_it_was_raised() -> None:
    chosen = pick(MailEvent.CREATED, EVERYBODY, actor_id=ALICE.person_id, awaits_approval=True)
    assert chosen == (ALICE,)


def test_what_the_portal_does_by_itself_is_told_to_all_concerned() -> None:
    assert {reader.name for reader in pick(MailEvent.RESOLVED, (ALICE, BOB), actor_id=None)} == {ALICE.name, BOB.name}
