"""The requester's answers to what engineers asked in a form: they end the waiting, and stand in the timeline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from portal import audit, clock
from portal.audit import Act
from portal.db.tables import Attachment, InformationRequest, Ticket, TicketResource
from portal.errors import Conflict
from portal.notify.letters import MailEvent
from portal.policy import Action, Actor, require
from portal.tickets.changing import changing, write
from portal.tickets.events import record, tell
from portal.tickets.information_rows import InformationRow, Standing, find_information, with_typed
from portal.tickets.operations import move_by_reply
from portal.tickets.queries import get_visible
from portal.tickets.rows import INFORMATION, Answer, TicketRow, rank_of
from portal.tickets.saying import attached
from portal.tickets.search import add_text
from portal.vocabulary import EntryKind, Level, Priority

_WHY_NOT = {
    Standing.ANSWERED: "These questions were answered already, so these answers were not sent.",
    Standing.WITHDRAWN: "The questions were withdrawn meanwhile: you need not answer them any more.",
    Standing.FINISHED: "The ticket is finished, so nobody would read these answers.",
}


class Given(NamedTuple):
    """What the requester filled in. Where an issue type asked, the answers become the ticket's own, in this `order`."""

    answers: tuple[Answer, ...]
    files: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    urgency: Level | None = None
    impact: Level | None = None
    priority: Priority | None = None


def give_information(actor: Actor, reference: str, number: int, given: Given) -> int:
    """Answer the questions of a request and return the entry; Conflict, in words, where it no longer waits."""
    with changing(actor, reference) as row:
        asked = _open(actor, row, number)
        texts = [(answer.label, answer.text, answer.mono) for answer in given.answers if answer.text]
        entry = record(actor, row.id, EntryKind.MESSAGE, information=number, answers=texts)
        _send_files(actor, row, entry, given.files)
        told = [[answer.label, answer.text, list(answer.values)] for answer in given.answers]
        InformationRequest.update(answered_at=clock.now(), answers={"given": told}).where(
            InformationRequest.id == number
        ).execute()
        if asked.issue_type:
            _take_over(actor, row, given)
        remember_resources(row.id, given.answers)
        move_by_reply(actor, row, False)
        body = "\n\n".join(f"{label}\n{text}" for label, text, _ in texts)
        add_text(row.id, body)
        facts = attached(entry, given.files)
        tell(MailEvent.INFORMATION_GIVEN, actor, row.id, entry, body=body, facts=facts, is_plain=True)
        return entry


def keep_typed(actor: Actor, reference: str, number: int, typed: Mapping[str, Sequence[str]]) -> None:
    """Keep what is half typed, for nobody but who typed it; Conflict, in words, where it is no longer asked."""
    with changing(actor, reference) as row:
        kept = with_typed(_open(actor, row, number), actor, typed)
        InformationRequest.update(answers=kept).where(InformationRequest.id == number).execute()


def _open(actor: Actor, row: TicketRow, number: int) -> InformationRow:
    asked = find_information(row, number)
    if asked.standing is not Standing.ASKED:
        raise Conflict(_WHY_NOT[asked.standing])
    require(actor, row, Action.GIVE_INFORMATION)
    return asked


def remember_resources(ticket_id: int, answers: Sequence[Answer]) -> None:
    """Let the ticket be found by the UUIDs that these answers name."""
    for uuid in dict.fromkeys(uuid for answer in answers if answer.mono for uuid in answer.values):
        TicketResource.insert(ticket=ticket_id, uuid=uuid).on_conflict_ignore().execute()


def _send_files(actor: Actor, row: TicketRow, entry: int, files: tuple[str, ...]) -> None:
    # Only one's own files that wait for these answers: a crafted identifier moves nothing.
    waiting = (Attachment.owner == actor.person_id) & (Attachment.ticket == row.id) & Attachment.entry.is_null()
    Attachment.update(entry=entry).where(
        Attachment.id.in_(files) & waiting & (Attachment.field == INFORMATION)
    ).execute()


def _take_over(actor: Actor, row: TicketRow, given: Given) -> None:
    """The answers are the ticket's own from now on, among those that it has."""
    kept = {answer.key: answer for answer in get_visible(actor, row.reference).answers}
    answers = kept | {answer.key: answer for answer in given.answers}
    place = {key: position for position, key in enumerate(given.order)}
    ordered = sorted(answers.values(), key=lambda answer: place.get(answer.key.removesuffix("-caution"), len(place)))
    Ticket.update(answers=[answer._asdict() for answer in ordered]).where(Ticket.id == row.id).execute()
    if given.priority is not None:
        levels = {"urgency": given.urgency, "impact": given.impact}
        write(row.id, priority=given.priority, rank=rank_of(given.priority), **levels)
        before = row.priority or ""
        audit.record_on(Act.PRIORITY_CHANGED, actor, row, before=before, after=given.priority)
        record(actor, row.id, EntryKind.PRIORITY_CHANGED, before=before, after=given.priority)
