"""The home page, that of the free plan, and the help pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, NamedTuple

from forms import Category, Choice
from portal.tickets.rows import TicketRow
from portal.vocabulary import Priority
from portal.web.pages.base import Page


@dataclass(frozen=True)
class Need:
    """A ticket that waits for the reader: what about it, and what to press."""

    title: str
    href: str
    reference: str
    who: str
    when: datetime
    words: str
    organisation: str
    is_approval: bool


@dataclass(frozen=True)
class Latest:
    """A ticket in the short list."""

    row: TicketRow
    href: str
    my_turn: bool


@dataclass(frozen=True)
class Saved:
    """A draft in the list: what it is called, how far it is, when it was saved."""

    id: str
    name: str
    issue_type_label: str
    step: int
    saved_at: datetime


@dataclass(frozen=True)
class HomePage(Page):
    """What needs an answer, what can be raised, what changed last, what is half written."""

    template: ClassVar[str] = "home/home.html"
    nav: ClassVar[str] = "home"
    title: ClassVar[str] = "Home"

    first_name: str
    needs: tuple[Need, ...]
    categories: tuple[Category, ...]
    latest: tuple[Latest, ...]
    count: str
    drafts: tuple[Saved, ...]
    drafts_days: int


@dataclass(frozen=True)
class FreePage(Page):
    """How tickets are raised by e-mail, and what became of those that were."""

    template: ClassVar[str] = "home/free.html"
    nav: ClassVar[str] = "home"
    title: ClassVar[str] = "Support by e-mail"

    latest: tuple[Latest, ...]
    count: str


@dataclass(frozen=True)
class Promised:
    """A priority with its times, in words; empty where there are none."""

    priority: Priority
    answer: str
    updates: str


class Times(NamedTuple):
    """What is promised, and which hours count; `plans` says on which plans where there are several tables."""

    plans: str
    promises: tuple[Promised, ...]
    hours: str


@dataclass(frozen=True)
class PrioritiesPage(Page):
    """How urgency and impact make a priority, and what we promise for each."""

    template: ClassVar[str] = "home/priorities.html"
    nav: ClassVar[str] = "help"
    title: ClassVar[str] = "How we set priorities"

    urgencies: tuple[Choice, ...]
    impacts: tuple[Choice, ...]
    rows: tuple[tuple[Choice, tuple[str, ...]], ...]
    times: tuple[Times, ...]


@dataclass(frozen=True)
class ChoosingPage(Page):
    """What each issue type is for."""

    template: ClassVar[str] = "home/choosing.html"
    nav: ClassVar[str] = "help"
    title: ClassVar[str] = "Which one to choose"

    categories: tuple[Category, ...]


@dataclass(frozen=True)
class AccessibilityPage(Page):
    """How the portal can be used, and whom to tell where it cannot."""

    template: ClassVar[str] = "home/accessibility.html"
    nav: ClassVar[str] = "help"
    title: ClassVar[str] = "Accessibility"
