"""Where a page of tickets ends, as the address of the next one says it. Pure."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import Any

from portal.tickets.rows import TicketRow, rank_of

_LARGEST = 2**31 - 1
# What is sorted by a moment.
_MOMENTS = {"changed": "changed_at", "due": "due_at"}


def mark_of(row: TicketRow, sort: str) -> str:
    """Where a page ends, as it stands in the address of the next."""
    if sort in _MOMENTS:
        values: list[Any] = [getattr(row, _MOMENTS[sort]).isoformat(), row.id]
    elif sort == "priority":
        values = [rank_of(row.priority), row.id]
    else:
        values = [row.id]
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def read_mark(mark: str, sort: str, count: int) -> list[Any] | None:
    """The mark's `count` values, or None for a mark that is none: a hand-made one leads to the first page."""
    try:
        values = json.loads(base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)))
        if sort in _MOMENTS:
            moment = datetime.fromisoformat(values[0])
            return [moment.astimezone(UTC), *_numbers(values[1:2])] if moment.tzinfo else None
        return _numbers(values) if len(values) == count else None
    except (ValueError, TypeError, IndexError, KeyError, OverflowError):
        return None


def _numbers(values: list[Any]) -> list[Any]:
    """The values as numbers of rows; ValueError for one that no database counts to."""
    numbers = [int(value) for value in values]
    if not numbers or not all(0 <= number <= _LARGEST for number in numbers):
        raise ValueError("not the number of a row")
    return numbers
