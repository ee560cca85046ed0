"""The table of states: every status, every move, and nothing beside it (OPS-10)."""

from __future__ import annotations

import pytest

from portal.states import MOVES, STATES, Move, Turn, after, can
from portal.vocabulary import Status

pytestmark = pytest.mark.once

# status -> the moves that start from it
ALLOWED = {
    Status.NEW: {Move.WORK, Move.ASK, Move.WAIT, Move.RESOLVE, Move.CANCEL, Move.MERGE},
    Status.WAITING_FOR_APPROVAL: {Move.APPROVE, Move.DECLINE, Move.CANCEL},
    Status.IN_PROGRESS: {Move.ASK, Move.WAIT, Move.RESOLVE, Move.CANCEL, Move.MERGE},
    Status.WAITING_FOR_CUSTOMER: {Move.WORK, Move.ANSWER, Move.WAIT, Move.RESOLVE, Move.CANCEL, Move.MERGE},
    Status.WAITING_FOR_THIRD_PARTY: {Move.WORK, Move.ASK, Move.RESOLVE, Move.CANCEL, Move.MERGE},
    Status.RESOLVED: {Move.REOPEN, Move.CLOSE, Move.MERGE},
    Status.CLOSED: {Move.RESUME},
    Status.CANCELLED: set(),
    Status.DECLINED: set(),
}


@pytest.mark.parametrize("status", Status)
def test_from_each_status_exactly_these_moves_are_made(status: Status) -> None:
    assert {move for move in Move if can(move, status)} == ALLOWED[status]


def test_every_status_says_in_words_whose_turn_it_is_and_whether_the_clock_runs() -> None:
    assert set(STATES) == set(Status)
    assert {status for status in Status if STATES[status].clock_runs} == {
        Status.NEW,
        Status.IN_PROGRESS,
        Status.WAITING_FOR_THIRD_PARTY,
    }
    assert {status for status in Status if STATES[status].turn is Turn.NOBODY} == {
        status for status in Status if status.is_finished
    }


def test_every_move_leads_somewhere_else() -> None:
    assert set(MOVES) == set(Move)
    assert all(after(move) not in MOVES[move][0] for move in Move)
