"""The requester answers on the ticket's own page; engineers read there what they asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, request, url_for

from portal.errors import Conflict
from portal.notify.texts import filesize
from portal.policy import Action, Actor, require
from portal.tickets import giving
from portal.tickets.information_rows import InformationRow, Standing, get_information
from portal.web.guards import current_actor, signed_in
from portal.web.information import standing
from portal.web.information.blueprint import ONE, blueprint
from portal.web.information.questions import Questions, questions_of
from portal.web.intake.uploads import add_problems
from portal.web.limits import takes_files
from portal.web.pages.files import StoredFile
from portal.web.pages.information import AnswerPage, AskedPage, SettledPage
from portal.web.reached import back_to_ticket, path_to
from portal.web.responses import respond

Draw = Callable[[Questions, Any], AnswerPage]


@blueprint.get(ONE)
@signed_in
def answer(reference: str, information_id: int) -> Response:
    """The questions: to be answered by the requester, to be read by engineers."""
    actor = current_actor()
    asked = get_information(actor, reference, information_id)
    if actor.is_engineer:
        return respond(_asked_page(asked))
    if asked.standing is not Standing.ASKED:
        require_requester(actor, asked)
        return respond(_settled(asked))
    require(actor, asked.ticket, Action.GIVE_INFORMATION)
    questions = questions_of(actor, asked)
    return respond(_page(questions, questions.form()))


@blueprint.post(ONE)
@signed_in
@takes_files
def take_answer(reference: str, information_id: int) -> Response:
    """Send the answers, or show the questions that they bring."""
    actor = current_actor()
    asked = get_information(actor, reference, information_id)
    require_requester(actor, asked)
    if asked.standing is not Standing.ASKED:
        return respond(_settled(asked), status=409)
    require(actor, asked.ticket, Action.GIVE_INFORMATION)
    refused = taken(questions_of(actor, asked), _page)
    if refused is not None:
        return refused
    words = "Your answers are sent. Our engineers go on with your ticket."
    return back_to_ticket(asked.ticket.reference, words)


def taken(questions: Questions, draw: Draw) -> Response | None:
    """Send what was posted; the page once more where something has to be mended, or another answer brings questions."""
    typed, problems = questions.posted().with_posted_files()
    form = typed.form()
    if "update" in request.values:
        add_problems(form, problems)
        return respond(draw(typed, form), "information/_questions.html", 422 if problems else 200)
    sound = form.validate()
    add_problems(form, problems)
    if not sound or problems:
        return respond(draw(typed, form), status=422)
    row = typed.asked.ticket
    try:
        giving.give_information(typed.actor, row.reference, typed.asked.id, typed.given())
    except Conflict:
        # Another window was faster.
        asked = get_information(typed.actor, row.reference, typed.asked.id)
        return respond(_settled(asked), status=409)
    return None


def require_requester(actor: Actor, asked: InformationRow) -> None:
    """Return for who is asked; NotAllowed, in words, for everybody else who sees the ticket."""
    if asked.ticket.requester_id != actor.person_id:
        require(actor, asked.ticket, Action.GIVE_INFORMATION)


def stored_files(questions: Questions) -> dict[str, tuple[StoredFile, ...]]:
    """The files that go with the answers, under each field that takes files."""
    listed = tuple(StoredFile(file.name, filesize(file.size), "stored", "", "", "files") for file in questions.files)
    return dict.fromkeys(questions.file_fields, listed) if listed else {}


def _page(questions: Questions, form: Any) -> AnswerPage:
    asked = questions.asked
    reference = asked.ticket.reference
    return AnswerPage(
        reference=reference,
        subject=asked.ticket.subject,
        asked_by=asked.asked_by,
        message=asked.message,
        form=form,
        action=url_for(".answer", reference=reference, information_id=asked.id),
        back=path_to(reference),
        files=stored_files(questions),
    )


def _settled(asked: InformationRow) -> SettledPage:
    return standing.settled(asked, path_to(asked.ticket.reference))


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
