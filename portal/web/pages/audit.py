"""The audit, as those who look after the portal read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from portal.web.pages.base import Page
from portal.web.pages.tickets import Empty, Filter


@dataclass(frozen=True)
class Typed:
    """A filter that is typed: a person, a ticket, a day."""

    name: str
    label: str
    value: str
    kind: str = "text"
    hint: str = ""


@dataclass(frozen=True)
class AuditRow:
    """One line: a sentence with names as links, what changed, what else is known, when and from where."""

    at: Markup
    sentence: Markup
    change: str
    details: str
    origin: str


@dataclass(frozen=True)
class AuditPage(Page):
    """Who did what, filtered as the address says."""

    template: ClassVar[str] = "audit/audit.html"
    nav: ClassVar[str] = "audit"
    title: ClassVar[str] = "Audit"

    path: str
    typed: tuple[Typed, ...]
    days: tuple[Typed, ...]
    filters: tuple[Filter, ...]
    notes: tuple[str, ...]
    rows: tuple[AuditRow, ...]
    summary: str
    previous: str | None
    next: str | None
    csv_href: str
    plain_href: str
    empty: Empty | None
