"""What engineers decide about a ticket: who works on it, its status, its priority."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, Response, request
from flask_wtf import FlaskForm

from forms import Choice
from forms.desk import Assign, ChangePriority, ChangeStatus
from portal.accounts.queries import engineers
from portal.errors import Conflict, DomainError, Rejected
from portal.policy import Action
from portal.states import CHOOSABLE, STATES, Move, after, can
from portal.tickets import desk
from portal.tickets.rows import TicketRow
from portal.tickets.stale import seen_now
from portal.vocabulary import Priority
from portal.web.failures import status_of
from portal.web.forms import blame
from portal.web.guards import current_actor, engineers_only
from portal.web.meanwhile import meanwhile_of
from portal.web.pages.desk import ChangePage
from portal.web.pages.timeline_parts import Meanwhile
from portal.web.reached import back_to_ticket, path_to, seen_by_form, ticket_for
from portal.web.responses import respond

blueprint = Blueprint("handling", __name__, url_prefix="/servicedesk/tickets/<reference>")


_READ_BY_ENGINEER = "The engineer gets a mail."
_READ_BY_REQUESTER = "The requester gets a mail with the reason."


class AssignForm(Assign, FlaskForm):
    """Who works on the ticket."""


class StatusForm(ChangeStatus, FlaskForm):
    """The next status, and why."""


class PriorityForm(ChangePriority, FlaskForm):
    """The new priority, and why."""


@blueprint.route("/assign", methods=["GET", "POST"])
@engineers_only
def assign(reference: str) -> Response:
    """Give the ticket to an engineer, or to nobody."""
    row = ticket_for(reference, Action.ASSIGN)
    form = AssignForm(engineer=str(row.engineer_id or ""))
    form.engineer.choices = tuple(Choice(str(person.id), person.name) for person in engineers())
    if form.validate_on_submit():
        number = str(form.engineer.data)
        try:
            desk.assign(current_actor(), reference, int(number) if number else None, seen=seen_by_form())
        except (Rejected, Conflict) as refusal:
            return _refused(row, form, "engineer", refusal, "Assign", _READ_BY_ENGINEER)
        return back_to_ticket(row.reference, _taken(row, number, form.engineer.choices))
    return _page(row, form, "Assign", _READ_BY_ENGINEER)


@blueprint.route("/status", methods=["GET", "POST"])
@engineers_only
def set_status(reference: str) -> Response:
    """Move the ticket along, with a reason."""
    row, form = ticket_for(reference, Action.SET_STATUS), StatusForm()
    # What could be chosen a moment ago is told apart from what never could.
    form.status.choices = _moves(move for move in CHOOSABLE if request.method == "POST" or can(move, row.status))
    if form.validate_on_submit():
        move = Move(str(form.status.data))
        try:
            desk.set_status(current_actor(), reference, move, str(form.reason.data), seen=seen_by_form())
        except Conflict as conflict:
            form.status.choices = _moves(move for move in CHOOSABLE if can(move, row.status))
            return _refused(row, form, "status", conflict, "Change status", _READ_BY_REQUESTER)
        return back_to_ticket(row.reference, f"{row.reference} is now “{STATES[after(move)].short}”.")
    return _page(row, form, "Change status", _READ_BY_REQUESTER)


@blueprint.route("/priority", methods=["GET", "POST"])
@engineers_only
def set_priority(reference: str) -> Response:
    """Change the priority, with a reason."""
    row = ticket_for(reference, Action.SET_PRIORITY)
    form = PriorityForm(priority=row.priority or "")
    lead = f"{_READ_BY_REQUESTER} The target counts from when the ticket came in."
    if form.validate_on_submit():
        priority = Priority(str(form.priority.data))
        try:
            desk.set_priority(current_actor(), reference, priority, str(form.reason.data), seen=seen_by_form())
        except Conflict as conflict:
            return _refused(row, form, "priority", conflict, "Change priority", lead)
        return back_to_ticket(row.reference, f"{row.reference} is now {priority}.")
    return _page(row, form, "Change priority", lead)


def _moves(moves: Iterable[Move]) -> tuple[Choice, ...]:
    return tuple(Choice(move, STATES[after(move)].short) for move in moves)


def _page(row: TicketRow, form: FlaskForm, heading: str, lead: str) -> Response:
    return _shown(row, form, heading, lead, 422 if form.errors else 200)


def _refused(row: TicketRow, form: FlaskForm, field: str, refusal: DomainError, heading: str, lead: str) -> Response:
    """What was typed, once more, beside what arrived meanwhile; sent again from here it is taken."""
    meanwhile = meanwhile_of(row, current_actor(), seen.entry) if (seen := seen_by_form()) else ()
    return _shown(row, blame(form, field, refusal), heading, lead, status_of(refusal), meanwhile)


def _shown(
    row: TicketRow, form: FlaskForm, heading: str, lead: str, status: int, meanwhile: tuple[Meanwhile, ...] = ()
) -> Response:
    page = ChangePage(row, path_to(row.reference), request.path, form, heading, lead, seen_now(row), meanwhile)
    return respond(page, "desk/_change.html", status)


def _taken(row: TicketRow, number: str, choices: tuple[Choice, ...]) -> str:
    if not number:
        return f"Nobody has {row.reference} now."
    if number == str(current_actor().person_id):
        return f"You have taken {row.reference}."
    return f"{next(choice.label for choice in choices if choice.value == number)} has {row.reference} now."
