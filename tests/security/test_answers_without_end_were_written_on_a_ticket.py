"""Who had the address of a ticket wrote on it by a program, as often as it liked; so did an assistant in an absence."""

from __future__ import annotations

import pytest

from portal.db.tables import Entry
from portal.inbound.judging.pace import AUTOMATIC_AN_HOUR
from portal.vocabulary import EntryKind, ReceivedState, Verdict, Visibility
from tests.factories import People, make_ticket
from tests.inbound.arrivals import answer_of, done
from tests.inbound.raw import CHECKED
from tests.support.mails import Hands

pytestmark = [pytest.mark.once, pytest.mark.settings(inbound=CHECKED | {"replies_an_hour": 3})]

MACHINE = {"marker": "It says Auto-Submitted: auto-replied.", "is_automatic": True}


def test_a_person_writes_on_a_ticket_so_often_in_an_hour_and_what_is_more_waits(people: People, hands: Hands) -> None:
    """M-12."""
    row, other = (make_ticket(people.alice, visibility=Visibility.SHARED) for _ in range(2))
    verdicts = [done(answer_of(people.alice, row, f"Part {number}.")).verdict for number in range(4)]
    assert verdicts == [*[Verdict.COMMENT] * 3, Verdict.TOO_MANY]
    assert done(answer_of(people.alice, other)).verdict is Verdict.COMMENT
    assert done(answer_of(people.sam, row)).verdict is Verdict.COMMENT
    late = done(answer_of(people.alice, row, "Once more."))
    assert (late.state, late.ticket_id) == (ReceivedState.HELD, row.id)
    assert late.reason == f"Alice Andersson wrote 3 times by mail on {row.reference} within an hour."
    hands.forward(hours=1, seconds=1)
    assert done(answer_of(people.alice, row, "The last part.")).verdict is Verdict.COMMENT


def test_an_engineer_lets_through_what_waits(people: People, hands: Hands) -> None:
    row = make_ticket(people.alice)
    for number in range(3):
        done(answer_of(people.alice, row, f"Part {number}."))
    waiting = done(answer_of(people.alice, row), accepted_by="Sam Holm")
    assert waiting.verdict is Verdict.COMMENT


def test_a_ticket_keeps_so_many_automatic_answers_in_an_hour(people: People, hands: Hands) -> None:
    """M-12."""
    row = make_ticket(people.alice)
    for _ in range(AUTOMATIC_AN_HOUR):
        assert done(answer_of(people.alice, row), **MACHINE).verdict is Verdict.KEPT_AUTOMATIC
    more = done(answer_of(people.alice, row), **MACHINE)
    assert (more.verdict, more.state) == (Verdict.AUTOMATIC, ReceivedState.HELD)
    assert "10 automatic answers within an hour" in more.reason
    assert Entry.select().where(Entry.kind == EntryKind.AUTOMATIC).count() == AUTOMATIC_AN_HOUR
    hands.forward(hours=1, seconds=1)
    assert done(answer_of(people.alice, row), **MACHINE).verdict is Verdict.KEPT_AUTOMATIC
