"""How a closed ticket went: asked by signed links, said by a button; who answers need not be logged in."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, request

from portal.errors import Conflict, NotFound, Rejected
from portal.notify.opinions import SCORES, Opinion, read_opinion
from portal.policy import Actor
from portal.tickets import satisfaction
from portal.tickets.rows import TicketRow
from portal.tickets.satisfaction import Said
from portal.vocabulary import Status
from portal.web.filters import here
from portal.web.guards import public
from portal.web.pages.opinions import Asks, OpinionPage, Score
from portal.web.responses import respond, see_other
from portal.web.signed_links import dead_link, whose

blueprint = Blueprint("opinions", __name__, url_prefix="/mail")
blueprint.register_error_handler(NotFound, dead_link)

_PLAIN = tuple(Score(value, words) for value, words in SCORES.items())


@blueprint.get("/opinion/<token>")
@public
def ask(token: str) -> Response:
    """Ask, with the number of the link chosen; looking records nothing, because mail filters look too (OPS-16)."""
    opinion, actor = whose(read_opinion(token))
    row, said = satisfaction.find(actor, opinion.ticket_id)
    chosen = _score(request.args.get("score", ""))
    return respond(_page(row, said, chosen))


@blueprint.post("/opinion/<token>")
@public
def say(token: str) -> Response:
    """Record what was said, and thank for it."""
    opinion, actor = whose(read_opinion(token))
    score, comment = _score(request.form.get("score", "")), request.form.get("comment", "")
    try:
        satisfaction.say(actor, opinion.ticket_id, score, comment)
    except Rejected as refusal:
        row, said = satisfaction.find(actor, opinion.ticket_id)
        return respond(_page(row, said, score, comment=comment, refusal=refusal), status=422)
    except Conflict as refusal:
        row, said = satisfaction.find(actor, opinion.ticket_id)
        text = f"{refusal} What you wrote stands below: copy it into a reply if our engineers should read it."
        page = replace(_page(row, said, 0), title="This was not recorded", text=text, comment=comment, change="")
        return respond(page, status=409)
    return see_other(request.path)


def panel_of(row: TicketRow, actor: Actor) -> Asks | None:
    """The question on the ticket's own page: for the requester of a closed ticket, and for engineers once answered."""
    is_own = row.requester_id == actor.person_id
    # What became a part of another ticket goes on there.
    if row.status is not Status.CLOSED or row.merged_into_id or not (is_own or actor.is_engineer):
        return None
    said = satisfaction.said_of(row.id)
    if is_own:
        return asks_of(row, said)
    return Asks((), f"{row.requester_name} said: {SCORES[said.score]}", said.comment) if said else None


def asks_of(row: TicketRow, said: Said | None) -> Asks:
    """The five answers for the requester, or the one they gave."""
    opinion = Opinion(row.id, row.requester_id)
    if said is None:
        return Asks(tuple(Score(value, words, opinion.path(value)) for value, words in SCORES.items()))
    change = opinion.path(said.score) if said.may_change else ""
    return Asks((), f"You said: {SCORES[said.score]}", said.comment, change)


def _page(
    row: TicketRow, said: Said | None, chosen: int, *, comment: str | None = None, refusal: Rejected | None = None
) -> OpinionPage:
    may_say = row.status is Status.CLOSED and (said is None or said.may_change)
    asks = may_say and (said is None or bool(chosen) or refusal is not None)
    title, text = _words(row, said, asks)
    return OpinionPage(
        title=title,
        text=text,
        reference=row.reference,
        subject=row.subject,
        path=request.path,
        asks=asks,
        scores=_PLAIN,
        chosen=chosen,
        most=satisfaction.MOST_CHARACTERS,
        comment=comment if comment is not None else said.comment if said else "",
        change=f"{request.path}?score={said.score}" if said and may_say else "",
        score_error=str(refusal) if refusal and refusal.field == "score" else "",
        comment_error=str(refusal) if refusal and refusal.field == "comment" else "",
    )


def _words(row: TicketRow, said: Said | None, asks: bool) -> tuple[str, str]:
    if asks:
        text = "One question, and you need not answer it. Our engineers read what you say; your colleagues do not."
        if said:
            text = f"You said {SCORES[said.score]}. What you send now takes its place."
        return f"How did {row.reference} go?", text
    if said:
        until = here().day(said.changes_until)
        kept = f"You can change it until {until.striptags()}." if said.may_change else "It can no longer be changed."
        return "Thank you", f"You said {SCORES[said.score]}. {kept}"
    return f"{row.reference} is not closed", "We ask once it is. Nothing is needed now."


def _score(text: str) -> int:
    return int(text) if text in {str(score) for score in SCORES} else 0
