"""What engineers ask of requesters as a small form: asked, and withdrawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from portal import clock
from portal.db.tables import InformationRequest
from portal.errors import Conflict, Rejected
from portal.notify.letters import MailEvent
from portal.policy import Action, Actor, require_engineer
from portal.states import STATES, Move, after
from portal.tickets import repeats
from portal.tickets.changing import change_status, changing, write
from portal.tickets.events import record, tell
from portal.tickets.information_rows import Standing, find_information
from portal.tickets.operations import move_by_reply
from portal.tickets.rows import TicketRow
from portal.tickets.search import add_text
from portal.tickets.stale import stop_if_answered
from portal.tickets.words import words_of
from portal.vocabulary import EntryKind, Status

MOST_QUESTIONS = 8
_NO_LONGER_NEEDED = "The questions were withdrawn: you need not answer them."


def ask_for_information(
    actor: Actor,
    reference: str,
    message: str,
    questions: Sequence[Mapping[str, Any]],
    *,
    once: str = "",
    newest_seen: int = 0,
) -> int:
    """Put questions to the requester, who answers them in a form; returns the number of the request.

    It is a public message, hands the turn to the customer, and is mailed with a link. The same press of the button
    again asks nothing twice. Stale where something arrived since `newest_seen` that may have answered them (R-11).
    """
    with changing(actor, reference, Action.ASK_INFORMATION) as row:
        words = words_of(message, "message")
        if not words:
            raise Rejected("Write what the questions are for: the requester reads it", field="message")
        if not 0 < len(questions) <= MOST_QUESTIONS:
            raise Rejected(f"Ask at least one question, and {MOST_QUESTIONS} at the most", field="message")
        key = repeats.key_of(actor, row, EntryKind.MESSAGE, once, words)
        if (sent := repeats.made_already(actor, key, ())) is not None:
            return _number_of(sent)
        stop_if_answered(actor, row, newest_seen)
        number = keep_request(actor, row, questions)
        labels = [str(question["label"]) for question in questions]
        asked: dict[str, Any] = {"asks": True, "information": number, "questions": labels}
        entry = record(actor, row.id, EntryKind.MESSAGE, body=words, once=key, **asked)
        connect(number, entry)
        move_by_reply(actor, row, True)
        add_text(row.id, " ".join((words, *labels)))
        tell(MailEvent.INFORMATION_NEEDED, actor, row.id, entry, body=words, facts=as_facts(number, labels))
        return number


def keep_request(actor: Actor, row: TicketRow, questions: Sequence[Mapping[str, Any]], issue_type: str = "") -> int:
    """The number of a new request for information; its entry follows, in the same transaction."""
    kept = InformationRequest.create(
        ticket=row.id,
        asked_by=actor.person_id,
        issue_type=issue_type,
        questions=[dict(question) for question in questions],
        created_at=clock.now(),
    )
    return int(kept.id)


def connect(number: int, entry_id: int) -> None:
    """Say which entry of the timeline asks."""
    InformationRequest.update(entry=entry_id).where(InformationRequest.id == number).execute()


def as_facts(number: int, labels: Sequence[str]) -> dict[str, str]:
    """What a mail needs to ask for information: the request's number, and a question a line."""
    return {"information": str(number), "questions": "\n".join(labels)}


def withdraw_information(actor: Actor, reference: str, number: int) -> None:
    """Take the questions back: nobody waits for an answer to them any more; repeating it changes nothing."""
    require_engineer(actor, "Only engineers withdraw what they asked.")
    with changing(actor, reference) as row:
        asked = find_information(row, number)
        if asked.standing is Standing.ANSWERED:
            raise Conflict("The requester has answered meanwhile. Reload the page to read the answers.")
        if asked.standing is Standing.WITHDRAWN:
            return
        close_request(actor, row, number)
        if row.status is Status.WAITING_FOR_CUSTOMER and not _still_asked(row):
            entry = change_status(actor, row, Move.WORK)
            now = STATES[after(Move.WORK)]
            facts = {
                "before": STATES[row.status].short,
                "after": now.short,
                "words": now.words,
                "reason": _NO_LONGER_NEEDED,
            }
            tell(MailEvent.STATUS_CHANGED, actor, row.id, entry, facts=facts)
        else:
            write(row.id)


def close_request(actor: Actor, row: TicketRow, number: int) -> None:
    """Let the request wait no longer, and say so in the timeline."""
    InformationRequest.update(withdrawn_at=clock.now()).where(InformationRequest.id == number).execute()
    record(actor, row.id, EntryKind.INFORMATION_WITHDRAWN, information=number)


def close_requests_for_types(actor: Actor, row: TicketRow) -> None:
    """Close what was asked for an issue type that the ticket no longer has; call it before the new one is asked for."""
    asked = InformationRequest
    found = asked.select(asked.id).where(_is_open(row) & (asked.issue_type != "")).tuples()
    for (number,) in list(found):
        close_request(actor, row, number)


def _still_asked(row: TicketRow) -> bool:
    return bool(InformationRequest.select().where(_is_open(row)).exists())


def _is_open(row: TicketRow) -> Any:
    asked = InformationRequest
    return (asked.ticket == row.id) & asked.answered_at.is_null() & asked.withdrawn_at.is_null()


def _number_of(entry_id: int) -> int:
    found = InformationRequest.select(InformationRequest.id).where(InformationRequest.entry == entry_id)
    return int(found.tuples().get()[0])
