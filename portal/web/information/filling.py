"""The form of a request for information as its requester fills it in: shown, kept half typed, with its files, and sent.

It is the same on the ticket's own page and behind the link of a mail; a `Way` says where one came from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response, jsonify, make_response, request

from portal import clock
from portal.errors import Conflict, NotFound
from portal.notify.texts import filesize
from portal.tickets import files, giving
from portal.tickets.information_rows import get_information
from portal.web.filters import here
from portal.web.information import standing
from portal.web.information.questions import Questions
from portal.web.intake.uploads import add_problems
from portal.web.pages.files import FilesPart, StoredFile
from portal.web.pages.information import AnswerPage
from portal.web.responses import announce, is_partial, respond, see_other
from portal.web.wording import number


@dataclass(frozen=True)
class Way:
    """Where the form is, where somebody goes who answers later (empty behind a link), and the page it is on."""

    path: str
    back: str
    page: type[AnswerPage]

    def drawn(self, questions: Questions, form: Any) -> AnswerPage:
        """The page with this form."""
        asked = questions.asked
        return self.page(
            reference=asked.ticket.reference,
            subject=asked.ticket.subject,
            asked_by=asked.asked_by,
            message=asked.message,
            form=form,
            path=self.path,
            files={key: self.stored(questions, key) for key in questions.file_fields},
            saved="Saved, not sent yet" if asked.typed_by(questions.actor) else "",
        )

    def stored(self, questions: Questions, key: str) -> tuple[StoredFile, ...]:
        """The files that go with the answers, as the list of this field shows them."""
        return tuple(
            StoredFile(
                file.name, filesize(file.size), "stored", "", f"{self.path}/files/{file.id}/remove", f"{key}-files"
            )
            for file in questions.files
        )


def sent(questions: Questions, way: Way) -> Response | None:
    """Send what was posted; the page once more where something has to be mended, or another answer brings questions."""
    typed, problems = questions.posted().with_posted_files()
    form = typed.form()
    if "update" in request.values:
        add_problems(form, problems)
        return respond(way.drawn(typed, form), "information/_questions.html", 422 if problems else 200)
    sound = form.validate()
    add_problems(form, problems)
    try:
        if sound and not problems:
            giving.give_information(typed.actor, typed.asked.ticket.reference, typed.asked.id, typed.given())
            return None
        _keep(typed)
    except Conflict:
        return _too_late(typed, way)
    return respond(way.drawn(typed, form), status=422)


def kept(questions: Questions, way: Way) -> Response:
    """Keep what was typed: for the page's script, which is told when, or for somebody who comes back later."""
    typed, problems = questions.posted().with_posted_files()
    try:
        _keep(typed)
    except Conflict as refusal:
        return make_response(jsonify(problem=str(refusal)), 409) if is_partial() else _too_late(typed, way)
    if is_partial():
        return jsonify(saved=here().hour(clock.now()))
    if problems:
        return _once_more(typed, way, problems)
    announce("What you typed is saved. It is not sent yet.")
    return see_other(way.back or way.path)


def uploaded(questions: Questions, way: Way) -> Response:
    """Store the posted files; what else the form posts is kept as well."""
    field = next(iter(request.files), next(iter(questions.file_fields), ""))
    typed, problems = (questions if is_partial() else questions.posted()).with_posted_files()
    return _files_answer(typed, way, field, problems)


def removed(questions: Questions, way: Way, file_id: str) -> Response:
    """Throw a file away that was not sent yet; what else the form posts is kept as well."""
    if all(file.id != file_id for file in questions.files):
        raise NotFound("There is no such file with these answers.")
    files.remove(questions.actor, file_id)
    typed, _ = (questions if is_partial() else questions.posted()).with_posted_files()
    return _files_answer(typed, way, next(iter(questions.file_fields), ""), {})


def _files_answer(typed: Questions, way: Way, field: str, problems: dict[str, str]) -> Response:
    if is_partial():
        listed, problem = way.stored(typed, field), problems.get(field, "")
        part = FilesPart(field, listed, problem, problem or f"{number(len(listed), 'file')} stored")
        return respond(part, part.template, 422 if problem else 200)
    try:
        _keep(typed)
    except Conflict:
        return _too_late(typed, way)
    return _once_more(typed, way, problems) if problems else see_other(f"{way.path}#{field}-field")


def _keep(typed: Questions) -> None:
    giving.keep_typed(typed.actor, typed.asked.ticket.reference, typed.asked.id, typed.typed())


def _once_more(typed: Questions, way: Way, problems: dict[str, str]) -> Response:
    form = typed.form()
    add_problems(form, problems)
    return respond(way.drawn(typed, form), status=422)


def _too_late(typed: Questions, way: Way) -> Response:
    """Another window was faster, or the questions were withdrawn."""
    asked = get_information(typed.actor, typed.asked.ticket.reference, typed.asked.id)
    return respond(standing.settled(asked, way.back), status=409)
