"""Who gets a mail about what, and when."""

from __future__ import annotations

import pytest

from portal.notify.letters import MailEvent, Reader
from portal.notify.recipients import When, pick, usually
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
    (MailEvent.INFORMATION_NEEDED, SAM, {"Alice", "Bob"}),
    (MailEvent.INFORMATION_GIVEN, ALICE, {"Bob", "Sam"}),
    (MailEvent.ISSUE_TYPE_CHANGED, SAM, {"Alice", "Bob"}),
    (MailEvent.NOTE, OLGA, {"Sam"}),
    (MailEvent.NOTE, SAM, set()),
    (MailEvent.ASSIGNED, OLGA, {"Alice", "Bob", "Sam"}),
    (MailEvent.ASSIGNED, SAM, {"Alice", "Bob"}),
    (MailEvent.STATUS_CHANGED, SAM, {"Alice", "Bob"}),
    (MailEvent.PARTICIPANT_ADDED, OLGA, {"Alice", "Bob"}),
    (MailEvent.HANDED_OVER, OLGA, {"Alice", "Bob"}),
    (MailEvent.PRIORITY_CHANGED, OLGA, {"Alice", "Bob"}),
    (MailEvent.RESOLVED, ALICE, {"Bob", "Sam"}),
    (MailEvent.RESOLVED, SAM, {"Alice", "Bob"}),
    (MailEvent.REMINDER, CAROL, {"Alice"}),
    (MailEvent.WARNING, CAROL, {"Sam", "Olga"}),
    (MailEvent.REOPENED, ALICE, {"Bob", "Sam"}),
    (MailEvent.CANCELLED, ALICE, {"Bob", "Sam"}),
    (MailEvent.CLOSED, ALICE, {"Bob", "Sam"}),
    (MailEvent.MERGED, OLGA, {"Alice", "Bob"}),
    (MailEvent.APPROVAL_NEEDED, ALICE, {"Bob", "Carol", "Sam", "Olga"}),
    (MailEvent.APPROVED, BOB, {"Alice", "Sam"}),
    (MailEvent.DECLINED, BOB, {"Alice", "Sam"}),
    (MailEvent.FULFILMENT_PLANNED, SAM, {"Alice", "Bob"}),
    (MailEvent.FULFILLED, OLGA, {"Alice", "Bob"}),
    (MailEvent.FULFILMENT_FAILED, BOB, {"Sam", "Olga"}),
]


def told(event: MailEvent, actor: Reader, candidates: tuple[Reader, ...] = EVERYBODY) -> set[str]:
    chosen = pick(event, candidates, actor_id=actor.person_id, by_engineer=actor.is_engineer)
    return {reader.name.split()[0] for reader in chosen.at_once}


def when(event: MailEvent, reader: Reader, actor: Reader) -> When:
    at_once, daily = pick(event, (reader,), actor_id=actor.person_id, by_engineer=actor.is_engineer)
    assert not (at_once and daily)
    return When.AT_ONCE if at_once else When.DAILY if daily else When.NEVER


@pytest.mark.parametrize(("event", "actor", "expected"), TOLD)
def test_an_event_is_told_to_those_it_concerns(event: MailEvent, actor: Reader, expected: set[str]) -> None:
    assert told(event, actor) == expected


def test_the_table_covers_every_event_on_a_ticket() -> None:
    assert {event for event, _, _ in TOLD} == {event for event in MailEvent if not event.is_about_an_account}


@pytest.mark.parametrize("event", [event for event in MailEvent if event.is_about_an_account])
def test_a_mail_about_an_account_goes_to_its_owner_even_for_their_own_act(event: MailEvent) -> None:
    assert told(event, BOB, (BOB,)) == {"Bob"}


