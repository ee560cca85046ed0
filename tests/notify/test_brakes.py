"""Nobody gets more of what the portal sends by itself than a person would, and what is stopped is seen (M-12)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest

from portal.db.tables import ReceivedMail
from portal.notify import answers, brakes, outbox
from portal.notify.answers import Answered, AnswerKind
from portal.settings import Settings
from portal.vocabulary import OutboxState
from tests.support.mails import Hands, queue

pytestmark = [pytest.mark.usefixtures("database")]
TOLD = AnswerKind.NOT_FROM_HERE


@pytest.fixture
def comes_in(hands: Hands) -> Callable[..., int]:
    """A mail of this subject came in; returns its number."""
    numbers = iter(range(10_000))

    def receive(subject: str = "Hello") -> int:
        values = {"fingerprint": str(next(numbers)), "way": "pipe", "size": 1, "subject": subject}
        return int(ReceivedMail.insert(received_at=hands.now(), **values).execute())

    return receive


@pytest.fixture
def answer(comes_in: Callable[..., int]) -> Callable[..., bool]:
    """A mail of this subject is answered; returns whether the answer leaves."""

    def tell(subject: str, address: str = "sam@support.example", kind: AnswerKind = TOLD, **words: Any) -> bool:
        answered = Answered("<a@b.example>", subject=subject)
        number = comes_in(subject)
        return answers.answer(kind, address=address, person_id=None, caused_by=number, answered=answered, **words)

    return tell


Answer = Callable[..., bool]


def stopped() -> list[str]:
    return [row.last_error for row in reversed(outbox.newest(1000)) if row.state is OutboxState.DROPPED]


def test_the_third_answer_alike_is_stopped_and_says_why(answer: Answer) -> None:
    sent = [
        answer(subject)
        for subject in ("Ticket #12 received", "Re: Ticket #13 received", "AW: re:  TICKET #14 received")
    ]
    assert sent == [True, True, False]
    assert stopped() == ["Brake: this address got 2 answers alike within 3 hours."]
    assert answer("Something else")
    assert answer("Ticket #15 received", "olga@support.example")


def test_answers_alike_are_given_again_after_three_hours(answer: Answer, hands: Hands) -> None:
    assert [answer("Hello") for _ in range(3)] == [True, True, False]
    hands.forward(hours=3, seconds=1)
    assert answer("Hello")


@pytest.mark.once
def test_ten_answers_in_three_hours_are_enough_for_one_address(answer: Answer, hands: Hands) -> None:
    words = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven")
    assert [answer(word) for word in words] == [True] * 10 + [False]
    assert "10 automatic answers within 3 hours" in stopped()[-1]
    hands.forward(hours=3, seconds=1)
    assert answer("twelve")


@pytest.mark.once
def test_forty_answers_a_day_are_enough_for_one_address(answer: Answer, hands: Hands) -> None:
    """M-12."""
    for part in range(4):
        assert all(answer(f"{part * 'x'} {word * 'y'}") for word in range(10))
        hands.forward(hours=3, seconds=1)
    assert not answer("one more")
    assert "40 automatic answers within 24 hours" in stopped()[-1]
    hands.forward(hours=12)
    assert answer("the next morning")


@pytest.mark.once
@pytest.mark.parametrize("kind", [AnswerKind.HELD, AnswerKind.USE_THE_PORTAL])
def test_what_one_answer_says_is_said_once_a_day(kind: AnswerKind, answer: Answer, hands: Hands) -> None:
    """M-06."""
    assert answer("Hello", "x@unknown.example", kind, draft_id="d")
    hands.forward(hours=23)
    assert not answer("Quite another subject", "x@unknown.example", kind, draft_id="d")
    hands.forward(hours=2)
    assert answer("Hello", "x@unknown.example", kind, draft_id="d")


@pytest.mark.settings(mail={"answers_of_all": 3})
def test_the_brake_for_all_stops_everything_tells_of_it_once_and_lets_go(
    answer: Answer, hands: Hands, caplog: pytest.LogCaptureFixture, settings: Settings
) -> None:
    assert brakes.alert() is None
    with caplog.at_level(logging.ERROR):
        sent = [answer("Hello", f"{name}@support.example") for name in ("a", "b", "c", "d", "e")]
    assert sent == [True, True, True, False, False]
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert "2 automatic answers were not sent" in (brakes.alert() or "")
    hands.forward(minutes=11)
    assert answer("Hello", "f@support.example")
    assert brakes.alert() is not None
    hands.forward(days=1)
    assert brakes.alert() is None


def test_what_was_stopped_can_be_sent_by_an_engineer(answer: Answer) -> None:
    assert [answer("Hello") for _ in range(3)] == [True, True, False]
    (held_back,) = (row for row in outbox.newest(10) if row.state is OutboxState.DROPPED)
    assert outbox.send_again(held_back.id)


@pytest.mark.parametrize(("before", "seconds"), [(10, 50), (25, 130), (50, 190), (100, 300)])
def test_mails_that_mails_cause_stop_after_so_many_in_a_row(
    before: int, seconds: int, make_ticket: Callable[..., Any], people: Any, hands: Hands
) -> None:
    """M-12: 10 in 10 minutes, 25 in an hour, 50 in three, 100 in ten, for each ticket and recipient."""
    ticket = make_ticket(people.alice)
    for number in range(before):
        if number:
            hands.forward(seconds=seconds)
        assert brakes.why_not_tell(ticket.id, ["a@x.example", "b@x.example"]) == {}
        queue(number, address="a@x.example", ticket_id=ticket.id, caused_by=1)
    assert list(brakes.why_not_tell(ticket.id, ["a@x.example", "b@x.example"])) == ["a@x.example"]
    assert brakes.why_not_tell(ticket.id + 1, ["a@x.example"]) == {}
    hands.forward(hours=10)
    assert brakes.why_not_tell(ticket.id, ["a@x.example"]) == {}


def test_mails_that_people_cause_in_the_portal_are_not_counted(make_ticket: Callable[..., Any], people: Any) -> None:
    ticket = make_ticket(people.alice)
    for number in range(20):
        queue(number, address="a@x.example", ticket_id=ticket.id)
    assert brakes.why_not_tell(ticket.id, ["a@x.example"]) == {}
