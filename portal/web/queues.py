"""A queue of the desk put together: from rows and counts to what its page shows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from flask import url_for

from portal import clock
from portal.policy import Actor
from portal.states import STATES
from portal.tickets.rows import HistoryFilter, HistorySlice, TicketRow
from portal.vocabulary import Priority
from portal.web.catalogue import catalogue
from portal.web.filters import clock_time
from portal.web.listing import SORTED_WORDS, SORTS, Asked, Check, filter_of, head, is_mark, is_text, one_of, read
from portal.web.pages.desk import DeskPage, Due, Line, Queue
from portal.web.pages.tickets import Empty, Filter, Option
from portal.web.wording import capped, duration, initials

QUEUES = {
    "unassigned": ("Unassigned", "inbox"),
    "mine": ("Mine", "user"),
    "ours": ("Waiting for us", "reply"),
    "open": ("All open", "log"),
    "all": ("All tickets", "archive"),
}
_USUAL = {"queue": "unassigned", "sort": "changed"}
_SOON = timedelta(minutes=15)
_UNKNOWN = "The address asked for a {} that we do not know, so it is left out."
_NARROWING = ("text", "issue_type", "priority")


def asked_of(given: Mapping[str, str]) -> Asked:
    """What this address asks for, as far as it can be had."""
    checks: dict[str, Check] = {
        "queue": one_of(QUEUES),
        "text": is_text,
        "issue_type": one_of(key for key, _ in _issue_types()),
        "priority": one_of(Priority),
        "sort": one_of(SORTS),
        "after": is_mark,
        "before": is_mark,
    }
    return read(url_for("desk.queue"), given, checks, _USUAL)


def lists(actor: Actor) -> dict[str, HistoryFilter]:
    """What stands in each queue."""
    return {
        "unassigned": HistoryFilter(whose="all", state="open", unassigned=True),
        "mine": HistoryFilter(whose="all", state="open", engineer_id=actor.person_id),
        "ours": HistoryFilter(whose="all", state="ours"),
        "open": HistoryFilter(whose="all", state="open"),
        "all": HistoryFilter(whose="all", state="all"),
    }


def wanted_of(asked: Asked, actor: Actor) -> HistoryFilter:
    """The list that is asked for, as the queries take it."""
    queue = lists(actor)[asked.value("queue") or "unassigned"]
    return filter_of(asked, actor.person_id, limit=50)._replace(
        whose=queue.whose,
        state=queue.state,
        unassigned=queue.unassigned,
        engineer_id=queue.engineer_id,
    )


def desk_page(
    asked: Asked, found: HistorySlice, counts: Mapping[str, int], actor: Actor, *, held_mails: int
) -> DeskPage:
    """The whole page; `held_mails` wait beside the tickets."""
    chosen = asked.value("queue") or "unassigned"
    narrowed = asked.is_narrowed(*_NARROWING)
    return DeskPage(
        title=QUEUES[chosen][0],
        total="" if narrowed else f"{capped(counts[chosen])} {'ticket' if counts[chosen] == 1 else 'tickets'}",
        order=SORTED_WORDS[asked.sort],
        held_mails=capped(held_mails) if held_mails else "",
        queues=tuple(_queue(asked, key, counts[key], key == chosen) for key in QUEUES),
        path=asked.path,
        text=asked.value("text"),
        filters=_filters(asked),
        kept=tuple((name, asked.value(name)) for name in ("queue", "sort") if asked.value(name)),
        notes=tuple(_UNKNOWN.format(name.replace("_", " ")) for name in asked.ignored),
        priority_head=head(asked, "priority", "Priority"),
        ticket_head=head(asked, "opened", "Ticket"),
        changed_head=head(asked, "changed", "Changed"),
        lines=tuple(_line(row) for row in found.rows),
        person_id=actor.person_id,
        summary=f"{len(found.rows)} on this page" if found.rows else "",
        previous=asked.at(before=found.before) if found.before else None,
        next=asked.at(after=found.after) if found.after else None,
        empty=None if found.rows else _empty(asked, narrowed),
    )


def due_of(row: TicketRow) -> Due:
    """What is promised next and by when, as the desk shows it."""
    if row.due_kind is None:
        return _standing(row)
    what, now = row.due_kind.capitalize(), clock.now()
    if row.due_at < now:
        return Due("late", f"{what} {duration(row.due_at, now)} late")
    if row.due_at - now < _SOON:
        return Due("soon", f"{what} in {duration(now, row.due_at)}")
    return Due("plain", clock_time(row.due_at))


def _standing(row: TicketRow) -> Due:
    if row.after_resolve_at is not None:
        return Due("soon", "Waits for us")
    if not row.status.is_open:
        return Due("stands", "Finished")
    return Due("stands", "No target" if STATES[row.status].clock_runs else "Clock stands")


def _queue(asked: Asked, key: str, count: int, current: bool) -> Queue:
    label, icon = QUEUES[key]
    return Queue(label, icon, asked.at(queue="" if key == "unassigned" else key), capped(count), current)


def _line(row: TicketRow) -> Line:
    href = f"/servicedesk/tickets/{row.reference}"
    return Line(
        href=href,
        subject=row.subject,
        about=f"{row.reference} · {row.issue_type_label}",
        requester=row.requester_name,
        organisation=row.organisation_name or "No organisation",
        status=row.status,
        answered_late=row.after_resolve_at is not None,
        priority=row.priority,
        due=due_of(row),
        engineer=row.engineer_name.split()[0] if row.engineer_name else "",
        initials=initials(row.engineer_name) if row.engineer_name else "",
        changed=row.changed_at,
        take=f"{href}/assign" if row.engineer_id is None and row.status.is_open else "",
    )


def _issue_types() -> tuple[tuple[str, str], ...]:
    return tuple((kind.key, kind.label) for category in catalogue().categories for kind in category.issue_types)


def _filters(asked: Asked) -> tuple[Filter, ...]:
    priorities = tuple(Option(priority, priority) for priority in Priority)
    types = tuple(Option(key, label) for key, label in _issue_types())
    return (
        Filter("priority", "Priority", (Option("", "Any"), *priorities), asked.value("priority")),
        Filter("issue_type", "Issue type", (Option("", "Any"), *types), asked.value("issue_type")),
    )


def _empty(asked: Asked, narrowed: bool) -> Empty:
    if narrowed:
        plain = asked.at(**dict.fromkeys(_NARROWING, ""))
        return Empty("search", "No ticket fits", "Take away a filter, or try another word.", "Clear the filters", plain)
    if asked.value("after") or asked.value("before"):
        return Empty("inbox", "No more tickets here", "The queue has changed since.", "Show the first page", asked.at())
    every = asked.at(queue="open")
    return Empty("check", "Nothing waits here", "New tickets appear as they come in.", "Show all open", every)
