"""What the address of a queue asks for: which queue, what of it, in which order."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import parse_qsl

from flask import url_for
from werkzeug.datastructures import MultiDict

from portal.tickets.queues import QueueFilter, Scope
from portal.vocabulary import Priority
from portal.web.listing import DESK_SORTS, Asked, Check, is_mark, is_number, is_text, one_of, read

# What is chosen from at the side; several of a kind stand in the address with a comma between them.
FACETS = ("priority", "organisation", "issue_type")
NARROWING = ("text", *FACETS)
NONE = "none"
_MOST_OF_A_KIND = 20
_USUAL = {"queue": "unassigned", "sort": "due"}
_TYPE = re.compile(r"[a-z0-9_]{1,64}")


class QueueKind(NamedTuple):
    """How a queue is called, its picture, and what its page says where nothing stands in it."""

    label: str
    icon: str
    empty: str
    text: str


QUEUES = {
    Scope.UNASSIGNED: QueueKind(
        "Unassigned", "inbox", "Nothing is unassigned", "New tickets stand here until somebody takes them."
    ),
    Scope.MINE: QueueKind(
        "Mine", "user", "You have no open tickets", "Press “Take next”, and the most pressing one is yours."
    ),
    Scope.OURS: QueueKind(
        "Waiting for us", "reply", "Nothing waits for us", "Tickets stand here when it is our turn to act."
    ),
    Scope.OVERDUE: QueueKind(
        "Overdue", "warn", "Nothing is overdue", "A ticket stands here once an answer or an update is late."
    ),
    Scope.ACCESS: QueueKind(
        "On- and offboarding", "swap", "Nobody comes or goes", "Requests to give or take access stand here."
    ),
    Scope.OPEN: QueueKind("All open", "log", "No ticket is open", "New tickets stand here as they come in."),
    Scope.ALL: QueueKind("All tickets", "archive", "There are no tickets yet", "Every ticket stands here, for ever."),
}


def asked_of(given: MultiDict[str, str]) -> Asked:
    """What this address asks for, as far as it can be had."""
    checks: dict[str, Check] = {
        "queue": one_of(Scope),
        "text": is_text,
        "priority": _each(one_of((*Priority, NONE))),
        "organisation": _each(lambda text: text == NONE or is_number(text)),
        "issue_type": _each(lambda text: _TYPE.fullmatch(text) is not None),
        "sort": one_of(DESK_SORTS),
        "after": is_mark,
        "before": is_mark,
    }
    joined = {name: ",".join(given.getlist(name)) if name in FACETS else given[name] for name in given}
    return read(url_for("desk.queue"), joined, checks, _USUAL)


def asked_by(query: str) -> Asked:
    """What the address of a saved view asks for."""
    return asked_of(MultiDict(parse_qsl(query)))


def query_of(asked: Asked) -> str:
    """The list itself, from its first page on, as the end of an address."""
    return asked.at().partition("?")[2]


def chosen_of(asked: Asked, name: str) -> tuple[str, ...]:
    """What is chosen of this kind."""
    return tuple(asked.value(name).split(",")) if asked.value(name) else ()


def scope_of(asked: Asked) -> Scope:
    """Which queue it is."""
    return Scope(asked.value("queue") or _USUAL["queue"])


def filter_of(asked: Asked) -> QueueFilter:
    """The list that is asked for, as the queries take it."""
    sort, descending = DESK_SORTS[asked.sort]
    return QueueFilter(
        scope=scope_of(asked),
        text=asked.value("text"),
        priorities=tuple(None if one == NONE else Priority(one) for one in chosen_of(asked, "priority")),
        organisations=tuple(None if one == NONE else int(one) for one in chosen_of(asked, "organisation")),
        issue_types=chosen_of(asked, "issue_type"),
        sort=sort,
        descending=descending,
        after=asked.value("after"),
        before=asked.value("before"),
    )


def back_to(given: str) -> str:
    """The queue to which a form leads back, as it says itself; the usual one where it names no queue."""
    path, _, query = given.partition("?")
    return asked_by(query).at() if path == url_for("desk.queue") else url_for("desk.queue")


def _each(check: Check) -> Check:
    def all_of(text: str) -> bool:
        parts = text.split(",")
        return len(parts) <= _MOST_OF_A_KIND and all(map(check, parts))

    return all_of
