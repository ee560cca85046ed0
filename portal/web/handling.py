"""What engineers decide about a ticket: who works on it, its status, its priority."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, Response, request, url_for
from flask_wtf import FlaskForm

from forms import Choice
from forms.desk import Assign, ChangePriority, ChangeStatus
from portal.accounts.queries import engineers
from portal.errors import Conflict, DomainError, Rejected
from portal.policy import Action, require
from portal.states import CHOOSABLE, STATES, Move, after, can
from portal.tickets import desk
from portal.tickets.queries import get_visible
from portal.tickets.rows import TicketRow
from portal.tickets.stale import Seen, seen_now
from portal.vocabulary import Priority
from portal.web.failures import status_of
from portal.web.forms import blame
from portal.web.guards import current_actor, engineers_only
from portal.web.listing import is_number
from portal.web.meanwhile import meanwhile_of
from portal.web.pages.desk import ChangePage
from portal.web.pages.ticket_parts import Meanwhile
from portal.web.responses import announce, respond, see_other

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
    row = _row(reference, Action.ASSIGN)
    form = AssignForm(engineer=str(row.engineer_id or ""))
    form.engineer.choices = tuple(Choice(str(person.id), person.name) for person in engineers())
    if form.validate_on_submit():
        number = str(form.engineer.data)
        try:
            desk.assign(current_actor(), reference, int(number) if number else None, seen=_seen())
        except (Rejected, Conflict) as refusal:
            return _refused(row, form, "engineer", refusal, "Assign", _READ_BY_ENGINEER)
        return _done(row, _taken(row, number, form.engineer.choices))
    return _page(row, form, "Assign", _READ_BY_ENGINEER)


@blueprint.route("/status", methods=["GET", "POST"])
@engineers_only
def set_status(reference: str) -> Response:
    """Move the ticket along, with a reason."""
    row, form = _row(reference, Action.SET_STATUS), StatusForm()
    # What could be chosen a moment ago is told apart from what never could.
    form.status.choices = _moves(move for move in CHOOSABLE if request.method == "POST" or can(move, row.status))
    if form.validate_on_submit():
        move = Move(str(form.status.data))
        try:
            desk.set_status(current_actor(), reference, move, str(form.reason.data), seen=_seen())
        except Conflict as conflict:
            form.status.choices = _moves(move for move in CHOOSABLE if can(move, row.status))
            return _refused(row, form, "status", conflict, "Change status", _READ_BY_REQUESTER)
        return _done(row, f"{row.reference} is now “{STATES[after(move)].short}”.")
    return _page(row, form, "Change status", _READ_BY_REQUESTER)


@blueprint.route("/priority", methods=["GET", "POST"])
@engineers_only
def set_priority(reference: str) -> Response:
    """Change the priority, with a reason."""
    row = _row(reference, Action.SET_PRIORITY)
    form = PriorityForm(priority=row.priority or "")
    lead = f"{_READ_BY_REQUESTER} The target counts from when the ticket came in."
    if form.validate_on_submit():
        priority = Priority(str(form.priority.data))
        try:
            desk.set_priority(current_actor(), reference, priority, str(form.reason.data), seen=_seen())
        except Conflict as conflict:
            return _refused(row, form, "priority", conflict, "Change priority", lead)
        return _done(row, f"{row.reference} is now {priority}.")
    return _page(row, form, "Change priority", lead)


def _moves(moves: Iterable[Move]) -> tuple[Choice, ...]:
    return tuple(Choice(move, STATES[after(move)].short) for move in moves)


def _row(reference: str, action: Action) -> TicketRow:
    row = get_visible(current_actor(), reference).row
    require(current_actor(), row, action)
    return row


def _seen() -> Seen | None:
    """How the ticket stood on the page that this form is from; None where it does not say."""
    version, newest = request.form.get("version", ""), request.form.get("newest", "")
    return Seen(int(version), int(newest) if is_number(newest) else 0) if is_number(version) else None


def _page(row: TicketRow, form: FlaskForm, heading: str, lead: str) -> Response:
    return _shown(row, form, heading, lead, 422 if form.errors else 200)


def _refused(row: TicketRow, form: FlaskForm, field: str, refusal: DomainError, heading: str, lead: str) -> Response:
    """What was typed, once more, beside what arrived meanwhile; sent again from here it is taken."""
    meanwhile = meanwhile_of(row, current_actor(), seen.entry) if (seen := _seen()) else ()
    return _shown(row, blame(form, field, refusal), heading, lead, status_of(refusal), meanwhile)


def _shown(
    row: TicketRow, form: FlaskForm, heading: str, lead: str, status: int, meanwhile: tuple[Meanwhile, ...] = ()
) -> Response:
    path = url_for("tickets.ticket", reference=row.reference)
    page = ChangePage(row, path, request.path, form, heading, lead, seen_now(row), meanwhile)
    return respond(page, "desk/_change.html", status)


def _done(row: TicketRow, words: str) -> Response:
    announce(words)
    return see_other(url_for("tickets.ticket", reference=row.reference))


def _taken(row: TicketRow, number: str, choices: tuple[Choice, ...]) -> str:
    if not number:
        return f"Nobody has {row.reference} now."
    if number == str(current_actor().person_id):
        return f"You have taken {row.reference}."
    return f"{next(choice.label for choice in choices if choice.value == number)} has {row.reference} now."
