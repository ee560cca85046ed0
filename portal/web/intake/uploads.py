"""Files of a draft: stored the moment they arrive, alone or with the whole form."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Response, request, url_for
from werkzeug.datastructures import FileStorage

from portal.errors import NotFound, Rejected
from portal.tickets import files
from portal.tickets.draft_rows import Overtaken
from portal.web.intake.blueprint import blueprint
from portal.web.intake.details_page import details_page, stored_files
from portal.web.intake.saving import overtaken_by
from portal.web.intake.work import Work, on_draft, with_files_anew
from portal.web.limits import takes_files
from portal.web.pages.files import FilesPart
from portal.web.responses import is_partial, respond, see_other


@blueprint.post("/servicedesk/drafts/<draft_id>/files")
@takes_files
@on_draft("details")
def upload(work: Work) -> Response:
    """Store the posted files; the rest of the form, where it came along, is kept as well."""
    field = next(iter(request.files), "attachments")
    typed, problems = with_posted_files(work if is_partial() else work.posted("details"))
    return _answer(typed, field, problems)


@blueprint.post("/servicedesk/drafts/<draft_id>/files/<file_id>/remove")
@takes_files
@on_draft("details")
def remove_file(work: Work, file_id: str) -> Response:
    """Throw one stored file of this draft away."""
    file = next((file for file in work.files if file.id == file_id), None)
    if file is None:
        raise NotFound("There is no such file in this draft.")
    files.remove(work.actor, file_id)
    typed = with_files_anew(work if is_partial() else work.posted("details"), "details")
    return _answer(typed, file.field, {})


def with_posted_files(work: Work) -> tuple[Work, dict[str, str]]:
    """The work with the posted files stored, and for each field what was wrong with one of its files."""
    problems: dict[str, str] = {}
    stored = 0
    for field in work.file_fields():
        for file in _chosen(request.files.getlist(field)):
            try:
                files.store(work.actor, file.stream, file.filename or "", draft=work.draft.id, field=field)
                stored += 1
            except Rejected as refusal:
                problems.setdefault(field, str(refusal))
    return (with_files_anew(work, "details") if stored else work), problems


def add_problems(form: Any, problems: dict[str, str]) -> None:
    """Show at its field what was wrong with a file; whatever else was wrong there comes after it."""
    for field, problem in problems.items():
        form[field].errors = [problem, *form[field].errors]


def _chosen(posted: Iterable[FileStorage]) -> list[FileStorage]:
    """A field in which nothing was chosen posts one file without a name."""
    return [file for file in posted if file.filename]


def _answer(work: Work, field: str, problems: dict[str, str]) -> Response:
    if is_partial():
        listed = stored_files(work.draft.id, work.files).get(field, ())
        problem = problems.get(field, "")
        part = FilesPart(field, listed, problem, announcement=problem or _counted(len(listed)))
        return respond(part, part.template, status=422 if problem else 200)
    form = work.form("details")
    try:
        kept = work.saved(2)
    except Overtaken as other:
        return respond(details_page(*overtaken_by(other.draft, work, form)), status=409)
    if problems:
        add_problems(form, problems)
        return respond(details_page(kept, form), status=422)
    return see_other(url_for("intake.details", draft_id=work.draft.id, _anchor=f"{field}-field"))


def _counted(count: int) -> str:
    return {0: "No files stored", 1: "1 file stored"}.get(count, f"{count} files stored")
