"""What was done for a ticket by its button, and by hand."""

from __future__ import annotations

from datetime import datetime

from portal.notify.texts import moment
from portal.policy import Actor
from portal.settings import current
from portal.tickets.rows import EntryRow, TicketRow
from portal.vocabulary import EntryKind, FulfilmentKind
from portal.web.events.sentence import Sentence, Telling


def _fulfilment_planned(entry: EntryRow, _ticket: TicketRow, _actor: Actor) -> Sentence:
    due = moment(datetime.fromisoformat(entry.data["due_at"]), current().calendar.time_zone)
    does = "gives" if entry.data.get("fulfilment") == FulfilmentKind.ONBOARD else "removes"
    return Sentence("calendar", strong=entry.actor_name, rest=f" {does} the access on {due}")


def _fulfilled(entry: EntryRow, _ticket: TicketRow, _actor: Actor) -> Sentence:
    gave = entry.data.get("fulfilment") == FulfilmentKind.ONBOARD
    return Sentence("key", strong=entry.actor_name, rest=" gave the access" if gave else " removed the access")


def _fulfilment_cancelled(entry: EntryRow, _ticket: TicketRow, _actor: Actor) -> Sentence:
    gives = entry.data.get("fulfilment") == FulfilmentKind.ONBOARD
    what = "giving" if gives else "removing"
    return Sentence("x", strong=entry.actor_name, rest=f" took back {what} the access on its day")


def _fulfilment_failed(entry: EntryRow, _ticket: TicketRow, _actor: Actor) -> Sentence:
    gives = entry.data.get("fulfilment") == FulfilmentKind.ONBOARD
    return Sentence("warn", "The access could not be ", "given" if gives else "removed", " on its day")


def _task_done(entry: EntryRow, _ticket: TicketRow, _actor: Actor) -> Sentence:
    return Sentence("check", strong=entry.actor_name, rest=f" has done: {entry.data.get('task')}")


EVENTS: dict[EntryKind, Telling] = {
    EntryKind.FULFILMENT_PLANNED: _fulfilment_planned,
    EntryKind.FULFILLED: _fulfilled,
    EntryKind.FULFILMENT_CANCELLED: _fulfilment_cancelled,
    EntryKind.FULFILMENT_FAILED: _fulfilment_failed,
    EntryKind.TASK_DONE: _task_done,
}
