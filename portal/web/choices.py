"""What people choose by the signed links of their mails, without logging in.

Looking never acts, because mail filters follow links to look at them. The signed link is the proof of whose choice it
is, whoever is logged in; what they may see is asked when the link is used.
"""

from __future__ import annotations

from flask import Blueprint, Response, request

from portal.accounts.operations import set_mail_preference
from portal.errors import NotFound, Rejected
from portal.notify.choices import Choice, Wish, read_choice, read_solution
from portal.policy import Actor
from portal.tickets import operations, solutions
from portal.tickets.queries import get_visible
from portal.tickets.rows import reference_of
from portal.vocabulary import Following, MailPreference
from portal.web import choosing
from portal.web.guards import public
from portal.web.headers import from_anywhere
from portal.web.posted import posted_words
from portal.web.responses import respond, see_other
from portal.web.signed_links import dead_link, whose

blueprint = Blueprint("choices", __name__, url_prefix="/mail")
blueprint.register_error_handler(NotFound, dead_link)

_FOLLOWING = {Wish.MUTE: Following.MUTE, Wish.FOLLOW: Following.FOLLOW}


@blueprint.get("/choice/<token>")
@public
def ask_about_mail(token: str) -> Response:
    """Ask before anything changes; where it is so already, offer the way back."""
    choice, actor = whose(read_choice(token))
    is_own, chosen = _about(actor, choice)
    is_so = choice.ticket_id is not None and chosen is _FOLLOWING[choice.wish]
    return respond((choosing.after if is_so else choosing.before)(choice, is_own))


@blueprint.post("/choice/<token>")
@public
@from_anywhere
def choose_mail(token: str) -> Response:
    """Do what the link says; mail programs post here, too, at the press of their own button (RFC 8058)."""
    choice, actor = whose(read_choice(token))
    is_own, _ = _about(actor, choice)
    if choice.ticket_id is None:
        set_mail_preference(actor, MailPreference.NONE)
    else:
        operations.follow(actor, reference_of(choice.ticket_id), _FOLLOWING[choice.wish])
    return respond(choosing.after(choice, is_own))


@blueprint.get("/solved/<token>")
@public
def ask_whether_solved(token: str) -> Response:
    """Ask the requester to agree."""
    solution, actor = whose(read_solution(token))
    return respond(choosing.closing(*solutions.find(actor, solution), solution, denies=False))


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
    return respond(choosing.closing(*solutions.find(actor, solution), solution, denies=True))


@blueprint.post("/not-solved/<token>")
@public
def say_not_solved(token: str) -> Response:
    """Open the ticket again, and show what comes next."""
    solution, actor = whose(read_solution(token))
    try:
        solutions.disagree(actor, solution, posted_words())
    except Rejected as refusal:
        found = solutions.find(actor, solution)
        page = choosing.closing(*found, solution, denies=True, body=posted_words(), error=str(refusal))
        return respond(page, status=422)
    return see_other(request.path)


def _about(actor: Actor, choice: Choice) -> tuple[bool, Following | None]:
    """Whether it is about the actor's own ticket, and what they chose for it; NotFound where that is out of sight."""
    if choice.ticket_id is None:
        return False, None
    whole = get_visible(actor, reference_of(choice.ticket_id))
    return whole.row.requester_id == actor.person_id, whole.following
