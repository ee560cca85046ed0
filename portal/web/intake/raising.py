"""From a finished draft to the ticket that is raised: only what was asked, and what the server computed."""

from __future__ import annotations

from collections.abc import Sequence

from forms import IssueType, SummaryRow, is_private, organisation_of, priority_of, subject_of, summarise
from portal.tickets.opening import NewTicket
from portal.tickets.rows import Answer
from portal.vocabulary import FulfilmentKind, Kind, Level, Priority, Visibility
from portal.web.catalogue import category_of
from portal.web.intake.work import Work
from portal.web.listing import is_number

# These stand elsewhere on a ticket: as its title, and as its list of files.
_APART = ("subject", "attachments")


def new_ticket(work: Work) -> NewTicket:
    """What a sound draft asks for; nothing in it comes from the request directly."""
    issue_type, answers, around = work.issue_type, work.answers, work.surroundings
    rows = summarise(issue_type, answers, around)
    priority = priority_of(issue_type, answers)
    private = is_private(issue_type, answers)
    return NewTicket(
        subject=subject_of(issue_type, answers, around),
        issue_type=issue_type.key,
        issue_type_label=issue_type.label,
        category_label=category_of(issue_type).label,
        kind=Kind(issue_type.kind),
        visibility=Visibility.PRIVATE if private else Visibility.SHARED,
        answers=tuple(answer for row in rows if row.key not in _APART for answer in answers_of(row)),
        organisation_id=organisation_id(work),
        always_private=issue_type.sharing == "private",
        needs_approval=issue_type.approval != "none",
        fulfilment=FulfilmentKind(issue_type.fulfilment) if issue_type.fulfilment != "none" else None,
        concerns=_concerned(issue_type, rows),
        urgency=_level(work, "urgency"),
        impact=_level(work, "impact"),
        priority=Priority(priority) if priority else None,
        resources=tuple(uuid for row in rows if row.kind == "uuids" for uuid in row.values),
        draft_id=work.draft.id,
        file_fields=work.file_fields(),
    )


def organisation_id(work: Work) -> int | None:
    """The organisation that the ticket will belong to, as far as the answers say."""
    key = organisation_of(work.issue_type, work.answers, work.surroundings)
    return int(key) if key else None


def answers_of(row: SummaryRow) -> tuple[Answer, ...]:
    """The answer, and after it the caution that its author saw: engineers have to see it too."""
    answer = Answer(row.key, row.label, row.kind, row.text, row.section, tuple(map(str, row.values)))
    if not row.warning:
        return (answer,)
    caution = Answer(f"{row.key}-caution", f"{row.label}: to check", "text", row.warning, row.section)
    return (answer, caution)


def _concerned(issue_type: IssueType, rows: Sequence[SummaryRow]) -> int | None:
    """The member whose access the request would end: as it was read, which is what is carried out."""
    if issue_type.fulfilment != "offboard":
        return None
    number = next((str(row.values[0]) for row in rows if row.key == "employee" and row.values), "")
    return int(number) if is_number(number) else None


def _level(work: Work, key: str) -> Level | None:
    if work.issue_type.priority.asked == "no":
        return None
    value = next(iter(work.answers.get(key, ())), "")
    return Level(value) if value in set(Level) else None
