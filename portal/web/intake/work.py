"""A draft in somebody's hands: its issue type, its answers, its files, and the form of the step they are in."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any, Literal

from flask import Response, request, url_for

from forms import Answers, IssueType, Surroundings, build_form, merge, resolve
from portal.notify.texts import clean
from portal.policy import Actor
from portal.tickets import drafts, files
from portal.tickets.draft_rows import AlreadySent, DraftRow, Edition
from portal.tickets.rows import FileRow
from portal.web.catalogue import catalogue, offered_type
from portal.web.guards import current_actor, signed_in
from portal.web.intake.surroundings import surroundings_of
from portal.web.pages.intake import AlreadySentPage
from portal.web.responses import announce, is_partial, respond, see_other
from portal.web.wording import number

Step = Literal["details", "priority"]
View = Callable[..., Response]

_FILES = ("attachments",)


@dataclass(frozen=True)
class Work:
    """Everything that a step of a new ticket is made of."""

    actor: Actor
    draft: DraftRow
    issue_type: IssueType
    answers: dict[str, list[str]]
    files: tuple[FileRow, ...]
    surroundings: Surroundings
    edition: Edition

    def form(self, step: Step) -> Any:
        """The form with exactly the visible fields of a step, filled with the answers."""
        made = build_form(self.issue_type, self.answers, self.surroundings, step=step)
        return made(formdata=Answers(self.answers))

    def posted(self, step: Step) -> Work:
        """The same with what the request posts for this step laid over the answers."""
        answers = merge(self.issue_type, self.answers, request.form, self.surroundings, step=step)
        return replace(self, answers=answers)

    def saved(self, number: int) -> Work:
        """The same, kept on the server as being in step `number`; Overtaken where another window was faster."""
        kept = drafts.save(self.actor, self.draft.id, self.issue_type.key, self.answers, self.edition, step=number)
        return replace(self, draft=kept, edition=replace(self.edition, version=kept.version))

    def names(self, step: Step) -> tuple[str, ...]:
        """Names of all fields of a step's form, in order."""
        return tuple(field.name for field in self.form(step))

    def asked(self) -> tuple[str, ...]:
        """Keys of all visible fields, in order."""
        return resolve(self.issue_type, self.answers, self.surroundings).keys

    def file_fields(self) -> tuple[str, ...]:
        """Keys of the visible fields that take files."""
        asked = resolve(self.issue_type, self.answers, self.surroundings)
        return (*(spec.key for spec, _ in asked if spec.kind == "files"), *_FILES)


def unless_sent(view: View) -> View:
    """For people who are logged in; a draft that became a ticket says so, whatever is asked of it (UX-14)."""

    @wraps(view)
    def answered(**values: Any) -> Response:
        try:
            return view(**values)
        except AlreadySent as sent:
            return _already_sent(sent.reference)

    return signed_in(answered)


def on_draft(step: Step) -> Callable[[View], View]:
    """Give the view the draft of the address as the Work of this step."""

    def mark(view: View) -> View:
        @wraps(view)
        def opened(draft_id: str, **values: Any) -> Response:
            draft = drafts.get(current_actor(), draft_id, to_save=request.method == "POST")
            work = _work(draft, step)
            return view(work, **values) if work else _choose_again(draft)

        return unless_sent(opened)

    return mark


def new_tab() -> str:
    """The mark of a page that is being opened."""
    return secrets.token_urlsafe(6)


def with_files_anew(work: Work, step: Step) -> Work:
    """The same after files were stored or removed."""
    stored = files.list_of_draft(work.actor, work.draft.id)
    return replace(work, files=stored, surroundings=surroundings_of(work.actor, work.issue_type, stored, step))


def changed_questions(before: Work, after: Work, step: Step) -> str:
    """What came and went when an answer changed, for who cannot see it: "3 questions added, 1 removed"."""
    old, new = set(before.names(step)), set(after.names(step))
    added, removed = len(new - old), len(old - new)
    if added and removed:
        return f"{number(added, 'question')} added, {removed} removed."
    if added or removed:
        return f"{number(added or removed, 'question')} {'added' if added else 'removed'}."
    return ""


def _work(draft: DraftRow, step: Step) -> Work | None:
    actor = current_actor()
    # A page that was opened before the type was changed elsewhere still posts answers of its own type.
    key = request.form.get("issue_type", draft.issue_type)
    # Who may raise nothing any more gets so far only for what they typed last to be kept.
    issue_type = offered_type(actor, key) if actor.may_raise else catalogue().issue_type(key)
    if issue_type is None:
        return None
    stored = files.list_of_draft(actor, draft.id)
    return Work(
        actor=actor,
        draft=draft,
        issue_type=issue_type,
        answers=draft.answers.get(issue_type.key, {}),
        files=stored,
        surroundings=surroundings_of(actor, issue_type, stored, step),
        edition=_edition(draft),
    )


def _edition(draft: DraftRow) -> Edition:
    if request.method != "POST":
        return Edition(draft.version, new_tab())
    version = request.form.get("version", "")
    tab = clean(request.form.get("tab", ""))[:16]
    return Edition(int(version) if version.isdecimal() and len(version) < 10 else -1, tab)


def _choose_again(draft: DraftRow) -> Response:
    gone = catalogue().issue_type(draft.issue_type)
    announce(f"{gone.label if gone else 'This issue type'} is no longer offered. Choose another: what you typed stays.")
    return see_other(url_for("intake.new", draft=draft.id))


def _already_sent(reference: str) -> Response:
    created = url_for("intake.created", reference=reference)
    if request.form.get("go") == "create":
        return see_other(created)
    fresh = request.method == "GET" and not is_partial()
    return respond(AlreadySentPage(reference=reference, created_url=created), status=200 if fresh else 409)
