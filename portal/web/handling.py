"""What engineers decide about a ticket: who works on it, its status, its priority."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for
from flask_wtf import FlaskForm

from forms import Choice
from forms.desk import Assign, ChangePriority, ChangeStatus
from portal.accounts.queries import engineers
from portal.errors import Conflict, Rejected
from portal.policy import Action, require
from portal.states import CHOOSABLE, STATES, Move, after, can
from portal.tickets import desk
from portal.tickets.queries import get_visible
from portal.tickets.rows import TicketRow
from portal.vocabulary import Priority
from portal.web.forms import blame
from portal.web.guards import current_actor, engineers_only
from portal.web.pages.desk import ChangePage
from portal.web.responses import announce, came_from, respond, see_other

blueprint = Blueprint("handling", __name__, url_prefix="/servicedesk/tickets/<reference>")


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
    row = _row(reference, Action.ASSIGN)
    form = AssignForm(engineer=str(row.engineer_id or ""))
    form.engineer.choices = tuple(Choice(str(person.id), person.name) for person in engineers())
    if form.validate_on_submit():
        number = str(form.engineer.data)
        try:
            desk.assign(current_actor(), reference, int(number) if number else None)
        except Rejected as refusal:
            return _page(row, blame(form, "engineer", refusal), "Assign", "The engineer gets a mail.", 422)
        return _done(row, _taken(row, number, form.engineer.choices))
    return _page(row, form, "Assign", "The engineer gets a mail.", 422 if form.errors else 200)


@blueprint.route("/status", methods=["GET", "POST"])
@engineers_only
def set_status(reference: str) -> Response:
    """Move the ticket along, with a reason."""
    row = _row(reference, Action.SET_STATUS)
    form = StatusForm()
    moves = tuple(move for move in CHOOSABLE if can(move, row.status))
    form.status.choices = tuple(Choice(move, STATES[after(move)].short) for move in moves)
    if form.validate_on_submit():
        move = Move(str(form.status.data))
        try:
            desk.set_status(current_actor(), reference, move, str(form.reason.data))
        except Conflict as conflict:
            return _page(row, blame(form, "status", conflict), "Change status", _READ_BY_REQUESTER, 409)
        return _done(row, f"{row.reference} is now “{STATES[after(move)].short}”.")
    return _page(row, form, "Change status", _READ_BY_REQUESTER, 422 if form.errors else 200)


@blueprint.route("/priority", methods=["GET", "POST"])
@engineers_only
def set_priority(reference: str) -> Response:
    """Change the priority, with a reason."""
    row = _row(reference, Action.SET_PRIORITY)
    form = PriorityForm(priority=row.priority or "")
    if form.validate_on_submit():
        priority = Priority(str(form.priority.data))
        desk.set_priority(current_actor(), reference, priority, str(form.reason.data))
        return _done(row, f"{row.reference} is now {priority}.")
    lead = f"{_READ_BY_REQUESTER} The target counts from when the ticket came in."
    return _page(row, form, "Change priority", lead, 422 if form.errors else 200)


def _row(reference: str, action: Action) -> TicketRow:
    row = get_visible(current_actor(), reference).row
    require(current_actor(), row, action)
    return row


def _page(row: TicketRow, form: FlaskForm, heading: str, lead: str, status: int) -> Response:
    path = url_for("tickets.ticket", reference=row.reference)
    return respond(ChangePage(row, path, request.path, form, heading, lead), "desk/_change.html", status)


def _done(row: TicketRow, words: str) -> Response:
    announce(words)
    if request.form.get("from") == "desk":
        queue = url_for("desk.queue")
        return see_other(came_from(queue) or queue)
    return see_other(url_for("tickets.ticket", reference=row.reference))


def _taken(row: TicketRow, number: str, choices: tuple[Choice, ...]) -> str:
    if not number:
        return f"Nobody has {row.reference} now."
    if number == str(current_actor().person_id):
        return f"You have taken {row.reference}."
    return f"{next(choice.label for choice in choices if choice.value == number)} has {row.reference} now."
