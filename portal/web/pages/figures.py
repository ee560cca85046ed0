"""Charts with their tables: numbers in words and shapes, whose places on the page are worked out already."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from portal.web.pages.audit import Typed
from portal.web.pages.base import Page
from portal.web.pages.tickets import Filter


class Tile(NamedTuple):
    """One number that says the most, with what it is."""

    label: str
    number: str
    note: str


class Table(NamedTuple):
    """The numbers of a chart; the first cell of a row says what it is of."""

    key: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Legend(NamedTuple):
    """What a shade means."""

    shade: str
    words: str


class Piece(NamedTuple):
    """A rectangle of a chart, in the chart's own units."""

    x: float
    y: float
    width: float
    height: float
    shade: str


class Mark(NamedTuple):
    """A text of a chart, where it stands and how it is aligned there."""

    x: float
    y: float
    words: str
    anchor: str = "start"


@dataclass(frozen=True)
class Chart:
    """A drawing: what it is, in one sentence what it shows, and everything on it."""

    title: str
    says: str
    height: float
    legend: tuple[Legend, ...]
    pieces: tuple[Piece, ...]
    marks: tuple[Mark, ...]
    lines: tuple[float, ...] = ()
    path: str = ""


class Section(NamedTuple):
    """A heading with its charts and the table of the same numbers; `empty` is said in their place, if there is none."""

    key: str
    title: str
    lead: str
    charts: tuple[Chart, ...]
    table: Table
    csv_href: str
    empty: str


@dataclass(frozen=True)
class FiguresPage(Page):
    """The figures of a time, filtered as the address says."""

    template: ClassVar[str] = "figures/figures.html"
    nav: ClassVar[str] = "figures"
    title: ClassVar[str] = "Figures"

    path: str
    lead: str
    notes: tuple[str, ...]
    days: tuple[Typed, ...]
    filters: tuple[Filter, ...]
    tiles: tuple[Tile, ...]
    sections: tuple[Section, ...]
