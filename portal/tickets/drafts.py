"""Tickets being written: kept on the server with every answer ever typed, seen by their author alone."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from peewee import Expression

from portal.clock import now
from portal.db import handle, transaction
from portal.db.locks import locked
from portal.db.tables import Attachment, Draft
from portal.errors import NO_DRAFT, NotAllowed, NotFound
from portal.policy import Actor
from portal.settings import current
from portal.tickets import storage
from portal.tickets.draft_rows import AlreadySent, DraftRow, Edition, Overtaken
from portal.tickets.queries import ticket_of_draft

Answers = Mapping[str, list[str]]


def start(actor: Actor, issue_type: str) -> DraftRow:
    """Begin a draft of this issue type; only who may raise tickets in the portal begins one."""
    _require_may_raise(actor)
    moment = now()
    draft = Draft.create(
        id=secrets.token_urlsafe(32),
        author=actor.person_id,
        issue_type=issue_type,
        answers={},
        created_at=moment,
        changed_at=moment,
    )
    return _row(draft)


def start_with(actor: Actor, issue_type: str, answers: Answers) -> DraftRow:
    """Begin a draft of this issue type in which these answers are given already."""
    with transaction():
        draft = start(actor, issue_type)
        return _write(draft, answers={issue_type: _listed(answers)}, version=1, step=2)


def of_mail(actor: Actor, draft_id: str, issue_type: str, answers: Answers) -> DraftRow:
    """The draft that a mail became, made where it is not there yet; NotAllowed where the actor does not act by mail.

    Who may not raise tickets in the portal may have one for as long as it takes to raise the mail's ticket.
    """
    if actor.letter is None or actor.is_engineer:
        raise NotAllowed("Only a customer's mail becomes a draft by itself.")
    if (reference := ticket_of_draft(actor, draft_id)) is not None:
        raise AlreadySent(reference)
    moment = now()
    values = {"id": draft_id, "author": actor.person_id, "issue_type": issue_type, "version": 1}
    Draft.insert(
        values | {"answers": {issue_type: _listed(answers)}, "created_at": moment, "changed_at": moment}
    ).on_conflict_ignore().execute()
    return _row(_own(actor, draft_id))


def get(actor: Actor, draft_id: str, *, to_save: bool = False) -> DraftRow:
    """The actor's own draft; AlreadySent where it became a ticket, NotFound where it is not theirs.

    NotAllowed where the plan has become e-mail only, but not `to_save` what was typed last: `save` says it then.
    """
    _require_had_plan(actor, draft_id)
    if not to_save:
        _require_may_raise(actor, of_draft=True)
    return _row(_own(actor, draft_id))


def save(actor: Actor, draft_id: str, issue_type: str, answers: Answers, edition: Edition, *, step: int) -> DraftRow:
    """Keep these answers for this issue type; Overtaken where another page saved something else meanwhile.

    They are kept also where the plan has become e-mail only meanwhile, and NotAllowed says so.
    """
    _require_had_plan(actor, draft_id)
    with transaction():
        saved = _save(_row(_own(actor, draft_id, lock=True)), issue_type, answers, edition, step)
    _require_may_raise(actor, of_draft=True)
    return saved


def _save(draft: DraftRow, issue_type: str, answers: Answers, edition: Edition, step: int) -> DraftRow:
    kept = {**draft.answers, issue_type: _listed(answers)}
    if kept == draft.answers and issue_type == draft.issue_type:
        return _write(draft, step=step)
    if edition.version != draft.version and not (edition.tab and edition.tab == draft.tab):
        raise Overtaken(draft)
    return _write(draft, answers=kept, issue_type=issue_type, tab=edition.tab, version=draft.version + 1, step=step)


def switch_type(
    actor: Actor, draft_id: str, issue_type: str, carried: Answers, *, over_earlier: bool = False
) -> DraftRow:
    """Go on with another issue type: what was typed for it before comes back, `carried` fills the rest.

    With `over_earlier` what is carried wins instead.
    """
    _require_may_raise(actor)
    with transaction():
        draft = _row(_own(actor, draft_id, lock=True))
        before, brought = draft.answers.get(issue_type, {}), _listed(carried)
        filled = {**before, **brought} if over_earlier else {**brought, **before}
        return _write(
            draft,
            answers={**draft.answers, issue_type: filled},
            issue_type=issue_type,
            tab="",
            version=draft.version + 1,
            step=2,
        )


def list_of(actor: Actor) -> list[DraftRow]:
    """The actor's drafts in which something was typed or stored, the latest first."""
    files = Attachment.select(Attachment.draft).where(Attachment.draft.is_null(False))
    own = (Draft.author == actor.person_id) & ((Draft.version > 0) | Draft.id.in_(files))
    return [_row(draft) for draft in Draft.select().where(own).order_by(Draft.changed_at.desc()).limit(50)]


def delete(actor: Actor, draft_id: str) -> None:
    """Throw the actor's draft away, with its files."""
    _require_may_raise(actor)
    with transaction():
        remove_all([_own(actor, draft_id, lock=True).id])


def remove_all(draft_ids: list[str]) -> int:
    """Remove these drafts with their files, within the caller's transaction; returns how many."""
    files = [file.id for file in Attachment.select(Attachment.id).where(Attachment.draft.in_(draft_ids))]
    Attachment.delete().where(Attachment.id.in_(files)).execute()
    # A file goes only once nothing can bring its row back.
    handle.after_commit(lambda: storage.discard(files))
    return int(Draft.delete().where(Draft.id.in_(draft_ids)).execute())


def _require_may_raise(actor: Actor, *, of_draft: bool = False) -> None:
    if not actor.may_raise:
        raise NotAllowed(_kept_words() if of_draft else _BY_MAIL)


def _require_had_plan(actor: Actor, draft_id: str) -> None:
    """Who may not raise tickets learns of no draft but their own, which they began on another plan."""
    if not actor.may_raise and not Draft.select().where(_theirs(actor, draft_id)).exists():
        raise NotAllowed(_BY_MAIL)


def _theirs(actor: Actor, draft_id: str) -> Expression:
    return (Draft.id == draft_id) & (Draft.author == actor.person_id)


def _kept_words() -> str:
    days = current().drafts_days
    return (
        "Your plan is by e-mail now, so this cannot be sent from here: write to support instead. What you have begun "
        f"is kept for {days} days, and opens again as soon as your plan is paid."
    )


_BY_MAIL = "Your plan is by e-mail: tickets are raised by writing to support."


def _own(actor: Actor, draft_id: str, *, lock: bool = False) -> Draft:
    query = Draft.select().where(_theirs(actor, draft_id))
    draft: Draft | None = (locked(query) if lock else query).first()
    if draft is not None:
        return draft
    reference = ticket_of_draft(actor, draft_id)
    if reference is not None:
        raise AlreadySent(reference)
    raise NotFound(NO_DRAFT)


def _listed(answers: Answers) -> dict[str, list[str]]:
    return {key: list(texts) for key, texts in answers.items()}


def _write(draft: DraftRow, **values: Any) -> DraftRow:
    values["changed_at"] = now()
    Draft.update(**values).where(Draft.id == draft.id).execute()
    return replace(draft, **values)


def _row(draft: Draft) -> DraftRow:
    return DraftRow(
        id=draft.id,
        issue_type=draft.issue_type,
        answers=draft.answers,
        version=draft.version,
        tab=draft.tab,
        step=draft.step,
        created_at=draft.created_at,
        changed_at=draft.changed_at,
    )
