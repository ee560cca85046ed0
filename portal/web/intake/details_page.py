"""Step 2 as a page: the form, the stored files, and earlier tickets that may hold the answer."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from flask import url_for

from forms import offers, recognise_uuids, subject_of
from portal.notify.texts import filesize
from portal.states import STATES
from portal.tickets import lookups
from portal.tickets.rows import FileRow, TicketRow
from portal.web import filters
from portal.web.catalogue import category_of
from portal.web.intake.saving import saved_time
from portal.web.intake.work import Work
from portal.web.pages.files import StoredFile
from portal.web.pages.intake import DetailsPage, Like, Mention, Other

_LIKES = 4


def details_page(work: Work, form: Any, others: tuple[Other, ...] | None = None, announcement: str = "") -> DetailsPage:
    """The page; `others` where another window was faster."""
    about = _about(work)
    return DetailsPage(
        draft_id=work.draft.id,
        edition=work.edition,
        issue_type=work.issue_type,
        form=form,
        has_errors=bool(form.problems()),
        saved=saved_time(work.draft) if work.draft.version else "",
        announcement=announcement,
        overtaken=others is not None,
        others=others or (),
        category_label=category_of(work.issue_type).label,
        upload_url=url_for("intake.upload", draft_id=work.draft.id),
        files=stored_files(work.draft.id, work.files),
        likes=_likes(work, about),
        mentions=_mentions(form, about),
        offers=offers(work.issue_type, work.answers, work.surroundings),
    )


def stored_files(draft_id: str, files: tuple[FileRow, ...]) -> dict[str, tuple[StoredFile, ...]]:
    """The stored files of each field, as the page lists them."""
    found: dict[str, tuple[StoredFile, ...]] = defaultdict(tuple)
    for file in files:
        found[file.field] += (
            StoredFile(
                name=file.name,
                size=filesize(file.size),
                state="stored",
                href=url_for("files.download", file_id=file.id),
                remove=url_for("intake.remove_file", draft_id=draft_id, file_id=file.id),
                list=f"{file.field}-files",
            ),
        )
    return dict(found)


def _about(work: Work) -> dict[str, tuple[TicketRow, ...]]:
    typed = [text for key in work.asked() for text in work.answers.get(key, ())]
    return lookups.tickets_about(work.actor, list(recognise_uuids("\n".join(typed)))[:50])


def _mentions(form: Any, about: dict[str, tuple[TicketRow, ...]]) -> dict[str, tuple[Mention, ...]]:
    """For each field the earlier tickets that name one of its UUIDs."""
    return {
        field.name: tuple(
            Mention(uuid[:8], f"{row.reference} {row.subject}", _href(row), _state(row))
            for uuid in field.recognised
            for row in about.get(uuid, ())[:1]
        )
        for field in form
    }


def _likes(work: Work, about: dict[str, tuple[TicketRow, ...]]) -> tuple[Like, ...]:
    same = {row.id: (row, "same resource") for rows in about.values() for row in rows}
    like = {row.id: (row, "like subject") for row in _alike(work)}
    found = list({**like, **same}.values())
    found.sort(key=lambda pair: (pair[1] != "same resource", -pair[0].id))
    return tuple(
        Like(row.subject, _href(row), f"{row.reference} · {why} · {_state(row)}") for row, why in found[:_LIKES]
    )


def _alike(work: Work) -> tuple[TicketRow, ...]:
    """Where access is given or taken, the next request has a like subject, and is about somebody else."""
    if work.issue_type.fulfilment != "none":
        return ()
    return lookups.with_like_subject(work.actor, subject_of(work.issue_type, work.answers, work.surroundings))


def _href(row: TicketRow) -> str:
    return f"/servicedesk/tickets/{row.reference}"


def _state(row: TicketRow) -> str:
    if row.resolved_at is None:
        return STATES[row.status].short.lower()
    local = row.resolved_at.astimezone(filters.zone())
    return f"resolved {local.day} {local:%b}"
