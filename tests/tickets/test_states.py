"""The table of states: every status, every move, and nothing beside it (OPS-10)."""

from __future__ import annotations

from itertools import product

import pytest

from portal.errors import Conflict, NotAllowed
from portal.notify.letters import MailEvent
from portal.policy import Action, Actor, allowed, may_see, moves_as
from portal.states import MOVES, STATES, Effect, Move, Turn, after, can, makes
from portal.tickets.changing import change_status, is_repeated, mail_of
from portal.tickets.rows import TicketRow
from portal.vocabulary import Approval, Status, Visibility
from tests.factories import People, make_ticket

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
    assert all(after(move) not in MOVES[move].starts for move in Move)


def test_every_move_says_who_makes_it_what_is_mailed_and_what_the_clock_does() -> None:
    for move, line in MOVES.items():
        assert line.by, move
        assert mail_of(move) in MailEvent
        ends = {Effect.RUNS: True, Effect.STARTS: True, Effect.STANDS: False, Effect.ENDS: False}
        assert STATES[line.leads_to].clock_runs is ends[line.clock], move
        assert line.leads_to.is_finished is (line.clock is Effect.ENDS), move


KINDS = ("alice", "bob", "carol", "erin", "sam", "olga")
# What somebody presses for a move, where it is pressed.
PRESSED = {
    Move.APPROVE: Action.APPROVE,
    Move.DECLINE: Action.APPROVE,
    Move.RESOLVE: Action.RESOLVE,
    Move.REOPEN: Action.REOPEN,
    Move.CANCEL: Action.CANCEL,
    Move.CLOSE: Action.CLOSE,
    Move.MERGE: Action.MERGE,
    **dict.fromkeys((Move.WORK, Move.ASK, Move.WAIT), Action.SET_STATUS),
}


def test_every_status_move_and_person_on_both_faces(people: People) -> None:
    """OPS-10: who sees no button is refused, who sees one is let through, and the table knows of no other."""
    row = make_ticket(people.bob, visibility=Visibility.SHARED)._replace(approval=Approval.PENDING)
    for name, status, (move, action) in product(KINDS, Status, PRESSED.items()):
        actor, here = people[name], row._replace(status=status)
        if actor.is_engineer and move is Move.CLOSE:
            action = Action.SET_STATUS  # noqa: PLW2901 - an engineer chooses it as the status
        table = may_see(actor, here) and any(makes(who, move, status) for who in moves_as(actor, here))
        assert (action in allowed(actor, here) and can(move, status)) is table, (name, status, move)
        assert outcome(actor, here, move, action) == expected(table, actor, here, move), (name, status, move)


def outcome(actor: Actor, row: TicketRow, move: Move, action: Action) -> str:
    try:
        return "repeated" if is_repeated(actor, row, move, action) else "made"
    except Conflict as conflict:
        return str(conflict)
    except NotAllowed:
        return "not allowed"


def expected(table: bool, actor: Actor, row: TicketRow, move: Move) -> str:
    if table:
        return "made"
    if not may_see(actor, row) or not moves_as(actor, row) & MOVES[move].by:
        return "not allowed"
    if row.status is after(move):
        return "repeated"
    return f"The ticket is now “{STATES[row.status].short}”, so this can no longer be done. Reload the page."


def test_nothing_changes_a_status_past_the_table(people: People) -> None:
    row = make_ticket(people.bob)
    with pytest.raises(Conflict):
        change_status(people.bob, row, Move.REOPEN)
    with pytest.raises(NotAllowed):
        change_status(people.bob, row, Move.WAIT)
    with pytest.raises(NotAllowed):
        change_status(None, row, Move.CANCEL)
