"""Tickets as lines of a queue: rows in, words out."""

from __future__ import annotations

from datetime import timedelta

from portal import clock
from portal.states import STATES
from portal.tickets.presence import Present
from portal.tickets.rows import TicketRow
from portal.tickets.targets import promise_of
from portal.vocabulary import DueKind
from portal.web.filters import here
from portal.web.pages.desk import Due, Line
from portal.web.wording import duration, initials

_SOON = timedelta(minutes=15)
# What is further away is told by the clock.
_NEAR = timedelta(hours=6)
_WORDS = {DueKind.ANSWER: "Answer", DueKind.UPDATE: "Update"}


def line_of(row: TicketRow, present: tuple[Present, ...], list_path: str) -> Line:
    """The ticket as its queue shows it, with the colleagues who have it open."""
    return Line(
        href=f"{list_path}/{row.reference}",
        reference=row.reference,
        version=row.version,
        subject=row.subject,
        about=row.issue_type_label,
        present=tuple((one.words, one.is_writing) for one in present),
        requester=row.requester_name,
        organisation=row.organisation_name or "No organisation",
        status=row.status,
        answered_late=row.after_resolve_at is not None,
        priority=row.priority,
        due=due_of(row),
        engineer=row.engineer_name.split()[0] if row.engineer_name else "",
        initials=initials(row.engineer_name) if row.engineer_name else "",
        changed=here().ago(row.changed_at, suffix=""),
    )


def due_of(row: TicketRow) -> Due:
    """What is promised next on the ticket, and by when, as the desk shows it."""
    if row.due_at >= clock.STANDS:
        return _standing(row)
    words, now = _WORDS[row.due_kind or DueKind.ANSWER], clock.now()
    left = row.due_at - now
    if left < timedelta(0):
        return Due("late", f"{words} {duration(row.due_at, now)} late")
    if left < _NEAR or _is_soon(row, left):
        return Due("soon" if _is_soon(row, left) else "plain", f"{words} in {duration(now, row.due_at)}")
    return Due("plain", here().soon(row.due_at))


def _is_soon(row: TicketRow, left: timedelta) -> bool:
    """Under a quarter of an hour, or a quarter of what was promised."""
    promise = promise_of(row.priority, row.plan)
    if promise is None:
        return left < _SOON
    whole = promise.update if row.due_kind is DueKind.UPDATE else promise.answer
    return left < max(_SOON, whole / 4)


def _standing(row: TicketRow) -> Due:
    if row.after_resolve_at is not None:
        return Due("soon", "Waits for us")
    if not row.status.is_open:
        return Due("stands", "Finished")
    if not STATES[row.status].clock_runs:
        return Due("stands", "Clock stands")
    return Due("stands", "No target: free plan" if row.priority and not _has_targets(row) else "No target")


def _has_targets(row: TicketRow) -> bool:
    return promise_of(row.priority, row.plan) is not None
