"""Where everything of a chart stands. Pure: numbers in, places out; colours and letters are the style sheet's.

Across, places are parts of `WIDTH`, and a page stretches them to the room it has; its letters stay as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from portal.web.pages.figures import Chart, Legend, Mark, Piece

WIDTH = 520
_LEFT, _TOP, _PLOT, _BELOW = 48, 12, 150, 24
# A row is its label and, below, its bar, with room for the value beside the longest one.
_ROW, _BAR, _ABOVE, _VALUE = 44, 14, 20, 84
_STEPS = (1, 2, 5)
_MOST_MARKS = 6


class Column(NamedTuple):
    """One place along the bottom, and the numbers that stand there side by side."""

    label: str
    numbers: tuple[int, ...]


class Bar(NamedTuple):
    """One row: its parts follow each other, and `value` is said at its end."""

    label: str
    parts: tuple[int, ...]
    value: str


def columns(title: str, says: str, given: Sequence[Column], legend: tuple[Legend, ...]) -> Chart:
    """Numbers over time as columns, with as many dates below as there is room for."""
    top = ceiling(max((number for column in given for number in column.numbers), default=0))
    step = (WIDTH - _LEFT) / max(1, len(given))
    pieces = []
    for place, column in enumerate(given):
        wide = step * 0.8 / len(column.numbers)
        for number, (count, shade) in enumerate(zip(column.numbers, legend, strict=True)):
            high = _PLOT * count / top
            x = _LEFT + step * (place + 0.1) + wide * number
            if count:
                pieces.append(_piece(x, _TOP + _PLOT - high, wide, high, shade.shade))
    return Chart(title, says, _TOP + _PLOT + _BELOW, legend, tuple(pieces), _marks(given, step, top), _lines())


def line(title: str, says: str, given: Sequence[Column]) -> Chart:
    """One number over time as a line."""
    top = ceiling(max((column.numbers[0] for column in given), default=0))
    step = (WIDTH - _LEFT) / max(1, len(given))
    points = [
        f"{_LEFT + step * (place + 0.5):.1f} {_TOP + _PLOT - _PLOT * column.numbers[0] / top:.1f}"
        for place, column in enumerate(given)
    ]
    path = f"M{' L'.join(points)}" if points else ""
    return Chart(title, says, _TOP + _PLOT + _BELOW, (), (), _marks(given, step, top), _lines(), path)


def bars(title: str, says: str, given: Sequence[Bar], legend: tuple[Legend, ...], whole: int = 0) -> Chart:
    """Numbers beside each other as rows; where each row is a `whole`, all are as long."""
    top = whole or max((sum(bar.parts) for bar in given), default=0) or 1
    pieces, marks = [], []
    for place, bar in enumerate(given):
        x, y = 0.0, place * _ROW + _ABOVE
        marks.append(Mark(0, y - 6, _cut(bar.label)))
        for count, shade in zip(bar.parts, legend, strict=True):
            wide = (WIDTH - _VALUE) * count / top
            if count:
                pieces.append(_piece(x, y, wide, _BAR, shade.shade))
            x += wide
        marks.append(Mark(round(x + 8, 1), y + 12, bar.value))
    return Chart(title, says, len(given) * _ROW, legend if len(legend) > 1 else (), tuple(pieces), tuple(marks))


def ceiling(largest: int) -> int:
    """A round number that is not smaller, and even: where an axis ends whose middle is marked."""
    power = 1
    while True:
        for step in _STEPS:
            if (top := step * power * 2) >= largest:
                return top
        power *= 10


def _marks(given: Sequence[Column], step: float, top: int) -> tuple[Mark, ...]:
    heights = ((top, 0.0), (top // 2, 0.5), (0, 1.0))
    scale = tuple(Mark(_LEFT - 6, _TOP + _PLOT * part + 4, str(number), "end") for number, part in heights)
    apart = -(-len(given) // _MOST_MARKS) or 1
    dates = tuple(
        Mark(round(_LEFT + step * (place + 0.5), 1), _TOP + _PLOT + 18, given[place].label, "middle")
        for place in range(apart // 2, len(given), apart)
    )
    return scale + dates


def _lines() -> tuple[float, ...]:
    return tuple(_TOP + _PLOT * part for part in (0, 0.5, 1))


def _piece(x: float, y: float, width: float, height: float, shade: str) -> Piece:
    return Piece(round(x, 1), round(y, 1), round(width, 1), round(height, 1), shade)


def _cut(label: str) -> str:
    return label if len(label) <= 40 else f"{label[:39]}…"
