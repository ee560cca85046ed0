"""The pages of a new ticket."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

from forms import IssueType, Offer
from portal.tickets.draft_rows import Edition
from portal.tickets.rows import TicketRow
from portal.vocabulary import Priority
from portal.web.pages.base import Page
from portal.web.pages.files import StoredFile


@dataclass(frozen=True)
class Option:
    """A category or an issue type that can be chosen."""

    key: str
    label: str
    description: str
    href: str
    current: bool
    icon: str = ""
    incident: bool = False


@dataclass(frozen=True)
class NewPage(Page):
    """Step 1: categories, then the issue types of one, then the description of one."""

    template: ClassVar[str] = "intake/new.html"
    nav: ClassVar[str] = "new"
    title: ClassVar[str] = "New ticket"

    categories: tuple[Option, ...]
    issue_types: tuple[Option, ...]
    chosen: IssueType | None
    action: str
    field_name: str
    category_label: str = ""
    draft_id: str | None = None


@dataclass(frozen=True)
class Like:
    """An earlier ticket that may hold the answer: the same resource, or a like subject."""

    subject: str
    href: str
    line: str


@dataclass(frozen=True)
class Mention:
    """An earlier ticket that names a resource: the beginning of its UUID, the ticket, how it stands."""

    start: str
    label: str
    href: str
    state: str


@dataclass(frozen=True)
class Other:
    """What another window saved for a question, where it is not what stands in this one."""

    label: str
    text: str


@dataclass(frozen=True)
class StepPage(Page):
    """What both steps over a draft show; `endpoint` is the address of the step."""

    endpoint: ClassVar[str]

    draft_id: str
    edition: Edition
    issue_type: IssueType
    form: Any
    has_errors: bool = False
    saved: str = ""
    announcement: str = ""
    overtaken: bool = False
    others: tuple[Other, ...] = ()


@dataclass(frozen=True)
class DetailsPage(StepPage):
    """Step 2: the fields of the issue type."""

    template: ClassVar[str] = "intake/details.html"
    endpoint: ClassVar[str] = "intake.details"
    nav: ClassVar[str] = "new"

    category_label: str = ""
    upload_url: str = ""
    files: Mapping[str, tuple[StoredFile, ...]] = field(default_factory=dict)
    likes: tuple[Like, ...] = ()
    mentions: Mapping[str, tuple[Mention, ...]] = field(default_factory=dict)
    offers: tuple[Offer, ...] = ()

    @property
    def title(self) -> str:
        """Differs from the titles of the other steps."""
        return f"{self.issue_type.label}: details"

    @property
    def uploads(self) -> dict[str, dict[str, Any]]:
        """For each field that takes files: where they go at once, and what is stored already."""
        return {
            field.name: {"url": self.upload_url, "stored": self.files.get(field.name, ())}
            for field in self.form
            if field.widget_name == "files"
        }


@dataclass(frozen=True)
class Result:
    """What urgency and impact make: the priority, and what we promise for it."""

    priority: Priority
    urgency: str
    impact: str
    answer_due_at: datetime | None
    updates: str


@dataclass(frozen=True)
class AnswerRow:
    """One question with its answer, and where it can be changed."""

    label: str
    text: str
    change_href: str | None = None
    mono: bool = False


@dataclass(frozen=True)
class PriorityPage(StepPage):
    """Step 3: priority, all answers, who will see it, Create."""

    template: ClassVar[str] = "intake/priority.html"
    endpoint: ClassVar[str] = "intake.priority"
    nav: ClassVar[str] = "new"

    subject: str = ""
    result: Result | None = None
    rows: tuple[AnswerRow, ...] = ()
    warnings: tuple[str, ...] = ()
    fixed: str = ""
    approval: str = ""
    address: str = ""
    seen_by: str = ""
    on_behalf_of: str = ""

    @property
    def title(self) -> str:
        """Differs from the titles of the other steps."""
        return f"{self.issue_type.label}: priority and sharing"


@dataclass(frozen=True)
class CreatedPage(Page):
    """What happens after Create, and by when."""

    template: ClassVar[str] = "intake/created.html"

    row: TicketRow
    address: str
    approvers: str
    seen_by: str

    @property
    def title(self) -> str:
        """Names the ticket."""
        return f"{self.row.reference} is created"


@dataclass(frozen=True)
class AlreadySentPage(Page):
    """Says that a draft is a ticket by now (UX-14)."""

    template: ClassVar[str] = "intake/already_sent.html"

    reference: str
    created_url: str

    @property
    def title(self) -> str:
        """Names the ticket."""
        return f"Already sent as {self.reference}"
