"""Step 3 as a page: the priority and its promise, every answer, and who will see the ticket."""

from __future__ import annotations

from typing import Any

from flask import url_for

from forms import PRIVATE, SummaryRow, is_private, subject_of, summarise
from portal.policy import Place
from portal.settings import current
from portal.web.intake.audience import APPROVERS, administrators_of, head_count
from portal.web.intake.promises import result_of
from portal.web.intake.raising import organisation_id
from portal.web.intake.saving import saved_time
from portal.web.intake.work import Work
from portal.web.listing import is_number
from portal.web.pages.intake import AnswerRow, Other, PriorityPage
from portal.web.wording import number


def priority_page(
    work: Work, form: Any, others: tuple[Other, ...] | None = None, announcement: str = ""
) -> PriorityPage:
    """The page; `others` where another window was faster."""
    place = work.actor.place(organisation_id(work))
    rows = summarise(work.issue_type, work.answers, work.surroundings)
    return PriorityPage(
        draft_id=work.draft.id,
        edition=work.edition,
        issue_type=work.issue_type,
        form=form,
        has_errors=bool(form.problems()),
        saved=saved_time(work.draft) if work.draft.version else "",
        announcement=announcement,
        overtaken=others is not None,
        others=others or (),
        subject=subject_of(work.issue_type, work.answers, work.surroundings),
        result=result_of(work.actor, work.issue_type, work.answers, place.organisation_id if place else None),
        rows=tuple(_row(work, row) for row in rows if row.step == "details"),
        warnings=tuple(row.warning for row in rows if row.warning),
        fixed=_fixed(work, place),
        approval=_approval(work, place),
        address=work.actor.address,
        seen_by=_seen_by(work, place),
        on_behalf_of=place.name if place else "",
    )


def _row(work: Work, row: SummaryRow) -> AnswerRow:
    href = url_for("intake.details", draft_id=work.draft.id, _anchor=row.key)
    return AnswerRow(row.label, row.text, href, mono=row.kind == "uuids")


def _fixed(work: Work, place: Place | None) -> str:
    """Why there is nothing to choose about who sees it; empty where there is."""
    if work.issue_type.sharing == PRIVATE:
        seers = f"you, our engineers and {APPROVERS}" if _needs_approval(work, place) else "you and our engineers"
        return f"Only {seers} see it. A request of this type is always private."
    if not work.actor.paid_places:
        return "Only you and our engineers see it."
    return ""


def _needs_approval(work: Work, place: Place | None) -> bool:
    return work.issue_type.approval != "none" and not (place is not None and place.is_administrator)


def _approval(work: Work, place: Place | None) -> str:
    """Who has to agree before engineers act; empty where nobody has to."""
    if not _needs_approval(work, place):
        return ""
    if place is None:
        return "An administrator of the organisation must approve this request before our engineers act on it."
    named = administrators_of(place.organisation_id, _concerned(work))
    if not named:
        return (
            f"Nobody at {place.name} can approve this request as it stands: somebody else has to administer it first. "
            f"Write to {current().brand.support_email}, and we help."
        )
    return f"An administrator of {place.name} ({named}) must approve this request before our engineers act on it."


def _concerned(work: Work) -> int | None:
    """The member whose access the request would end."""
    employee = next(iter(work.answers.get("employee", ())), "")
    return int(employee) if work.issue_type.fulfilment == "offboard" and is_number(employee) else None


def _seen_by(work: Work, place: Place | None) -> str:
    if work.issue_type.sharing != PRIVATE and work.actor.paid_places and not work.answers.get("sharing"):
        return "Not chosen yet"
    if is_private(work.issue_type, work.answers) or place is None:
        return f"You, our engineers and {APPROVERS}" if _needs_approval(work, place) else "You and our engineers"
    return f"{number(head_count(work.actor, place.organisation_id), 'person', 'people')} and our engineers"
