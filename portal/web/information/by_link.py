"""The requester answers by the signed link of a mail, without logging in, on every plan.

The link proves to whom the mail went; whether that person may still answer is asked when it is used. The page tells
no more of the ticket than the mail did.
"""

from __future__ import annotations

from typing import Any

from flask import Response, url_for

from portal.errors import NotAllowed, NotFound
from portal.notify.choices import read_asking
from portal.policy import Action, Actor, require
from portal.tickets.information_rows import InformationRow, Standing, find_asked
from portal.web.guards import public
from portal.web.information import standing
from portal.web.information.answering import stored_files, taken
from portal.web.information.blueprint import LINK, blueprint
from portal.web.information.questions import Questions, questions_of
from portal.web.limits import takes_files
from portal.web.pages.information import LinkedAnswerPage
from portal.web.responses import respond, see_other
from portal.web.signed_links import dead_link, whose


@blueprint.get(LINK)
@public
def answer_by_link(token: str) -> Response:
    """The questions of the mail, or what became of them."""
    try:
        actor, asked = _opened(token)
    except (NotFound, NotAllowed) as refusal:
        return dead_link(refusal)
    if asked.standing is not Standing.ASKED:
        return respond(standing.settled(asked, ""))
    questions = questions_of(actor, asked)
    return respond(_page(questions, questions.form(), token))


@blueprint.post(LINK)
@public
@takes_files
def take_answer_by_link(token: str) -> Response:
    """Send the answers, or show the questions that they bring."""
    try:
        actor, asked = _opened(token)
    except (NotFound, NotAllowed) as refusal:
        return dead_link(refusal)
    if asked.standing is not Standing.ASKED:
        return respond(standing.settled(asked, ""), status=409)

    def draw(questions: Questions, form: Any) -> LinkedAnswerPage:
        return _page(questions, form, token)

    refused = taken(questions_of(actor, asked), draw)
    return refused if refused is not None else see_other(url_for(".answer_by_link", token=token))


def _opened(token: str) -> tuple[Actor, InformationRow]:
    """Who is asked, with the rights that they have by mail, and what; NotFound or NotAllowed where it is no more."""
    asking, actor = whose(read_asking(token))
    asked = find_asked(actor, asking)
    if asked.standing is Standing.ASKED:
        require(actor, asked.ticket, Action.GIVE_INFORMATION)
    return actor, asked


def _page(questions: Questions, form: Any, token: str) -> LinkedAnswerPage:
    asked = questions.asked
    return LinkedAnswerPage(
        reference=asked.ticket.reference,
        subject=asked.ticket.subject,
        asked_by=asked.asked_by,
        message=asked.message,
        form=form,
        action=url_for(".answer_by_link", token=token),
        back="",
        files=stored_files(questions),
    )
