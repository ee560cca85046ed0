"""The requester answers on the ticket's own page; engineers read there what they asked."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, url_for

from portal.policy import Action, Actor, require
from portal.tickets.information_rows import InformationRow, Standing, get_information
from portal.web.guards import current_actor, signed_in
from portal.web.information import filling, standing
from portal.web.information.blueprint import ONE, blueprint
from portal.web.information.filling import Way
from portal.web.information.questions import Questions, questions_of
from portal.web.limits import takes_files
from portal.web.pages.information import AnswerPage, AskedPage
from portal.web.reached import back_to_ticket, path_to
from portal.web.responses import respond


@blueprint.get(ONE)
@signed_in
def answer(reference: str, information_id: int) -> Response:
    """The questions: to be answered by the requester, to be read by engineers."""
    actor = current_actor()
    asked = get_information(actor, reference, information_id)
    if actor.is_engineer:
        return respond(_asked_page(asked))
    _require_requester(actor, asked)
    way = _way_to(asked)
    if asked.standing is not Standing.ASKED:
        return respond(standing.settled(asked, way.back))
    require(actor, asked.ticket, Action.GIVE_INFORMATION)
    questions = questions_of(actor, asked)
    return respond(way.drawn(questions, questions.form()))


@blueprint.post(ONE)
@signed_in
@takes_files
def take_answer(reference: str, information_id: int) -> Response:
    """Send the answers, or show the questions that they bring."""
    words = "Your answers are sent. Our engineers go on with your ticket."
    return _on_open(
        reference, information_id, lambda it, way: filling.sent(it, way) or back_to_ticket(reference, words)
    )


@blueprint.post(f"{ONE}/draft")
@signed_in
@takes_files
def keep_answer(reference: str, information_id: int) -> Response:
    """Keep what is half typed."""
    return _on_open(reference, information_id, filling.kept)


@blueprint.post(f"{ONE}/files")
@signed_in
@takes_files
def upload(reference: str, information_id: int) -> Response:
    """Store files for the answers."""
    return _on_open(reference, information_id, filling.uploaded)


@blueprint.post(f"{ONE}/files/<file_id>/remove")
@signed_in
@takes_files
def remove_file(reference: str, information_id: int, file_id: str) -> Response:
    """Throw away a file that was not sent yet."""
    return _on_open(reference, information_id, lambda questions, way: filling.removed(questions, way, file_id))


def _on_open(reference: str, information_id: int, act: Callable[[Questions, Way], Response]) -> Response:
    """What the act answers, for the requester, while the questions wait; else why they do not."""
    actor = current_actor()
    asked = get_information(actor, reference, information_id)
    _require_requester(actor, asked)
    way = _way_to(asked)
    if asked.standing is not Standing.ASKED:
        return respond(standing.settled(asked, way.back), status=409)
    require(actor, asked.ticket, Action.GIVE_INFORMATION)
    return act(questions_of(actor, asked), way)


def _require_requester(actor: Actor, asked: InformationRow) -> None:
    """Return for who is asked; NotAllowed, in words, for everybody else who sees the ticket."""
    if asked.ticket.requester_id != actor.person_id:
        require(actor, asked.ticket, Action.GIVE_INFORMATION)


def _way_to(asked: InformationRow) -> Way:
    reference = asked.ticket.reference
    return Way(url_for(".answer", reference=reference, information_id=asked.id), path_to(reference), AnswerPage)


def _asked_page(asked: InformationRow) -> AskedPage:
    waits = asked.standing is Standing.ASKED
    withdraw = url_for(".withdraw", reference=asked.ticket.reference, information_id=asked.id) if waits else ""
    title, text = standing.for_engineers(asked)
    return AskedPage(
        reference=asked.ticket.reference,
        title=title,
        text=text,
        message=asked.message,
        questions=tuple(str(question["label"]) for question in asked.questions),
        back=path_to(asked.ticket.reference),
        withdraw=withdraw,
    )
