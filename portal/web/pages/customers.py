"""Customers: their lists, one organisation, one person, and the short pages on which something is changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

from markupsafe import Markup

from portal.accounts.customer_rows import PersonFacts
from portal.tickets.rows import TicketRow
from portal.web.pages.base import HasForm, Page
from portal.web.pages.desk import Queue
from portal.web.pages.organisation import Invited
from portal.web.pages.tickets import Empty, Filter


class Cell(NamedTuple):
    """One line of a list: its cells after the first, which leads to `href` under the `name`."""

    href: str
    name: str
    about: str
    cells: tuple[str, ...]


class Known(NamedTuple):
    """Something that we know, with where it leads."""

    label: str
    text: str | Markup
    href: str = ""


class Change(NamedTuple):
    """Something that can be changed: where that is asked, or a form of one button where `posts`."""

    label: str
    href: str
    posts: bool = False
    danger: bool = False
    name: str = ""


class Person(NamedTuple):
    """A member: who, what in the organisation, how they log in, and where their role is changed or access ended."""

    name: str
    href: str
    address: str
    role: str
    state: str
    change: str
    remove: str


@dataclass(frozen=True)
class CustomersPage(Page):
    """A list of organisations or of people, as its address asks."""

    template: ClassVar[str] = "customers/list.html"
    nav: ClassVar[str] = "customers"

    title: str
    order: str
    lists: tuple[Queue, ...]
    add: Change
    path: str
    text: str
    placeholder: str
    kept: tuple[tuple[str, str], ...]
    filters: tuple[Filter, ...]
    notes: tuple[str, ...]
    heads: tuple[str, ...]
    lines: tuple[Cell, ...]
    summary: str
    previous: str | None
    next: str | None
    empty: Empty | None


@dataclass(frozen=True)
class OrganisationFactsPage(Page):
    """Everything known about an organisation; with `changes` for who may make them."""

    template: ClassVar[str] = "customers/organisation.html"
    nav: ClassVar[str] = "customers"

    title: str
    back: str
    warning: str
    facts: tuple[Known, ...]
    changes: tuple[Change, ...]
    people: tuple[Person, ...]
    tickets: tuple[TicketRow, ...]
    tickets_href: str
    invitations: tuple[Invited, ...]
    domains: tuple[str, ...]
    domain_form: Any
    path: str

    @property
    def has_errors(self) -> bool:
        """Whether the form for a domain came back with something to mend."""
        return self.domain_form is not None and bool(self.domain_form.errors)


@dataclass(frozen=True)
class PersonFactsPage(Page):
    """Everything known about a person; with `changes` for who may make them."""

    template: ClassVar[str] = "customers/person.html"
    nav: ClassVar[str] = "customers"

    title: str
    back: str
    warning: str
    facts: tuple[Known, ...]
    changes: tuple[Change, ...]
    known: PersonFacts
    places: tuple[Known, ...]
    tickets: tuple[TicketRow, ...]
    may_change: bool
    path: str


@dataclass(frozen=True)
class CustomerChangePage(HasForm, Page):
    """A short form that says what a change means before it is made."""

    template: ClassVar[str] = "customers/change.html"
    nav: ClassVar[str] = "customers"

    heading: str
    about: str
    means: tuple[str, ...]
    form: Any
    button: str
    back: str

    @property
    def title(self) -> str:
        """What is changed, of whom."""
        return f"{self.heading}: {self.about}" if self.about else self.heading
