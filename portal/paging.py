"""Lists in pages: each page is a walk along an index that looks one row further. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, NamedTuple, TypeVar

Row = TypeVar("Row")


class Page(NamedTuple, Generic[Row]):
    """The rows of a page in the order of the list, and whether others stand after and before them."""

    rows: tuple[Row, ...]
    has_after: bool
    has_before: bool


def page_of(found: Sequence[Row], limit: int, *, backwards: bool, is_first: bool) -> Page[Row]:
    """The page that a walk of at most `limit` + 1 rows found; `backwards` went against the order of the list.

    `is_first` says that it began where the list begins.
    """
    more, rows = len(found) > limit, tuple(found[:limit])
    if backwards:
        return Page(rows[::-1], bool(rows), more)
    return Page(rows, more, bool(rows) and not is_first)
