"""Engineers put questions to the requester, and take them back."""

from __future__ import annotations

from dataclasses import replace

from flask import Response, request, url_for
from flask_wtf import FlaskForm

from forms.asking import MOST, AskQuestions, ask_form
from portal.errors import Conflict, Rejected, Stale
from portal.policy import Action
from portal.tickets import information
from portal.tickets.repeats import new_mark
from portal.tickets.rows import TicketRow
from portal.tickets.stale import seen_now
from portal.web.failures import status_of
from portal.web.forms import blame
from portal.web.guards import current_actor, engineers_only
from portal.web.information.blueprint import ONE, TICKET, blueprint
from portal.web.meanwhile import meanwhile_of
from portal.web.pages.information import AskPage
from portal.web.posted import newest_seen, posted_mark
from portal.web.reached import back_to_ticket, path_to, ticket_for
from portal.web.responses import respond


@blueprint.get(TICKET)
@engineers_only
def compose(reference: str) -> Response:
    """An empty form with a few rows for questions."""
    row = ticket_for(reference, Action.ASK_INFORMATION)
    return respond(_page(row, ask_form(1, FlaskForm)()))


@blueprint.post(TICKET)
@engineers_only
def ask(reference: str) -> Response:
    """Put the questions to the requester; "Add a question" gives another row and sends nothing."""
    row, rows = ticket_for(reference, Action.ASK_INFORMATION), _posted_rows()
    if request.form.get("go") == "add":
        return respond(_page(row, ask_form(rows + 1, FlaskForm)()), "information/_ask.html")
    form = ask_form(rows, FlaskForm)()
    if not form.validate():
        return respond(_page(row, form), status=422)
    message = str(form["message"].data)
    try:
        information.ask_for_information(
            current_actor(), row.reference, message, form.questions(), once=posted_mark(), newest_seen=newest_seen()
        )
    except Stale as stale:
        page = replace(_page(row, blame(form, "message", stale)), newest=seen_now(row).entry)
        told = meanwhile_of(row, current_actor(), newest_seen())
        return respond(replace(page, meanwhile=told), status=status_of(stale))
    except (Rejected, Conflict) as refusal:
        return respond(_page(row, blame(form, "message", refusal)), status=status_of(refusal))
    words = f"{row.requester_name} gets a mail with the questions. The clock stands until there is an answer."
    return back_to_ticket(row.reference, words)


@blueprint.post(f"{ONE}/withdraw")
@engineers_only
def withdraw(reference: str, information_id: int) -> Response:
    """Take the questions back."""
    row = ticket_for(reference)
    information.withdraw_information(current_actor(), row.reference, information_id)
    words = "The questions are withdrawn. Whoever opens them reads that no answer is needed."
    return back_to_ticket(row.reference, words)


def _posted_rows() -> int:
    """How many rows the form had, by the names that it posts."""
    return max([number for number in range(1, MOST + 1) if f"kind_{number}" in request.form], default=1)


def _page(row: TicketRow, form: AskQuestions) -> AskPage:
    return AskPage(
        row=row,
        path=path_to(row.reference),
        action=url_for(".compose", reference=row.reference),
        form=form,
        once=posted_mark() or new_mark(),
        may_add=form.rows < MOST,
        newest=newest_seen() or seen_now(row).entry,
    )