NOW, DAILY, NEVER = When.AT_ONCE, When.DAILY, When.NEVER
FOLLOW, MUTE = Following.FOLLOW, Following.MUTE
EVERY, FOLLOWED, DIGEST, NONE = MailPreference
PARTICIPANT = BOB._replace(is_participant=True)
USUAL = (MailEvent.MESSAGE, MailEvent.STATUS_CHANGED, MailEvent.RESOLVED, MailEvent.SHARED, MailEvent.CLOSED)
# Each row: the events, who reads, who did it, what the reader chose for the ticket; then when they hear of it where
# their general choice is: every update, what I follow, daily digest, as little as possible.
CHOSEN = [
    (USUAL, ALICE, SAM, None, (NOW, NOW, DAILY, DAILY)),
    (USUAL, ALICE, SAM, FOLLOW, (NOW, NOW, NOW, NOW)),
    (USUAL, ALICE, SAM, MUTE, (DAILY, DAILY, DAILY, DAILY)),
    ((MailEvent.MADE_PRIVATE, MailEvent.PARTICIPANT_ADDED), ALICE, SAM, None, (NOW, NOW, DAILY, DAILY)),
    ((MailEvent.QUESTION,), ALICE, SAM, None, (NOW, NOW, NOW, NOW)),
    ((MailEvent.QUESTION,), ALICE, SAM, MUTE, (NOW, NOW, NOW, NOW)),
    ((MailEvent.CREATED,), ALICE, ALICE, None, (NOW, NOW, NOW, NOW)),
    ((*USUAL, MailEvent.QUESTION), ALICE, ALICE, None, (NEVER, NEVER, NEVER, NEVER)),
    ((*USUAL, MailEvent.QUESTION, MailEvent.CREATED), BOB, SAM, None, (NOW, NEVER, DAILY, NEVER)),
    ((*USUAL, MailEvent.QUESTION), BOB, SAM, FOLLOW, (NOW, NOW, NOW, NOW)),
    ((*USUAL, MailEvent.QUESTION), BOB, SAM, MUTE, (NEVER, NEVER, NEVER, NEVER)),
    ((MailEvent.MADE_PRIVATE,), BOB, ALICE, None, (NOW, NEVER, NOW, NEVER)),
    ((MailEvent.MADE_PRIVATE,), BOB, ALICE, MUTE, (NEVER, NEVER, NEVER, NEVER)),
    ((MailEvent.PARTICIPANT_ADDED, MailEvent.MADE_PRIVATE), PARTICIPANT, ALICE, None, (NOW, NOW, NOW, NEVER)),
    (USUAL, PARTICIPANT, ALICE, None, (NOW, NOW, DAILY, NEVER)),
    (USUAL, PARTICIPANT, ALICE, MUTE, (NEVER, NEVER, NEVER, NEVER)),
    (USUAL, PARTICIPANT, PARTICIPANT, FOLLOW, (NEVER, NEVER, NEVER, NEVER)),
    ((MailEvent.APPROVAL_NEEDED,), BOB, ALICE, None, (NOW, NOW, NOW, NOW)),
    ((MailEvent.APPROVAL_NEEDED,), ALICE, BOB, None, (NEVER, NEVER, NEVER, NEVER)),
    ((MailEvent.MESSAGE, MailEvent.REOPENED, MailEvent.CREATED), SAM, ALICE, None, (NOW, NOW, DAILY, DAILY)),
    ((MailEvent.MESSAGE, MailEvent.STATUS_CHANGED), SAM, OLGA, None, (NEVER, NEVER, NEVER, NEVER)),
    ((MailEvent.ASSIGNED,), SAM, OLGA, None, (NOW, NOW, DAILY, DAILY)),
    ((MailEvent.MESSAGE,), SAM, ALICE, MUTE, (NEVER, NEVER, NEVER, NEVER)),
    ((MailEvent.MESSAGE,), OLGA, ALICE, None, (NEVER, NEVER, NEVER, NEVER)),
    ((MailEvent.MESSAGE, MailEvent.STATUS_CHANGED), OLGA, SAM, FOLLOW, (NOW, NOW, NOW, NOW)),
]


@pytest.mark.parametrize(("events", "reader", "actor", "following", "expected"), CHOSEN)
def test_what_one_chose_decides_whether_and_when_one_hears_of_it(
    events: tuple[MailEvent, ...],
    reader: Reader,
    actor: Reader,
    following: Following | None,
    expected: tuple[When, ...],
) -> None:
    for event in events:
        found = [
            when(event, reader._replace(following=following, preference=preference), actor)
            for preference in MailPreference
        ]
        assert tuple(found) == expected, event


def test_about_ones_own_ticket_there_is_always_some_mail() -> None:
    """Whatever is chosen, what others do on one's own ticket arrives within a day."""
    of_others = {MailEvent.APPROVAL_NEEDED, MailEvent.NOTE, MailEvent.FULFILMENT_FAILED, MailEvent.WARNING}
    for event in (event for event in MailEvent if not event.is_about_an_account and event not in of_others):
        for preference in MailPreference:
            for following in (None, *Following):
                alice = ALICE._replace(preference=preference, following=following)
                assert when(event, alice, SAM) is not NEVER


def test_nobody_hears_of_what_they_did_themselves_but_that_their_ticket_was_raised() -> None:
    for event in (event for event in MailEvent if not event.is_about_an_account):
        for reader in EVERYBODY:
            for following in (None, *Following):
                expected = NOW if event is MailEvent.CREATED and reader is ALICE else NEVER
                assert when(event, reader._replace(following=following), reader) is expected


def test_what_the_page_says_of_a_choice_is_what_the_mails_do() -> None:
    for reader in (ALICE, BOB, PARTICIPANT, SAM, OLGA):
        for preference in MailPreference:
            for following in (None, *Following):
                one = reader._replace(preference=preference, following=following)
                stranger = CAROL._replace(person_id=99)
                assert usually(one) is when(MailEvent.MESSAGE, one, stranger)


def test_an_engineer_who_follows_a_ticket_is_told_and_one_who_does_not_is_not() -> None:
    assert told(MailEvent.MESSAGE, ALICE, (OLGA._replace(following=Following.FOLLOW), OLGA)) == {"Olga"}
    assert told(MailEvent.MESSAGE, ALICE, (OLGA,)) == set()


def test_nobody_is_told_twice() -> None:
    twice = (ALICE, ALICE, BOB, BOB, CAROL, CAROL._replace(preference=MailPreference.DIGEST))
    assert pick(MailEvent.SHARED, twice, actor_id=SAM.person_id) == ((ALICE, BOB), ())


def test_while_a_request_waits_for_approval_only_its_requester_hears_that_it_was_raised() -> None:
    chosen = pick(MailEvent.CREATED, EVERYBODY, actor_id=ALICE.person_id, awaits_approval=True)
    assert chosen == ((ALICE,), ())


def test_what_the_portal_does_by_itself_is_told_to_all_concerned() -> None:
    assert pick(MailEvent.RESOLVED, (ALICE, BOB), actor_id=None).at_once == (ALICE, BOB)


@pytest.mark.parametrize("preference", list(MailPreference))
@pytest.mark.parametrize("following", [None, *Following])
def test_no_customer_hears_of_an_internal_note(preference: MailPreference, following: Following | None) -> None:
    """S-05: neither at once nor in the daily digest, whoever they are on the ticket."""
    for reader in (ALICE, BOB, PARTICIPANT):
        chosen = reader._replace(preference=preference, following=following)
        assert when(MailEvent.NOTE, chosen, SAM) is NEVER
