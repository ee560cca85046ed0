"""Provision access and Remove access: what would happen, Confirm, what was done; and tasks ticked off by hand."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for
from markupsafe import Markup

from portal.errors import Conflict, Rejected
from portal.fulfilment import operations, tasks
from portal.fulfilment.plans import Plan
from portal.fulfilment.queries import Standing, preview
from portal.fulfilment.rows import FulfilmentRow
from portal.fulfilment.tasks import LABELS
from portal.tickets.rows import TicketRow
from portal.vocabulary import FulfilmentKind, FulfilmentState
from portal.web.filters import here, moment
from portal.web.guards import current_actor, engineers_only
from portal.web.pages.fulfilment import FulfilmentPage, Reported
from portal.web.pages.move import MovePage
from portal.web.posted import asked_again, posted_words
from portal.web.reached import back_to_ticket, path_to, ticket_for
from portal.web.responses import announce, respond, see_other

blueprint = Blueprint("fulfilling", __name__, url_prefix="/servicedesk/tickets/<reference>")


@blueprint.get("/fulfilment")
@engineers_only
def show(reference: str) -> Response:
    """What confirming would do, what waits for its day, or what was done."""
    return respond(_page(*preview(current_actor(), reference)))


@blueprint.post("/fulfilment")
@engineers_only
def confirm(reference: str) -> Response:
    """Do exactly what was previewed; where something else would happen now, show that instead."""
    actor = current_actor()
    try:
        done = operations.confirm(actor, reference, request.form.get("digest", ""))
    except Conflict as conflict:
        return respond(_page(*preview(actor, reference), problem=str(conflict)), status=409)
    announce("It is done." if done.state is FulfilmentState.DONE else "It is planned for its day.")
    return see_other(url_for(".show", reference=reference))


@blueprint.get("/fulfilment/cancel")
@engineers_only
def ask_to_cancel(reference: str) -> Response:
    """Ask why what is planned is taken back."""
    return respond(_cancelling(preview(current_actor(), reference)[0].ticket))


@blueprint.post("/fulfilment/cancel")
@engineers_only
def cancel(reference: str) -> Response:
    """Take back what waits for its day."""
    try:
        operations.cancel_planned(current_actor(), reference, posted_words())
    except (Rejected, Conflict) as refusal:
        return asked_again(_cancelling(ticket_for(reference)), refusal)
    return back_to_ticket(reference, "It is taken back: nothing happens on that day.")


@blueprint.get("/tasks/<name>")
@engineers_only
def ask_for_proof(reference: str, name: str) -> Response:
    """Ask what shows that something was done by hand."""
    standing, _ = preview(current_actor(), reference)
    return respond(_ticking(standing.ticket, tasks.check(standing, name)))


@blueprint.post("/tasks/<name>")
@engineers_only
def tick(reference: str, name: str) -> Response:
    """Note that something was done by hand."""
    try:
        tasks.tick(current_actor(), reference, name, posted_words())
    except (Rejected, Conflict) as refusal:
        return asked_again(_ticking(ticket_for(reference), name), refusal)
    return back_to_ticket(reference, f"{LABELS[name]}: done.")


def _page(standing: Standing, plan: Plan, problem: str = "") -> FulfilmentPage:
    row, found = standing.ticket, standing.fulfilment
    path = path_to(row.reference)
    heading = standing.button or "Nothing to confirm"
    if found is not None and found.is_settled:
        return _settled(row, path, heading, found)
    failed = found is not None and found.state is FulfilmentState.FAILED
    return FulfilmentPage(
        row,
        path,
        heading,
        _lead(plan) if standing.may_confirm else _NOT_YOU,
        items=plan.items,
        warnings=(*((_FAILED.format(found.error),) if found and failed else ()), *plan.warnings),
        blockers=plan.blockers,
        digest=plan.digest if standing.may_confirm and not plan.blockers else "",
        danger=plan.kind is FulfilmentKind.OFFBOARD,
        problem=problem,
    )


def _settled(row: TicketRow, path: str, heading: str, found: FulfilmentRow) -> FulfilmentPage:
    if found.state is FulfilmentState.PLANNED:
        words = Markup("{} confirmed this. It is done on {}, without anybody pressing; the requester gets a report.")
        lead = words.format(found.confirmed_by, moment(found.due_at))
        return FulfilmentPage(row, path, f"{heading}: planned", lead, items=found.items, cancels=True)
    now = here()
    report = tuple(Reported(line.label, line.words, now.at(line.at)) for line in found.report)
    lead = Markup("{} confirmed this. It was done on {}, and the requester has a report of it.")
    when = moment(found.done_at or found.confirmed_at)
    return FulfilmentPage(row, path, f"{heading}: done", lead.format(found.confirmed_by, when), report=report)


def _lead(plan: Plan) -> Markup:
    if plan.blockers:
        return Markup("This cannot be confirmed as it stands.")
    if plan.due_at:
        later = Markup("Once you have confirmed it, this happens on {} without anybody pressing, all of it or nothing.")
        return later.format(moment(plan.due_at))
    return Markup("This happens at once when you confirm it, all of it or nothing. Until then nothing is changed.")


def _cancelling(row: TicketRow) -> MovePage:
    path = path_to(row.reference)
    return MovePage(
        row=row,
        path=path,
        action=f"{path}/fulfilment/cancel",
        heading="Take back what is planned",
        lead="Nothing happens on that day. The request stays open, and you can confirm it again.",
        label="Why do you take it back? The requester reads it.",
        button="Take it back",
        keep="Leave it planned",
    )


def _ticking(row: TicketRow, name: str) -> MovePage:
    path = path_to(row.reference)
    return MovePage(
        row=row,
        path=path,
        action=f"{path}/tasks/{name}",
        heading=f"{LABELS[name]}: tick off",
        lead="Say that it was done by hand. The requester sees that it is done; only engineers see the proof.",
        label="What shows that it is done?",
        button="Tick off",
        danger=False,
        keep="Not yet",
    )


_FAILED = "It was confirmed before and could not be done on its day: {}"
_NOT_YOU = Markup(
    "You can look, but a colleague confirms it: the request is not open or not approved, or you made it, approved it "
    "or would get the access."
)
