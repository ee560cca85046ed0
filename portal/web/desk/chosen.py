"""One change for several tickets: rights and versions are asked for each, and each is done as a whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from flask import Response, request
from flask_wtf import FlaskForm

from forms import Choice
from portal.accounts.queries import engineers
from portal.errors import DomainError, Stale
from portal.policy import Actor
from portal.states import CHOOSABLE, STATES, Move, after
from portal.tickets import desk
from portal.tickets.queries import rows_among
from portal.tickets.stale import Seen
from portal.vocabulary import Priority
from portal.web.desk.asked import back_to
from portal.web.desk.blueprint import blueprint
from portal.web.guards import current_actor, engineers_only
from portal.web.handling import AssignForm, PriorityForm, StatusForm
from portal.web.listing import is_number
from portal.web.pages.chosen import ChosenPage, ChosenTicket, Outcome, ReportPage
from portal.web.responses import announce, respond, see_other
from portal.web.wording import number

MOST_AT_ONCE = 100
_READ_BY_REQUESTERS = "Each requester gets a mail with the reason."
_NOTHING = "No ticket is selected. Tick the boxes before the tickets, then press the button again."
_TOO_MANY = f"At most {MOST_AT_ONCE} tickets can be changed at a time. Select fewer, and change the rest after that."


class Change(NamedTuple):
    """What is done to each: a heading, what it leads to, the form that asks, and the operation with its words."""

    heading: str
    lead: str
    form: FlaskForm
    decided: str
    do: Callable[[Actor, str, Seen], None]
    done: Callable[[], str]


@blueprint.post("/chosen/engineer")
@engineers_only
def assign_chosen() -> Response:
    """Give the chosen tickets to an engineer, or to nobody."""
    form = AssignForm()
    form.engineer.choices = tuple(Choice(str(person.id), person.name) for person in engineers())

    def do(actor: Actor, reference: str, seen: Seen) -> None:
        desk.assign(actor, reference, int(str(form.engineer.data)) if form.engineer.data else None, seen=seen)

    def done() -> str:
        chosen = (choice.label for choice in form.engineer.choices if choice.value == form.engineer.data)
        return f"{next(chosen, 'Nobody')} has it now."

    return _change(Change("Assign", "The engineer gets a mail for each.", form, "engineer", do, done))


@blueprint.post("/chosen/status")
@engineers_only
def set_chosen_status() -> Response:
    """Move the chosen tickets along, for one reason."""
    form = StatusForm()
    form.status.choices = tuple(Choice(move, STATES[after(move)].short) for move in CHOOSABLE)

    def do(actor: Actor, reference: str, seen: Seen) -> None:
        desk.set_status(actor, reference, Move(str(form.status.data)), str(form.reason.data), seen=seen)

    def done() -> str:
        return f"It is “{STATES[after(Move(str(form.status.data)))].short}” now."

    return _change(Change("Change status", _READ_BY_REQUESTERS, form, "status", do, done))


@blueprint.post("/chosen/priority")
@engineers_only
def set_chosen_priority() -> Response:
    """Change the priority of the chosen tickets, for one reason."""
    form = PriorityForm()

    def do(actor: Actor, reference: str, seen: Seen) -> None:
        desk.set_priority(actor, reference, Priority(str(form.priority.data)), str(form.reason.data), seen=seen)

    lead = f"{_READ_BY_REQUESTERS} The targets count from when the tickets came in."
    return _change(Change("Change priority", lead, form, "priority", do, lambda: f"It is {form.priority.data} now."))


def _change(change: Change) -> Response:
    """Ask what is wanted first, where the bar of a queue only says what is to be changed."""
    chosen, back = _chosen(), back_to(request.form.get("back", ""))
    if not chosen or len(chosen) > MOST_AT_ONCE:
        announce(_TOO_MANY if chosen else _NOTHING, "info")
        return see_other(back)
    if not {"decided", change.decided} & set(request.form):
        return respond(_asking(change, chosen, back))
    if not change.form.validate():
        return respond(_asking(change, chosen, back), status=422)
    outcomes = tuple(_outcome(change, reference, version) for reference, version in chosen.items())
    if len(outcomes) == 1 and outcomes[0].done:
        announce(f"{outcomes[0].ticket.reference}: {outcomes[0].words}")
        return see_other(back)
    return respond(_report(change, outcomes, back))


def _chosen() -> dict[str, int]:
    """Each ticket with the version that the engineer saw, as the boxes of a queue post it."""
    posted = (value.rpartition(":") for value in request.form.getlist("ticket"))
    return {reference: int(version) for reference, _, version in posted if is_number(version)}


def _outcome(change: Change, reference: str, version: int) -> Outcome:
    try:
        change.do(current_actor(), reference, Seen(version))
    except DomainError as refusal:
        return Outcome(ChosenTicket(reference), False, str(refusal), isinstance(refusal, Stale))
    return Outcome(ChosenTicket(reference), True, change.done())


def _asking(change: Change, chosen: dict[str, int], back: str) -> ChosenPage:
    tickets = _tickets(tuple(chosen), chosen)
    return ChosenPage(
        heading=f"{change.heading}: {number(len(tickets), 'ticket')}",
        button=change.heading,
        lead=change.lead,
        action=request.path,
        back=back,
        form=change.form,
        tickets=tickets,
    )


def _report(change: Change, outcomes: tuple[Outcome, ...], back: str) -> ReportPage:
    named = {ticket.reference: ticket for ticket in _tickets(tuple(one.ticket.reference for one in outcomes), {})}
    told = tuple(one._replace(ticket=named.get(one.ticket.reference, one.ticket)) for one in outcomes)
    return ReportPage(
        heading=change.heading,
        action=request.path,
        back=back,
        done=tuple(one for one in told if one.done),
        left=tuple(one for one in told if not one.done),
        again=tuple(one.ticket for one in told if one.may_go_again),
        posted=tuple(
            (name, str(change.form[name].data or "")) for name in (change.decided, "reason") if name in change.form
        ),
    )


def _tickets(references: tuple[str, ...], seen: dict[str, int]) -> tuple[ChosenTicket, ...]:
    """What they are about, in the order in which they were chosen; with the version seen, else that of now."""
    rows = {row.reference: row for row in rows_among(current_actor(), references)}
    found = (rows[reference] for reference in references if reference in rows)
    return tuple(ChosenTicket(row.reference, row.subject, seen.get(row.reference, row.version)) for row in found)
