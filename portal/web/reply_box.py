"""The box in which one answers: what stands in it, and who will read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from flask import url_for

from portal.notify import links
from portal.notify.addresses import reply_address
from portal.notify.letters import MailEvent, Reader
from portal.notify.recipients import pick
from portal.notify.texts import filesize
from portal.policy import Action, Actor, allowed
from portal.settings import current
from portal.tickets.rows import NOTE, REPLY, FileRow, TicketRow, WholeTicket
from portal.tickets.templates import names_of
from portal.vocabulary import EntryKind, Following, Source
from portal.web.filters import here
from portal.web.pages.files import StoredFile
from portal.web.pages.ticket_parts import ReplyBox
from portal.web.wording import names

FILES_LIST = "reply-files"
# What a file waits for, as the address of its removal says it: that of a note leads back to the note.
_KINDS = {NOTE: EntryKind.NOTE}


@dataclass(frozen=True)
class Typed:
    """What somebody tried to send, and why it was not."""

    kind: EntryKind = EntryKind.MESSAGE
    body: str = ""
    once: str = ""
    asks: bool = False
    problem: str = ""
    files_problem: str = ""
    # The last entry that was on the page, where others have written since and that stopped it.
    stale_after: int = 0

    def with_problem(self, problem: str) -> Typed:
        """The same, and why it was not sent."""
        return replace(self, problem=problem)

    def with_body(self, body: str) -> Typed:
        """The same with other words."""
        return replace(self, body=body)


def reply_box(
    whole: WholeTicket,
    files: Sequence[FileRow],
    readers: Sequence[Reader],
    actor: Actor,
    actions: frozenset[Action],
    typed: Typed,
    path: str,
) -> ReplyBox:
    """The box with what was typed, else with the kept draft."""
    is_note = typed.kind is EntryKind.NOTE
    kept = whole.reply_draft and whole.reply_draft_at
    told = _who_is_told_of_a_note(readers, actor) if is_note else who_is_told(whole.row, readers, actor)
    return ReplyBox(
        path=path,
        is_note=is_note,
        hint=f"{told} Markdown works.",
        body=typed.body or whole.reply_draft,
        error=typed.problem,
        saved=f"Draft saved {here().hour(kept)}" if kept and not typed.body else "",
        asks=typed.asks,
        files=waiting_files(whole.row, [file for file in files if _waits(file, NOTE if is_note else REPLY)]),
        files_problem=typed.files_problem,
        by_engineer=actor.is_engineer,
        cancels=Action.CANCEL in actions,
        resolves=Action.RESOLVE in actions and not is_note,
        reopens=Action.REOPEN in actions and not is_note,
        templates=names_of(actor),
    )


def waiting_files(row: TicketRow, files: Sequence[FileRow]) -> tuple[StoredFile, ...]:
    """The files that go with what is being written, as their list shows them."""
    return tuple(
        StoredFile(
            name=file.name,
            size=filesize(file.size),
            state="Stored",
            href=url_for("files.download", file_id=file.id),
            remove=url_for(
                "replies.remove_file", reference=row.reference, file_id=file.id, kind=_KINDS.get(file.field)
            ),
            list=FILES_LIST,
        )
        for file in files
    )


def _waits(file: FileRow, field: str) -> bool:
    return file.entry_id is None and file.field == field


def who_is_told(row: TicketRow, readers: Sequence[Reader], actor: Actor) -> str:
    """Who gets a mail about a message that the actor writes, and who chose not to."""
    return _who_is_told(tuple(readers), actor.person_id, actor.is_engineer, row.engineer_id is None)


@lru_cache(maxsize=500)
def _who_is_told(readers: tuple[Reader, ...], person_id: int, by_engineer: bool, is_unassigned: bool) -> str:
    told = pick(MailEvent.MESSAGE, readers, actor_id=person_id, by_engineer=by_engineer)
    hear = {person_id} | {reader.person_id for reader in told.at_once + told.daily}
    muted = [r.name for r in readers if r.following is Following.MUTE and r.person_id not in hear]
    people = [reader.name for reader in told.at_once]
    sentence = f"{names(people)} {'gets' if len(people) == 1 else 'get'} a mail" if people else "Nobody gets a mail"
    if not by_engineer and is_unassigned:
        sentence = f"Our engineers see it; {sentence[0].lower() if not people else sentence[0]}{sentence[1:]}"
    if told.daily:
        later = [reader.name for reader in told.daily]
        sentence += f"; {names(later)} {'reads' if len(later) == 1 else 'read'} it in the daily digest"
    if muted:
        sentence += f"; {names(muted)} {'has' if len(muted) == 1 else 'have'} muted this ticket"
    return f"{sentence}."


def _who_is_told_of_a_note(readers: Sequence[Reader], actor: Actor) -> str:
    told = pick(MailEvent.NOTE, readers, actor_id=actor.person_id, by_engineer=True).at_once
    if not told:
        return "Nobody is mailed."
    return f"{names([reader.name for reader in told])} {'gets' if len(told) == 1 else 'get'} a mail."


def why_closed(row: TicketRow, actor: Actor, goes_on_in: str = "") -> str:
    """Why nothing can be written here, and what to do instead."""
    if goes_on_in:
        return f"This ticket goes on in {goes_on_in}: what is new about it belongs there."
    if row.status.is_finished and not (actor.is_paid or actor.is_engineer):
        return (
            f"This ticket is finished. If it comes back, reply to a mail about {row.reference}: it is opened again, "
            "or a new ticket goes on with it."
        )
    if row.status.is_finished and not actor.is_engineer:
        return (
            "This ticket is finished, so nothing can be added here. If it comes back, raise a new ticket and name this "
            f"one, or reply to a mail about {row.reference}."
        )
    if row.status.is_finished:
        return "This ticket is finished: nobody writes to its customer any more."
    if actor.is_engineer:
        return "Nobody can write on this ticket now."
    return (
        f"Your plan is by e-mail: reply to any mail about {row.reference}, and it stands here. A new mail to "
        f"{current().brand.support_email} becomes another ticket."
    )


def mail_of_ones_own(row: TicketRow, actor: Actor) -> str:
    """Where somebody begins a mail that answers the ticket, who does not write in the portal; empty for all others."""
    if Action.REPLY in allowed(actor, row) or Action.REPLY not in allowed(replace(actor, channel=Source.EMAIL), row):
        return ""
    return links.answer_by_mail(reply_address(row.id, actor.person_id), row.reference, row.subject)
