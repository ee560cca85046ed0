"""Who sees one ticket beside those who see it anyway: somebody is added, with what that means, and taken off again."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for
from flask_wtf import FlaskForm

from forms import Choice
from forms.participants import AddParticipant
from portal.errors import Rejected
from portal.policy import Action, Actor, require
from portal.tickets import participants
from portal.tickets.rows import TicketRow
from portal.web.forms import blame
from portal.web.guards import current_actor, signed_in
from portal.web.listing import is_number
from portal.web.pages.confirm import ConfirmPage
from portal.web.pages.participants import AddingPage
from portal.web.reached import back_to_ticket, path_to, ticket_for
from portal.web.responses import announce, respond, see_other

blueprint = Blueprint("participants", __name__, url_prefix="/servicedesk/tickets/<reference>/participants")
_PERSON = "/<int(max=2147483647):person_id>/remove"


class AddForm(AddParticipant, FlaskForm):
    """Who is added."""


@blueprint.get("")
@signed_in
def ask_whom(reference: str) -> Response:
    """Ask who is added, and say what that means."""
    row = ticket_for(reference, Action.CHOOSE_PARTICIPANTS)
    return respond(_adding(row, _form(row)))


@blueprint.post("")
@signed_in
def add(reference: str) -> Response:
    """Add the posted person; made twice, it is made once."""
    actor, posted = current_actor(), request.form.get("person", "")
    row = ticket_for(reference)
    try:
        # Whom the list does not offer, the operation refuses; it knows whom the first of two presses has added.
        name = participants.add_participant(actor, reference, int(posted) if is_number(posted) else 0)
    except Rejected as refusal:
        form = _form(row)
        return respond(_adding(row, form if not form.validate() else blame(form, "person", refusal)), status=422)
    return _back(row, f"{name} sees {row.reference} now, with the whole public conversation, and gets mail about it.")


@blueprint.get(_PERSON)
@signed_in
def ask_to_remove(reference: str, person_id: int) -> Response:
    """Say what it means that somebody is taken off."""
    actor, row = current_actor(), ticket_for(reference)
    require(actor, row, _needed(actor, row, person_id))
    ending = participants.ending_of(row, person_id)
    return respond(_removing(row, ending, ending.person_id == actor.person_id)) if ending else _back(row)


@blueprint.post(_PERSON)
@signed_in
def remove(reference: str, person_id: int) -> Response:
    """Take somebody off, or leave."""
    actor = current_actor()
    row = ticket_for(reference)
    ending = participants.ending_of(row, person_id)
    participants.remove_participant(actor, reference, person_id)
    if ending is None:
        return _back(row)
    leaves = person_id == actor.person_id
    announce(_left(row, ending) if leaves else _removed(row, ending))
    return see_other(url_for("tickets.history")) if leaves and ending.loses_sight else _back(row)


def _needed(actor: Actor, row: TicketRow, person_id: int) -> Action:
    leaves = person_id == actor.person_id and person_id in row.participants
    return Action.LEAVE if leaves else Action.CHOOSE_PARTICIPANTS


def _back(row: TicketRow, words: str = "") -> Response:
    return back_to_ticket(row.reference, words, anchor="who")


def _form(row: TicketRow) -> AddForm:
    form = AddForm()
    form.person.choices = tuple(Choice(str(number), name) for number, name in participants.addable_to(row))
    return form


def _adding(row: TicketRow, form: AddForm) -> AddingPage:
    adds = "Whoever you add would see the whole public conversation and its files, could write here, and get its mail."
    keeps = (
        f"People at {row.organisation_name} see this ticket already, because it is shared. Whoever you add would go on "
        "seeing it when it is made private, and get mail about it."
    )
    return AddingPage(
        row=row,
        path=path_to(row.reference),
        form=form,
        means=keeps if row.is_shared else adds,
        nobody="" if form.person.choices else f"There is nobody else at {row.organisation_name} who could be added.",
    )


def _removing(row: TicketRow, ending: participants.Ending, leaves: bool) -> ConfirmPage:
    path, heading = path_to(row.reference), "Leave this ticket" if leaves else f"Remove {ending.name}"
    return ConfirmPage(
        heading=heading,
        about=f"{row.reference} · {row.subject}",
        means=(_means(row, ending, "You" if leaves else ending.name),),
        action=f"{path}/participants/{ending.person_id}/remove",
        button=heading,
        keep="Stay" if leaves else "Keep them",
        back=path,
        nav="tickets",
    )


def _means(row: TicketRow, ending: participants.Ending, who: str) -> str:
    if ending.loses_sight:
        return (
            f"{who} will no longer see it, nor get mail about it. What {'you' if who == 'You' else 'they'} wrote stays."
        )
    goes_on = (
        f"{who} {'go' if who == 'You' else 'goes'} on seeing it as long as it is shared with {row.organisation_name}"
    )
    return f"{goes_on}, but no longer once it is private."


def _removed(row: TicketRow, ending: participants.Ending) -> str:
    if ending.loses_sight:
        return f"{ending.name} no longer sees {row.reference}, nor gets mail about it."
    return f"{ending.name} sees {row.reference} only as long as it is shared."


def _left(row: TicketRow, ending: participants.Ending) -> str:
    if ending.loses_sight:
        return f"You no longer see {row.reference}, nor get mail about it."
    return f"You see {row.reference} only as long as it is shared."
