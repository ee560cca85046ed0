"""Whether a ticket is solved, said by its requester by one of the two links of the mail that asks."""

from __future__ import annotations

from flask import Response, request, url_for

from portal.errors import Rejected
from portal.notify.choices import Solution, read_solution
from portal.settings import current
from portal.tickets import solutions
from portal.tickets.rows import TicketRow
from portal.tickets.satisfaction import said_of
from portal.tickets.solutions import Standing
from portal.web import opinions
from portal.web.choices.blueprint import blueprint
from portal.web.guards import public
from portal.web.pages.choices import ClosingPage
from portal.web.posted import posted_words
from portal.web.responses import respond, see_other
from portal.web.signed_links import whose
from portal.web.wording import number

_ENDPOINTS = ("ask_whether_solved", "ask_whats_wrong")


@blueprint.get("/solved/<token>")
@public
def ask_whether_solved(token: str) -> Response:
    """Ask the requester to agree."""
    solution, actor = whose(read_solution(token))
    return respond(_closing(*solutions.find(actor, solution), solution, denies=False))


@blueprint.post("/solved/<token>")
@public
def say_solved(token: str) -> Response:
    """Close the ticket, and show what comes next."""
    solution, actor = whose(read_solution(token))
    solutions.agree(actor, solution)
    return see_other(request.path)


@blueprint.get("/not-solved/<token>")
@public
def ask_whats_wrong(token: str) -> Response:
    """Ask the requester what is still wrong."""
    solution, actor = whose(read_solution(token))
    return respond(_closing(*solutions.find(actor, solution), solution, denies=True))


@blueprint.post("/not-solved/<token>")
@public
def say_not_solved(token: str) -> Response:
    """Open the ticket again, and show what comes next."""
    solution, actor = whose(read_solution(token))
    try:
        solutions.disagree(actor, solution, posted_words())
    except Rejected as refusal:
        found = solutions.find(actor, solution)
        page = _closing(*found, solution, denies=True, body=posted_words(), error=str(refusal))
        return respond(page, status=422)
    return see_other(request.path)


def _closing(
    row: TicketRow, standing: Standing, solution: Solution, *, denies: bool, body: str = "", error: str = ""
) -> ClosingPage:
    """The page that asks whether the ticket is solved, or says why it no longer asks."""
    solved, not_solved = (url_for(f"choices.{name}", token=solution.token) for name in _ENDPOINTS)
    title, text = _asking(denies) if standing is Standing.ASKED else _answered(row, standing)
    return ClosingPage(
        reference=row.reference,
        subject=row.subject,
        standing=standing,
        title=title,
        text=text,
        denies=denies,
        path=not_solved if denies else solved,
        other=solved if denies else not_solved,
        body=body,
        error=error,
        asks=opinions.asks_of(row, said_of(row.id)) if standing is Standing.CLOSED else None,
    )


def _asking(denies: bool) -> tuple[str, str]:
    if denies:
        return "Is it not solved?", "We open the ticket again, and an engineer goes on with it."
    return "Is it solved?", f"The ticket is then closed. {_way_back()}"


def _answered(row: TicketRow, standing: Standing) -> tuple[str, str]:
    if standing is Standing.CLOSED:
        return f"{row.reference} is closed", f"Thank you. You need not do anything. {_way_back()}"
    if standing is Standing.OPEN:
        who = row.engineer_name or "An engineer"
        return f"{row.reference} is open again", f"{who} goes on with it and writes to you. Nothing else is needed now."
    if standing is Standing.OVERTAKEN:
        text = (
            "It was opened again after the mail of this link, and resolved once more: use the links of the later mail."
        )
        return f"A later mail asks about {row.reference}", text
    return f"{row.reference} is finished", "Nobody works on it any more, so there is nothing to answer."


def _way_back() -> str:
    """How a closed ticket comes back."""
    days = current().inbound.reopen_days
    if not days:
        return "Should it come back, raise a new ticket."
    return f"Should it come back within {number(days, 'day')}, answer any of its mails, and it is open again."
