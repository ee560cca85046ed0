"""What engineers see of the mail that leaves: each list is one walk along an index, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from peewee import SQL, Expression, Field, ModelSelect, Select, fn

from portal.db import handle
from portal.db.tables import Outbox
from portal.errors import NotFound
from portal.notify import outbox
from portal.notify.outbox import MailRow
from portal.paging import page_of
from portal.policy import Actor, require_engineer
from portal.vocabulary import OutboxState

MOST_COUNTED = 100
_REFUSAL = "Only engineers see the mail of everybody."
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LARGEST = 2**31 - 1


class OutgoingFilter(NamedTuple):
    """Which mails; `text` is a whole address, or words of the subject. `after` and `before` are marks of a page."""

    state: OutboxState | None = None
    text: str = ""
    ticket_id: int | None = None
    after: str = ""
    before: str = ""
    limit: int = 50


@dataclass(frozen=True)
class OutgoingRow:
    """A mail as a list shows it, without its text; `address` is its one recipient."""

    id: int
    state: OutboxState
    event: str
    address: str
    ticket_id: int | None
    subject: str
    created_at: datetime
    due_at: datetime
    tries: int
    last_error: str


@dataclass(frozen=True)
class OutgoingSlice:
    """One page of mails; `after` and `before` are the marks of its neighbours, empty where there is none."""

    rows: tuple[OutgoingRow, ...]
    after: str
    before: str


def listing(actor: Actor, wanted: OutgoingFilter) -> OutgoingSlice:
    """The mails asked for: those that wait by their next try, all others with the latest first. Engineers only."""
    require_engineer(actor, _REFUSAL)
    backwards = bool(wanted.before)
    mark = _read_mark(wanted.before or wanted.after)
    query = _walk(wanted, mark, ascending=(wanted.state is OutboxState.QUEUED) != backwards)
    found = [OutgoingRow(*row) for row in query.tuples()]
    rows, has_after, has_before = page_of(found, wanted.limit, backwards=backwards, is_first=mark is None)
    return OutgoingSlice(rows, _mark(rows[-1]) if has_after else "", _mark(rows[0]) if has_before else "")


def counts(actor: Actor, *states: OutboxState) -> dict[OutboxState, int]:
    """How many mails are in each of these states, counted no further than `MOST_COUNTED`. Engineers only."""
    require_engineer(actor, _REFUSAL)
    parts = [Outbox.select(SQL("1")).where(Outbox.state == state).limit(MOST_COUNTED).alias("part") for state in states]
    numbers = Select(columns=[Select([part], [fn.COUNT(SQL("*"))]) for part in parts]).tuples()
    return dict(zip(states, next(iter(numbers.execute(handle))), strict=True))


def one(actor: Actor, mail_id: int) -> MailRow:
    """One mail, whatever became of it; NotFound where there is none. Engineers only."""
    require_engineer(actor, _REFUSAL)
    found = outbox.get(mail_id)
    if found is None:
        raise NotFound("There is no such mail.")
    return found


def caused_by(mail_id: int, since: datetime, address: str | None = None) -> tuple[OutgoingRow, ...]:
    """The mails that this received mail, which came in at `since`, made leave, the oldest first.

    With an `address` those to it alone, which an index finds; without one the whole outbox is looked through.
    """
    tests = [Outbox.caused_by == mail_id, Outbox.created_at >= since]
    if address is not None:
        tests.append(Outbox.address == address)
    return tuple(OutgoingRow(*row) for row in _rows().where(*tests).order_by(Outbox.created_at, Outbox.id).tuples())


def _rows() -> ModelSelect:
    return Outbox.select(*(getattr(Outbox, column.name) for column in fields(OutgoingRow)))


def _walk(wanted: OutgoingFilter, mark: tuple[datetime, int] | None, *, ascending: bool) -> ModelSelect:
    columns = (Outbox.id,) if wanted.state is None else (Outbox.due_at, Outbox.id)
    order = [column.asc() if ascending else column.desc() for column in columns]
    tests = [*_tests(wanted), *([_beyond(columns, mark, ascending)] if mark else [])]
    return _rows().where(*tests or [SQL("1 = 1")]).order_by(*order).limit(wanted.limit + 1)


def _tests(wanted: OutgoingFilter) -> list[Expression]:
    tests = [] if wanted.state is None else [Outbox.state == wanted.state]
    if wanted.ticket_id is not None:
        tests.append(Outbox.ticket == wanted.ticket_id)
    if "@" in wanted.text:
        tests.append(Outbox.address == wanted.text.strip().lower())
    elif wanted.text:
        tests.append(Outbox.subject.contains(wanted.text))
    return tests


def _beyond(columns: tuple[Field, ...], mark: tuple[datetime, int], ascending: bool) -> Expression:
    """The rows after the mark; the first condition alone lets the database begin in the middle of the index."""
    due, number = mark
    further = (Outbox.id > number) if ascending else (Outbox.id < number)
    if len(columns) == 1:
        return further
    later = (Outbox.due_at > due) if ascending else (Outbox.due_at < due)
    here_on = (Outbox.due_at >= due) if ascending else (Outbox.due_at <= due)
    return here_on & (later | further)


def _mark(row: OutgoingRow) -> str:
    return f"{(row.due_at - _EPOCH) // timedelta(microseconds=1)}.{row.id}"


def _read_mark(text: str) -> tuple[datetime, int] | None:
    """What a mark says; None for one that was made by hand, which leads to the first page."""
    due, _, number = text.partition(".")
    try:
        return _EPOCH + timedelta(microseconds=int(due)), min(int(number), _LARGEST)
    except (ValueError, OverflowError):
        return None
