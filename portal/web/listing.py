"""What a list of tickets is asked for in its address, and the addresses of its neighbours."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlencode

from portal.tickets.rows import HistoryFilter
from portal.vocabulary import Priority

# What the address says -> (what the list is sorted by, whether the largest comes first).
SORTS = {
    "changed": ("changed", True),
    "-changed": ("changed", False),
    "opened": ("opened", True),
    "-opened": ("opened", False),
    "priority": ("priority", False),
    "-priority": ("priority", True),
}
# The desk sorts by what is due, too.
DESK_SORTS = {"due": ("due", False), "-due": ("due", True), **SORTS}
SORTED_WORDS = {
    "due": "due first",
    "-due": "due last",
    "changed": "last change first",
    "-changed": "last change last",
    "opened": "newest first",
    "-opened": "oldest first",
    "priority": "highest priority first",
    "-priority": "lowest priority first",
}
_DIRECTIONS = {True: "descending", False: "ascending"}
LONGEST_TEXT = 200
CHANGED = {
    "7": "In the last 7 days",
    "30": "In the last 30 days",
    "90": "In the last 90 days",
    "365": "In the last year",
}
# What the address calls the tickets of one's own and those that others share, together.
EVERYTHING = "everything"
_MARKS = ("after", "before")


@dataclass(frozen=True)
class Asked:
    """What was asked for, checked: `values` holds what the address says and is not usual anyway."""

    path: str
    values: Mapping[str, str]
    usual_sort: str = "changed"
    ignored: tuple[str, ...] = ()

    def value(self, name: str) -> str:
        """What the address says under this name, or nothing."""
        return self.values.get(name, "")

    @property
    def sort(self) -> str:
        """The order, as the address says it."""
        return self.values.get("sort", self.usual_sort)

    def at(self, **changes: str) -> str:
        """The same list with these changes, from its first page on."""
        return self._address({name: text for name, text in self.values.items() if name not in _MARKS} | changes)

    def query(self) -> str:
        """The address after its question mark, the page that is shown included."""
        return urlencode(self.values)

    def _address(self, values: Mapping[str, str]) -> str:
        said = _said(tuple((name, text) for name, text in values.items() if text))
        return f"{self.path}?{said}" if said else self.path

    def is_narrowed(self, *names: str) -> bool:
        """Whether one of these filters is set."""
        return any(name in self.values for name in names)


@lru_cache(maxsize=2048)
def _said(values: tuple[tuple[str, str], ...]) -> str:
    return urlencode(values)


Check = Callable[[str], bool]


def one_of(known: Iterable[str]) -> Check:
    """A value that is one of these words."""
    return frozenset(known).__contains__


def is_number(text: str) -> bool:
    """The number of a person or of an organisation, as databases count."""
    return text.isascii() and text.isdigit() and len(text) <= 9


def is_text(text: str) -> bool:
    """Something that can be searched for."""
    return len(text) <= LONGEST_TEXT and any(sign.isalnum() for sign in text)


def day_after(first: date, text: str) -> date | None:
    """The day that is written as 2026-11-23, where it lies after the first; None for all else."""
    try:
        found = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
    # Its next day has to be one too, in every zone.
    return found if found and first < found < date(9990, 1, 1) else None


def is_mark(text: str) -> bool:
    """Where a page begins; the query reads it, and one that it cannot read leads to the first page."""
    return len(text) <= LONGEST_TEXT


def read(path: str, given: Mapping[str, str], checks: Mapping[str, Check], usual: Mapping[str, str]) -> Asked:
    """What is asked for: a value that cannot be used is left out and named in `ignored`, as is none that is usual."""
    typed = {name: given[name].strip() for name in checks if given.get(name, "").strip()}
    good = {name: text for name, text in typed.items() if checks[name](text)}
    values = {name: text for name, text in good.items() if usual.get(name) != text}
    return Asked(path, values, usual.get("sort", "changed"), tuple(name for name in typed if name not in good))


class Head(NamedTuple):
    """A column's head that sorts: `direction` is how it sorts now, empty where another column does."""

    label: str
    href: str
    direction: str


def left_out(noun: str) -> str:
    """What is said of a part of the address that is not known."""
    return f"The address asked for a {noun} that we do not know, so it is left out."


def head(asked: Asked, key: str, label: str) -> Head:
    """The head of this column; pressed again it turns the order round."""
    active = asked.sort.lstrip("-") == key
    turned = f"-{key}" if asked.sort == key else key
    direction = _DIRECTIONS[DESK_SORTS[asked.sort][1]] if active else ""
    return Head(label, asked.at(sort="" if turned == asked.usual_sort else turned), direction)


def filter_of(asked: Asked, viewer: int, *, limit: int = 25) -> HistoryFilter:
    """The list that is asked for, as the queries take it; `viewer` is who "me" is."""
    values = asked.values
    whose, _, organisation = values.get("whose", "mine").partition("-")
    whose = "all" if whose == EVERYTHING else whose
    sort, descending = SORTS[asked.sort]
    requester = values.get("requester", "")
    return HistoryFilter(
        whose=whose,
        organisation_id=int(organisation) if organisation else None,
        state=values.get("state", "open"),
        text=values.get("text", ""),
        issue_type=values.get("issue_type", ""),
        priority=Priority(values["priority"]) if "priority" in values else None,
        requester_id=viewer if requester == "me" else int(requester or 0) or None,
        changed_days=int(values["changed"]) if "changed" in values else None,
        sort=sort,
        descending=descending,
        after=values.get("after", ""),
        before=values.get("before", ""),
        limit=limit,
    )
