"""What queries give away: frozen rows, never a table's model; tuples where a page makes many of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from portal.settings import current
from portal.states import STATES, Turn
from portal.vocabulary import (
    Approval,
    DueKind,
    EntryKind,
    Following,
    FulfilmentKind,
    Kind,
    Level,
    Priority,
    Source,
    Status,
    Visibility,
)


def reference_of(ticket_id: int) -> str:
    """How a ticket is called everywhere: SC-1042."""
    return current().reference_of(ticket_id)


def rank_of(priority: Priority | None) -> int:
    """What lists sort by: 1 for P1 to 4 for P4, 9 for none."""
    return int(priority[1]) if priority else 9


# Instead of the number of a requester who left the ticket's organisation, and what stands behind their name then.
GONE = -1
LEFT = "(left)"


class TicketRow(NamedTuple):
    """A ticket as a list or a page shows it; it satisfies `policy.TicketFacts`. Lists make many of them.

    A requester who left its organisation is `GONE`: nobody's number is that, so no rule takes anybody for them.
    """

    id: int
    subject: str
    issue_type: str
    issue_type_label: str
    category_label: str
    kind: Kind
    source: Source
    requester_id: int
    requester_name: str
    organisation_id: int | None
    organisation_name: str | None
    engineer_id: int | None
    engineer_name: str | None
    visibility: Visibility
    always_private: bool
    status: Status
    approval: Approval
    urgency: Level | None
    impact: Level | None
    priority: Priority | None
    plan: str
    opened_at: datetime
    changed_at: datetime
    answer_due_at: datetime | None
    answered_at: datetime | None
    resolved_at: datetime | None
    # A customer wrote after it was resolved, and nobody has said yet what that means.
    after_resolve_at: datetime | None
    finished_at: datetime | None
    # The number of the finished ticket that this one goes on with.
    follows_id: int | None
    # The number of the ticket that this one became a part of.
    merged_into_id: int | None
    fulfilment: FulfilmentKind | None
    # The number of the person whose access it would end.
    concerns_id: int | None
    # How often it was changed.
    version: int
    # `clock.STANDS` while nothing is promised, `clock.NEVER` once it is finished.
    due_at: datetime
    due_kind: DueKind | None
    waiting_since: datetime | None
    # The numbers of the participants, with a comma between them.
    participants_text: str | None

    @property
    def participants(self) -> frozenset[int]:
        """The numbers of those who see it because somebody added them; they have to be members still."""
        return frozenset(map(int, self.participants_text.split(","))) if self.participants_text else frozenset()

    @property
    def has_requester(self) -> bool:
        """Whether its requester has not left its organisation, so that somebody can be asked."""
        return self.requester_id != GONE

    @property
    def reference(self) -> str:
        """SC-1042."""
        return reference_of(self.id)

    @property
    def turn(self) -> Turn:
        """Whose turn it is."""
        return STATES[self.status].turn

    @property
    def is_shared(self) -> bool:
        """Whether the organisation's people see it."""
        return self.visibility is Visibility.SHARED


class Answer(NamedTuple):
    """One answered question, with the words it was asked in."""

    key: str
    label: str
    kind: str
    text: str
    section: str = ""
    # What was chosen, as the form posts it: what a program goes on with, while people read the text.
    values: tuple[str, ...] = ()

    @property
    def mono(self) -> bool:
        """Whether it is compared character by character, and so is set in letters of one width."""
        return self.kind == "uuids"

    @classmethod
    def of(cls, document: dict[str, Any]) -> Answer:
        """The answer as the ticket keeps it; what newer versions add is left out."""
        key, label, kind, text = document["key"], document["label"], document["kind"], document["text"]
        return cls(key, label, kind, text, document.get("section", ""), tuple(document.get("values", ())))


class WholeTicket(NamedTuple):
    """Everything about a ticket but its timeline and files."""

    row: TicketRow
    answers: tuple[Answer, ...]
    following: Following | None
    reply_draft: str
    reply_draft_at: datetime | None


class EntryRow(NamedTuple):
    """One thing in the timeline."""

    id: int
    kind: EntryKind
    actor_id: int | None
    actor_name: str
    by_engineer: bool
    source: Source
    body: str
    data: dict[str, Any]
    created_at: datetime


# The fields of files that wait for their author's message or internal note; until it is sent only they see them.
REPLY = "reply"
NOTE = "reply-note"
# Files of a mail: apart, so that what waits in the reply box of the portal stays there.
MAIL = "reply-mail"
# Files of answers in a form that an engineer asked to be filled in.
INFORMATION = "reply-information"
UNSENT = (REPLY, NOTE, MAIL, INFORMATION)


class FileRow(NamedTuple):
    """A stored file of a ticket; `entry_id` is None for a file of the form."""

    id: str
    entry_id: int | None
    field: str
    name: str
    size: int


class HistoryFilter(NamedTuple):
    """What a list of tickets is asked for; every part is in the page's address."""

    whose: str = "mine"
    organisation_id: int | None = None
    state: str = "open"
    text: str = ""
    issue_type: str = ""
    priority: Priority | None = None
    requester_id: int | None = None
    engineer_id: int | None = None
    unassigned: bool = False
    changed_days: int | None = None
    sort: str = "changed"
    descending: bool = True
    after: str = ""
    before: str = ""
    limit: int = 25


@dataclass(frozen=True)
class HistorySlice:
    """One page of a list; `after` and `before` are the marks of its neighbours, empty where there is none."""

    rows: tuple[TicketRow, ...]
    after: str = ""
    before: str = ""


@dataclass(frozen=True)
class Counts:
    """How many tickets stand behind each tab and chip; a count of 100 reads as "99+"."""

    by_tab: dict[str, int] = field(default_factory=dict)
    by_state: dict[str, int] = field(default_factory=dict)
