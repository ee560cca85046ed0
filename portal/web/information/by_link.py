"""The requester answers by the signed link of a mail, without logging in, on every plan.

The link proves to whom the mail went; whether that person may still answer is asked when it is used. The page tells
no more of the ticket than the mail did.
"""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, url_for

from portal.errors import NotAllowed, NotFound
from portal.notify.choices import read_asking
from portal.policy import Action, Actor, require
from portal.tickets.information_rows import InformationRow, Standing, find_asked
from portal.web.guards import public
from portal.web.information import filling, standing
from portal.web.information.blueprint import LINK, blueprint
from portal.web.information.filling import Way
from portal.web.information.questions import Questions, questions_of
from portal.web.limits import takes_files
from portal.web.pages.information import LinkedAnswerPage
from portal.web.responses import respond, see_other
from portal.web.signed_links import dead_link, whose


@blueprint.get(LINK)
@public
def answer_by_link(token: str) -> Response:
    """The questions of the mail, or what became of them."""
    return _on_open(token, lambda questions, way: respond(way.drawn(questions, questions.form())), status=200)


@blueprint.post(LINK)
@public
@takes_files
def take_answer_by_link(token: str) -> Response:
    """Send the answers, or show the questions that they bring."""
    return _on_open(token, lambda questions, way: filling.sent(questions, way) or see_other(way.path))


@blueprint.post(f"{LINK}/draft")
@public
@takes_files
def keep_answer_by_link(token: str) -> Response:
    """Keep what is half typed."""
    return _on_open(token, filling.kept)


@blueprint.post(f"{LINK}/files")
@public
@takes_files
def upload_by_link(token: str) -> Response:
    """Store files for the answers."""
    return _on_open(token, filling.uploaded)


@blueprint.post(f"{LINK}/files/<file_id>/remove")
@public
@takes_files
def remove_file_by_link(token: str, file_id: str) -> Response:
    """Throw away a file that was not sent yet."""
    return _on_open(token, lambda questions, way: filling.removed(questions, way, file_id))


def _on_open(token: str, act: Callable[[Questions, Way], Response], status: int = 409) -> Response:
    """What the act answers while the questions wait; else what became of them, or that the link does nothing."""
    try:
        actor, asked = _opened(token)
    except (NotFound, NotAllowed) as refusal:
        return dead_link(refusal)
    if asked.standing is not Standing.ASKED:
        return respond(standing.settled(asked, ""), status=status)
    return act(questions_of(actor, asked), Way(url_for(".answer_by_link", token=token), "", LinkedAnswerPage))


def _opened(token: str) -> tuple[Actor, InformationRow]:
    """Who is asked, with the rights that they have by mail, and what; NotFound or NotAllowed where it is no more."""
    asking, actor = whose(read_asking(token))
    asked = find_asked(actor, asking)
    if asked.standing is Standing.ASKED:
        require(actor, asked.ticket, Action.GIVE_INFORMATION)
    return actor, asked
