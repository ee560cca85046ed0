"""The parts of a ticket's page, each drawn once for all who see it alike."""

from __future__ import annotations

from typing import NamedTuple

from markupsafe import Markup

from portal.tickets.rows import Answer, FileRow
from portal.vocabulary import Status
from portal.web.pages.files import StoredFile
from portal.web.pages.tickets import Share
from portal.web.turns import Target
from portal.web.wording import number


class FormLink(NamedTuple):
    """Where questions wait for an answer in their form, and what leads there."""

    label: str
    href: str


class Presence(NamedTuple):
    """Which colleagues have the ticket open, in words, and whether they write.

    At `href` a page says that it is open: at once where it `is_first` shown, then three times a minute.
    """

    href: str
    others: tuple[tuple[str, bool], ...]
    is_first: bool


class Seer(NamedTuple):
    """Somebody who can see the ticket; `remove` is where that is ended, by another or by themselves (`leaves`)."""

    name: str
    initials: str
    detail: str
    remove: str
    leaves: bool


class Seers(NamedTuple):
    """Who can see the ticket: some by name and how many others; `preview` says what a change would mean."""

    sentence: str
    short: str
    people: tuple[Seer, ...]
    others: int
    add: str
    share: Share
    to: str
    label: str
    preview: str


class Follow(NamedTuple):
    """A button that changes which mail comes: `to` is what pressing it asks for, `name` what a screen reader says."""

    label: str
    icon: str
    to: str
    name: str


class Heading(NamedTuple):
    """What stands above everything: the way back, what the ticket is, and at a glance who has it and who sees it."""

    back: str
    back_href: str
    reference: str
    kind: str
    subject: str
    priority: str | None
    engineer: str
    is_shared: bool
    short: str
    path: str
    follow: tuple[Follow, ...]


class Told(NamedTuple):
    """What the customer gave with the ticket: the first answers, the rest of them, and files."""

    title: str
    answers: tuple[Answer, ...]
    more: tuple[Answer, ...]
    files: tuple[FileRow, ...]

    @property
    def about(self) -> str:
        """How many answers and files there are."""
        counted = ((len(self.answers) + len(self.more), "answer"), (len(self.files), "file"))
        return ", ".join(number(count, word) for count, word in counted if count)


class Handling(NamedTuple):
    """What an engineer may change; `engineer` is who would take the ticket, None where they have it.

    `version` and `newest` say how the ticket stands on the page: what others do meanwhile is told before it is taken.
    """

    path: str
    engineer: int | None
    version: int
    newest: int
    set_status: bool
    set_priority: bool
    change_issue_type: bool
    ask: bool


class Link(NamedTuple):
    """Another ticket as a fact of this one: what it is to it, and where it is."""

    label: str
    reference: str
    href: str


class Facts(NamedTuple):
    """The list at the side: what the ticket is, who has it until when, and for engineers where more is known."""

    status: Status
    is_mine: bool
    priority: str | None
    levels: str
    engineer: str
    requester: str
    requester_href: str
    organisation: str
    organisation_href: str
    created: Markup
    target: Target | None
    mail: str
    answered_late: bool
    links: tuple[Link, ...]
    handling: Handling | None


class LinkedTicket(NamedTuple):
    """A ticket that engineers have linked with this one; `remove` is where that is ended."""

    how: str
    reference: str
    subject: str
    status: Status
    href: str
    remove: str


class Linked(NamedTuple):
    """What engineers know of other tickets about the same matter, and what they may do about it."""

    path: str
    tickets: tuple[LinkedTicket, ...]
    separates: bool


class ReplyBox(NamedTuple):
    """Where one writes, a message or an internal note, and what else can be done with what is written."""

    path: str
    is_note: bool
    hint: str
    body: str
    error: str
    saved: str
    asks: bool
    files: tuple[StoredFile, ...]
    files_problem: str
    by_engineer: bool
    cancels: bool
    resolves: bool
    reopens: bool
    # Number and name of the answer templates, for engineers.
    templates: tuple[tuple[int, str], ...] = ()


class Resource(NamedTuple):
    """A UUID that the answers name, and where the other tickets about it are."""

    label: str
    uuid: str
    href: str
