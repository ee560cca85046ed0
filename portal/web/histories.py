"""The list of tickets put together: from rows and counts to what its page shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from flask import url_for

from portal.policy import Action, Actor, allowed
from portal.tickets.rows import GONE, Counts, HistorySlice, TicketRow
from portal.vocabulary import Priority
from portal.web.catalogue import catalogue
from portal.web.filters import here
from portal.web.listing import (
    CHANGED,
    EVERYTHING,
    SORTED_WORDS,
    SORTS,
    Asked,
    Check,
    head,
    is_mark,
    is_number,
    is_text,
    left_out,
    one_of,
    read,
)
from portal.web.pages.tickets import Empty, Filter, HistoryPage, Option, Row, Tab
from portal.web.wording import capped

MOST_IN_CSV = 10_000
_CHIPS = {"open": "Open", "waiting": "Waiting for me", "resolved": "Resolved", "all": "All"}
_USUAL = {"whose": "mine", "state": "open", "sort": "changed"}
_NARROWING = ("text", "issue_type", "priority", "requester", "changed")
_NOUNS = {
    "whose": "list",
    "state": "state",
    "text": "text",
    "issue_type": "issue type",
    "priority": "priority",
    "requester": "requester",
    "changed": "time",
    "sort": "order",
    "after": "page",
    "before": "page",
}
_EMPTY = {
    "open": ("inbox", "No open tickets", "When you raise a ticket, it stands here until it is solved."),
    "waiting": (
        "check",
        "No tickets are waiting for you",
        "When an engineer asks you something, the ticket stands here.",
    ),
    "resolved": ("check", "No resolved tickets", "Tickets that are solved or finished stand here."),
    "all": ("inbox", "No tickets yet", "When you raise a ticket, it stands here."),
}
_CHECKS: dict[str, Check] = {
    "state": one_of(_CHIPS),
    "text": is_text,
    "priority": one_of(Priority),
    "requester": lambda text: text == "me" or is_number(text),
    "changed": one_of(CHANGED),
    "sort": one_of(SORTS),
    "after": is_mark,
    "before": is_mark,
}
_PRIORITIES = (Option("", "Any"), *(Option(priority, priority) for priority in Priority))
_TIMES = (Option("", "At any time"), *(Option(*item) for item in CHANGED.items()))
_EMPTY_SHARED = ("people", "Nothing is shared with you", "When a colleague shares a ticket, it stands here.")


def asked_of(given: Mapping[str, str], actor: Actor) -> Asked:
    """What this address asks for, as far as it can be had."""
    checks: dict[str, Check] = {
        "whose": one_of(_tabs(actor, EVERYTHING)),
        "issue_type": lambda text: catalogue().issue_type(text) is not None,
    }
    return read(url_for("tickets.history"), given, checks | _CHECKS, _USUAL)


def history_page(actor: Actor, asked: Asked, found: HistorySlice, counts: Counts) -> HistoryPage:
    """The whole page."""
    state = asked.value("state") or "open"
    whose = asked.value("whose") or "mine"
    tabs = _tabs(actor, whose)
    narrowed = asked.is_narrowed(*_NARROWING)
    total, summary = _totals(asked, found, "" if narrowed else capped(counts.by_state[state]), state)
    return HistoryPage(
        title="Tickets" if whose == "mine" else f"Tickets: {tabs[whose]}",
        asked=asked,
        tabs=tuple(
            Tab(label, _at_tab(asked, key), key == whose, capped(counts.by_tab[key])) for key, label in tabs.items()
        ),
        chips=tuple(
            Tab(label, asked.at(state="" if key == "open" else key), key == state, capped(counts.by_state[key]))
            for key, label in _CHIPS.items()
        ),
        filters=_filters(asked, actor, found.rows),
        kept=tuple((name, asked.value(name)) for name in ("whose", "state", "sort") if asked.value(name)),
        notes=tuple(left_out(_NOUNS[name]) for name in asked.ignored),
        total=total,
        order=SORTED_WORDS[asked.sort],
        ticket_head=head(asked, "opened", "Ticket"),
        priority_head=head(asked, "priority", "Priority"),
        changed_head=head(asked, "changed", "Last change"),
        rows=_rows(actor, found.rows, asked.path, whose != "mine"),
        summary=summary,
        previous=asked.at(before=found.before) if found.before else None,
        next=asked.at(after=found.after) if found.after else None,
        csv_href=f"{asked.path}.csv{asked.at().removeprefix(asked.path)}",
        csv_note=f"the first {MOST_IN_CSV} tickets" if found.after else "",
        may_raise=actor.may_raise,
        empty=None if found.rows else _empty(asked, state, whose, narrowed),
    )


def _rows(actor: Actor, tickets: Iterable[TicketRow], path: str, names_requester: bool) -> tuple[Row, ...]:
    ago = here().ago
    return tuple(
        Row(
            ticket=ticket,
            path=path,
            changed=ago(ticket.changed_at),
            names_requester=names_requester,
            my_turn=ticket.requester_id == actor.person_id,
            may_share=Action.SHARE in allowed(actor, ticket),
        )
        for ticket in tickets
    )


def _tabs(actor: Actor, whose: str) -> dict[str, str]:
    """Everything is found by a search or a link, and has a tab only then."""
    organisations = {f"organisation-{place.organisation_id}": place.name for place in actor.places}
    everything = {EVERYTHING: "Mine and shared"} if whose == EVERYTHING else {}
    return {"mine": "Mine", "shared": "Shared with me", **organisations, **everything}


def _at_tab(asked: Asked, key: str) -> str:
    # One's own tickets have one requester.
    return asked.at(whose="", requester="") if key == "mine" else asked.at(whose=key)


def _filters(asked: Asked, actor: Actor, rows: Sequence[TicketRow]) -> tuple[Filter, ...]:
    types = (Option("", "Any"), *(Option(known.key, known.label) for known in catalogue().issue_types))
    kinds, priorities, times = (
        Filter(name, label, options, asked.value(name))
        for name, label, options in (
            ("issue_type", "Issue type", types),
            ("priority", "Priority", _PRIORITIES),
            ("changed", "Changed", _TIMES),
        )
    )
    if not asked.value("whose"):
        return (kinds, priorities, times)
    requesters = (Option("", "Anyone"), *_requesters(asked, actor, rows))
    return (kinds, priorities, Filter("requester", "Requester", requesters, asked.value("requester")), times)


def _requesters(asked: Asked, actor: Actor, rows: Sequence[TicketRow]) -> tuple[Option, ...]:
    """Those whose tickets stand on this page, and who is chosen: the list of everybody would be a statement more."""
    chosen, own = asked.value("requester"), str(actor.person_id)
    names = {str(row.requester_id): row.requester_name for row in rows}
    for number in (own, str(GONE)):
        names.pop(number, None)
    if chosen not in {"", "me", own}:
        names.setdefault(chosen, "One person")
    me = Option(own if chosen == own else "me", "Me")
    return (me, *(Option(number, name) for number, name in sorted(names.items(), key=lambda item: item[1])))


def _totals(asked: Asked, found: HistorySlice, count: str, state: str) -> tuple[str, str]:
    """The line over the list, and the one under it; what is filtered is counted only where it fits on one page."""
    word = "" if state == "all" else "waiting " if state == "waiting" else f"{state} "
    number = len(found.rows)
    whole = not (found.after or found.before)
    count = str(number) if whole else count
    if not number:
        return f"No {word}tickets", ""
    total = f"{count} {word}{'ticket' if count == '1' else 'tickets'}" if count else f"{word}tickets".capitalize()
    if whole:
        return total, f"1 to {number} of {number}"
    first = not asked.value("after") and not asked.value("before")
    return total, f"1 to {number} of {count}" if first and count else f"{number} on this page"


def _empty(asked: Asked, state: str, whose: str, narrowed: bool) -> Empty:
    if asked.value("after") or asked.value("before"):
        return Empty("inbox", "No more tickets here", "The list has changed since.", "Show the first page", asked.at())
    if narrowed:
        plain = asked.at(**dict.fromkeys(_NARROWING, ""))
        return Empty("search", "No ticket fits", "Take away a filter, or try another word.", "Clear the filters", plain)
    icon, title, text = (
        _EMPTY_SHARED if whose not in {"mine", EVERYTHING} and state in {"open", "all"} else _EMPTY[state]
    )
    if state == "all":
        return Empty(icon, title, text)
    if state == "waiting":
        return Empty(icon, title, text, "Show all open tickets", asked.at(state=""))
    return Empty(icon, title, text, "Show all tickets", asked.at(state="all"))
