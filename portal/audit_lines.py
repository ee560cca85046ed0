"""What the audit says, for those who look after the portal: in pages, the last line first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from peewee import JOIN, SQL, Expression, Field, ModelSelect, Tuple, Value

from portal.audit import Act
from portal.db.tables import Audited, Organisation, Person
from portal.paging import page_of
from portal.policy import Actor, Permission, require_permission

PAGE = 50
_AT_ONCE = 500
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_MARK = re.compile(r"(\d{1,18})-(\d{1,9})")


class AuditFilter(NamedTuple):
    """Which lines are wanted; `by_portal` are those of nobody who is logged in, `before` and `after` are marks."""

    actor_id: int | None = None
    by_portal: bool = False
    act: Act | None = None
    person_id: int | None = None
    organisation_id: int | None = None
    ticket_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    after: str = ""
    before: str = ""


class AuditLine(NamedTuple):
    """Who did what, when and from where; names as they are now, where there is still somebody of that number."""

    id: int
    at: datetime
    actor_id: int | None
    actor_name: str
    act: str
    origin: str
    person_id: int | None
    person_name: str | None
    organisation_id: int | None
    organisation_name: str | None
    ticket_id: int | None
    data: dict[str, Any]


class AuditSlice(NamedTuple):
    """A page of lines, and the marks of the pages beside it; empty where there are none."""

    rows: tuple[AuditLine, ...]
    after: str
    before: str


def listing(actor: Actor, wanted: AuditFilter, limit: int = PAGE) -> AuditSlice:
    """One page of the lines; `after` leads to older ones, `before` to younger ones."""
    require_permission(actor, Permission.READ_AUDIT)
    backwards = bool(wanted.before)
    mark = _read(wanted.before or wanted.after)
    found = _walk(wanted, mark, limit + 1, backwards=backwards)
    rows, has_after, has_before = page_of(found, limit, backwards=backwards, is_first=mark is None)
    return AuditSlice(rows, mark_of(rows[-1]) if has_after else "", mark_of(rows[0]) if has_before else "")


def every(actor: Actor, wanted: AuditFilter) -> Iterator[AuditLine]:
    """All lines that are wanted, read a part at a time."""
    wanted = wanted._replace(before="", after="")
    while True:
        found = listing(actor, wanted, _AT_ONCE)
        yield from found.rows
        if not found.after:
            return
        wanted = wanted._replace(after=found.after)


def mark_of(line: AuditLine) -> str:
    """Where a page ends, as it stands in the address of the next."""
    return f"{(line.at - _BEGINNING) // timedelta(microseconds=1)}-{line.id}"


def _read(mark: str) -> tuple[datetime, int] | None:
    """The moment and the number of a mark; None for one that is none, which leads to the first page."""
    match = _MARK.fullmatch(mark)
    try:
        return (_BEGINNING + timedelta(microseconds=int(match[1])), int(match[2])) if match else None
    except OverflowError:
        return None


def _walk(
    wanted: AuditFilter, mark: tuple[datetime, int] | None, limit: int, *, backwards: bool
) -> Sequence[AuditLine]:
    tests = _tests(wanted)
    if mark is not None:
        order, beyond = Tuple(Audited.at, Audited.id), Tuple(Value(mark[0], Audited.at.db_value), mark[1])
        tests.append(order > beyond if backwards else order < beyond)
    columns: list[Field] = [Audited.at, Audited.id]
    ordered = [column.asc() if backwards else column.desc() for column in columns]
    select = _select().where(*tests or [SQL("1 = 1")]).order_by(*ordered).limit(limit)
    return [AuditLine(*values) for values in select.tuples()]


def _tests(wanted: AuditFilter) -> list[Expression]:
    """Each begins an index that goes on with the time."""
    equal: tuple[tuple[Field, Any], ...] = (
        (Audited.actor, wanted.actor_id),
        (Audited.action, wanted.act),
        (Audited.person, wanted.person_id),
        (Audited.organisation, wanted.organisation_id),
        (Audited.ticket, wanted.ticket_id),
    )
    tests: list[Expression] = [column == value for column, value in equal if value is not None]
    if wanted.by_portal:
        tests.append(Audited.actor.is_null())
    if wanted.since is not None:
        tests.append(Audited.at >= wanted.since)
    if wanted.until is not None:
        tests.append(Audited.at < wanted.until)
    return tests


def _select() -> ModelSelect:
    return (
        Audited.select(
            Audited.id,
            Audited.at,
            Audited.actor,
            Audited.actor_name,
            Audited.action,
            Audited.origin,
            Audited.person,
            Person.name,
            Audited.organisation,
            Organisation.name,
            Audited.ticket,
            Audited.data,
        )
        .join(Person, JOIN.LEFT_OUTER, on=(Person.id == Audited.person))
        .switch(Audited)
        .join(Organisation, JOIN.LEFT_OUTER, on=(Organisation.id == Audited.organisation))
    )
