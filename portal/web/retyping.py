"""Engineers give a ticket another issue type, and see before what becomes of its answers."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, request
from flask_wtf import FlaskForm

from forms import Choice, IssueType, missing
from forms.issue_type import ChangeIssueType
from portal.accounts.queries import actor_of_person
from portal.errors import Conflict, Rejected, Stale
from portal.policy import Action
from portal.tickets.retyping import OtherType, change_issue_type
from portal.tickets.rows import TicketRow, WholeTicket
from portal.tickets.stale import seen_now
from portal.vocabulary import Kind
from portal.web.catalogue import catalogue, category_of
from portal.web.failures import status_of
from portal.web.forms import blame
from portal.web.guards import current_actor, engineers_only
from portal.web.information.questions import kept_answers, known_of
from portal.web.intake.surroundings import surroundings_of
from portal.web.meanwhile import meanwhile_of
from portal.web.pages.retyping import Consequences, IssueTypePage
from portal.web.reached import back_to_ticket, path_to, seen_at_first, seen_by_form, whole_for
from portal.web.responses import respond

blueprint = Blueprint("retyping", __name__, url_prefix="/servicedesk/tickets/<reference>/issue-type")


class IssueTypeForm(ChangeIssueType, FlaskForm):
    """The other issue type, and why."""


@blueprint.get("")
@engineers_only
def choose(reference: str) -> Response:
    """Which issue type it is, and why."""
    whole = whole_for(reference, Action.CHANGE_ISSUE_TYPE)
    return respond(_page(whole, _form(whole.row)))


@blueprint.post("")
@engineers_only
def change(reference: str) -> Response:
    """Give the ticket another issue type; "Update" says what that would mean, and changes nothing."""
    whole = whole_for(reference, Action.CHANGE_ISSUE_TYPE)
    form = _form(whole.row)
    if "update" in request.values:
        return respond(_page(whole, form), "retyping/_change.html")
    if not form.validate():
        return respond(_page(whole, form), status=422)
    other = _other(whole, _chosen(whole.row, str(form["issue_type"].data)))
    try:
        number = change_issue_type(
            current_actor(), whole.row.reference, other, str(form["reason"].data), seen=seen_by_form()
        )
    except Stale as stale:
        page = replace(_page(whole, blame(form, "issue_type", stale)), seen=seen_now(whole.row))
        told = meanwhile_of(whole.row, current_actor(), seen_at_first(whole.row).entry)
        return respond(replace(page, meanwhile=told), status=status_of(stale))
    except (Rejected, Conflict) as refusal:
        return respond(_page(whole, blame(form, "issue_type", refusal)), status=status_of(refusal))
    asked = f" {whole.row.requester_name} is asked for what is missing." if number is not None else ""
    return back_to_ticket(whole.row.reference, f"{whole.row.reference} is now {other.label}.{asked}")


def _form(row: TicketRow) -> IssueTypeForm:
    form = IssueTypeForm()
    form.issue_type.choices = tuple(
        Choice(found.key, f"{found.label} ({category_of(found).label})") for found in _possible(row)
    )
    return form


def _possible(row: TicketRow) -> tuple[IssueType, ...]:
    """What the ticket may become: nothing that has to be approved or is carried out by a button."""
    offered = catalogue().offered(row.organisation_id is not None)
    types = (found for category in offered for found in category.issue_types)
    return tuple(t for t in types if t.key != row.issue_type and t.approval == "none" and t.fulfilment == "none")


def _chosen(row: TicketRow, key: str) -> IssueType:
    return next(found for found in _possible(row) if found.key == key)


def _other(whole: WholeTicket, issue_type: IssueType) -> OtherType:
    """What the ticket becomes, as its answers stand now."""
    row = whole.row
    requester = actor_of_person(row.requester_id) or current_actor()
    organisation = str(row.organisation_id) if row.organisation_id is not None else None
    around = replace(surroundings_of(requester, issue_type, (), "details"), organisation=organisation)
    kept = kept_answers(current_actor(), row, issue_type, around)
    specs = issue_type.by_key
    return OtherType(
        key=issue_type.key,
        label=issue_type.label,
        category_label=category_of(issue_type).label,
        kind=Kind(issue_type.kind),
        always_private=issue_type.sharing == "private",
        has_priority=issue_type.priority.asked != "no",
        kept=tuple(
            answer._replace(label=specs[answer.key].label, section=specs[answer.key].section)
            for answer in whole.answers
            if answer.key in specs and answer.key in kept
        ),
        missing=tuple(missing(issue_type, kept, around, known_of(row, kept))),
    )


def _page(whole: WholeTicket, form: IssueTypeForm) -> IssueTypePage:
    chosen = str(form["issue_type"].data or "")
    found = next((one for one in _possible(whole.row) if one.key == chosen), None)
    return IssueTypePage(
        row=whole.row,
        path=path_to(whole.row.reference),
        action=request.path,
        form=form,
        consequences=_consequences(whole, _other(whole, found)) if found else None,
        seen=seen_at_first(whole.row),
    )


def _consequences(whole: WholeTicket, other: OtherType) -> Consequences:
    kept = {answer.key for answer in other.kept}
    row = whole.row
    notes = []
    if other.always_private and (row.is_shared or row.participants):
        notes.append(f"{other.label} is always private: only {row.requester_name} and engineers see it from then on.")
    if not other.has_priority and row.priority is not None:
        notes.append("Tickets of this type have no priority and no promised times.")
    return Consequences(
        kept=tuple(answer.label for answer in other.kept),
        earlier=tuple(answer.label for answer in whole.answers if answer.key not in kept and answer.text),
        missing=other.missing,
        notes=tuple(notes),
    )
