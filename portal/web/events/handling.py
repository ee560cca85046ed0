"""What becomes of a ticket: opened, worked on, moved along, asked about."""

from __future__ import annotations

from portal.policy import Actor
from portal.states import STATES, Move
from portal.tickets.rows import EntryRow, TicketRow
from portal.vocabulary import DueKind, EntryKind, Status
from portal.web.events.sentence import Sentence, Telling, mailed


def _opened(entry: EntryRow, _ticket: TicketRow, _actor: Actor) -> Sentence:
    priority, organisation = entry.data.get("priority"), entry.data.get("organisation")
    as_what = f" as {priority}" if priority else ""
    shared = f", shared with {organisation}" if organisation else ""
    return Sentence("plus", strong=entry.actor_name, rest=f" created the ticket{as_what}{shared}{mailed(entry)}")


def _assigned(entry: EntryRow, _ticket: TicketRow, _actor: Actor) -> Sentence:
    engineer = entry.data.get("engineer")
    if not engineer:
        return Sentence("user", strong=entry.actor_name, rest=" put the ticket back: no engineer has it now")
    if entry.data.get("engineer_id") == entry.actor_id:
        return Sentence("user", strong=entry.actor_name, rest=" took the ticket")
    return Sentence("user", strong=entry.actor_name, rest=f" gave the ticket to {engineer}")


def _priority_changed(entry: EntryRow, _ticket: TicketRow, _actor: Actor) -> Sentence:
    before, after = entry.data.get("before") or "none", entry.data.get("after")
    return Sentence("chart", strong=entry.actor_name, rest=f" changed the priority from {before} to {after}")


def _issue_type_changed(entry: EntryRow, _ticket: TicketRow, _actor: Actor) -> Sentence:
    before, after = entry.data.get("before"), entry.data.get("after")
    return Sentence("swap", strong=entry.actor_name, rest=f" changed the issue type from {before} to {after}")


def _information_withdrawn(entry: EntryRow, _ticket: TicketRow, _actor: Actor) -> Sentence:
    return Sentence("x", strong=entry.actor_name, rest=" withdrew the questions: no answer is needed")


def _status_changed(entry: EntryRow, ticket: TicketRow, actor: Actor) -> Sentence:
    move = entry.data.get("move")
    if move == Move.ASK:
        mine = ticket.requester_id == actor.person_id
        return Sentence("clock", "Now ", "waiting for you" if mine else f"waiting for {ticket.requester_name}")
    if move in _MOVES:
        icon, words = _MOVES[Move(move)]
        waited = f" after {entry.data['waited']} without an answer" if entry.data.get("waited") else ""
        return Sentence(icon, strong=entry.actor_name, rest=words + waited + mailed(entry))
    return Sentence("clock", "Now ", STATES[Status(entry.data["after"])].short.lower())


def _reminded(entry: EntryRow, ticket: TicketRow, actor: Actor) -> Sentence:
    whom = "you" if ticket.requester_id == actor.person_id else entry.data.get("person")
    return Sentence("mail", strong=entry.actor_name, rest=f" reminded {whom} that we wait for an answer")


def _warned(entry: EntryRow, _ticket: TicketRow, _actor: Actor) -> Sentence:
    what = "first answer" if entry.data.get("due") == DueKind.ANSWER else "next update"
    if entry.data.get("late"):
        return Sentence("warn", "Engineers were warned: ", f"the {what} is late")
    return Sentence("warn", "Engineers were warned: ", "75 %", f" of the time for the {what} have passed")


def _redacted(entry: EntryRow, _ticket: TicketRow, _actor: Actor) -> Sentence:
    return Sentence("shield", strong=entry.actor_name, rest=" removed something secret from this ticket")


# A customer's answer needs no name: it stands in the message just above.
_MOVES = {
    Move.WAIT: ("clock", " waits for a supplier"),
    Move.RESOLVE: ("check", " resolved the ticket"),
    Move.REOPEN: ("reply", " reopened the ticket"),
    Move.CANCEL: ("x", " cancelled the request"),
    Move.CLOSE: ("lock", " closed the ticket"),
    Move.RESUME: ("reply", " reopened the ticket"),
}
EVENTS: dict[EntryKind, Telling] = {
    EntryKind.OPENED: _opened,
    EntryKind.ASSIGNED: _assigned,
    EntryKind.STATUS_CHANGED: _status_changed,
    EntryKind.PRIORITY_CHANGED: _priority_changed,
    EntryKind.ISSUE_TYPE_CHANGED: _issue_type_changed,
    EntryKind.INFORMATION_WITHDRAWN: _information_withdrawn,
    EntryKind.REMINDED: _reminded,
    EntryKind.WARNED: _warned,
    EntryKind.REDACTED: _redacted,
}
