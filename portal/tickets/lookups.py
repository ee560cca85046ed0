"""What the home page and the form look up among the tickets that the actor may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from peewee import SQL, fn

from portal.db.tables import Entry, Person, Ticket, TicketResource
from portal.policy import Actor
from portal.tickets.history import history
from portal.tickets.narrowing import waiting_on
from portal.tickets.queries import rows_of, select_rows
from portal.tickets.rows import HistoryFilter, TicketRow
from portal.tickets.search import resembling
from portal.tickets.visible import requested_by, visible_to
from portal.vocabulary import EntryKind, Status


@dataclass(frozen=True)
class Waiting:
    """A ticket that needs this person: to answer a question, or to approve (then nobody asked in words)."""

    row: TicketRow
    asked_by: str
    question: str
    asked_at: datetime
    is_approval: bool


def latest(actor: Actor, limit: int = 5) -> tuple[TicketRow, ...]:
    """The tickets of the actor and their colleagues that changed last."""
    return history(actor, HistoryFilter(whose="all", state="all", limit=limit)).rows


def waiting_for(actor: Actor, limit: int = 5) -> tuple[Waiting, ...]:
    """The tickets that wait for this actor's answer or approval, the last changed first."""
    select = select_rows().where(waiting_on(actor))
    rows = rows_of(select.order_by(Ticket.changed_at.desc(), Ticket.id.desc()).limit(limit))
    questions = _last_questions([row.id for row in rows])
    return tuple(
        Waiting(row, *questions.get(row.id, (row.requester_name, "", row.opened_at)), _is_approval(row)) for row in rows
    )


def _is_approval(row: TicketRow) -> bool:
    return row.status is Status.WAITING_FOR_APPROVAL


def _last_questions(ticket_ids: list[int]) -> dict[int, tuple[str, str, datetime]]:
    """Who wrote the last public words of the provider on each ticket, reasons included, the words, and when."""
    if not ticket_ids:
        return {}
    reason = Entry.kind.in_((EntryKind.ISSUE_TYPE_CHANGED, EntryKind.STATUS_CHANGED)) & (Entry.body != "")
    public = ((Entry.kind == EntryKind.MESSAGE) | reason) & (Entry.by_engineer == True)  # noqa: E712
    last = Entry.select(fn.MAX(Entry.id)).where(Entry.ticket.in_(ticket_ids) & public).group_by(Entry.ticket)
    select = Entry.select(Entry.ticket, Person.name, Entry.body, Entry.created_at).join(Person)
    return {ticket: (name, body, at) for ticket, name, body, at in select.where(Entry.id.in_(last)).tuples()}


def own_tickets(actor: Actor, limit: int = 100) -> tuple[TicketRow, ...]:
    """The actor's own tickets, the last raised first: what the field "The earlier ticket" offers."""
    return rows_of(select_rows().where(requested_by(actor)).order_by(Ticket.id.desc()).limit(limit))


def tickets_about(actor: Actor, uuids: list[str], limit: int = 5) -> dict[str, tuple[TicketRow, ...]]:
    """For each of these UUIDs the visible tickets that name it, the last raised first."""
    if not uuids:
        return {}
    select = (
        select_rows(TicketResource.uuid)
        .switch(Ticket)
        .join(TicketResource, on=(TicketResource.ticket == Ticket.id))
        .where(TicketResource.uuid.in_(uuids) & visible_to(actor))
        .order_by(Ticket.id.desc())
        .limit(limit)
    )
    found: dict[str, tuple[TicketRow, ...]] = {}
    for *values, uuid in select.tuples():
        found[uuid] = (*found.get(uuid, ()), TicketRow(*values))
    return found


def with_like_subject(actor: Actor, subject: str, limit: int = 3) -> tuple[TicketRow, ...]:
    """The visible tickets that share a longer word with this subject, the last raised first."""
    test = resembling(subject)
    if test is None:
        return ()
    return rows_of(select_rows().where(test & visible_to(actor)).order_by(Ticket.id.desc()).limit(limit))


def count_visible(actor: Actor, at_most: int = 100) -> int:
    """How many tickets the actor may see, counted up to `at_most`."""
    return int(Ticket.select(SQL("1")).where(visible_to(actor)).limit(at_most).count())
