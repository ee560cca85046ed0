"""What people do to a ticket: write on it, move it along, follow it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal import clock
from portal.db.tables import Follow, ReplyDraft
from portal.errors import Rejected
from portal.notify.letters import MailEvent
from portal.notify.texts import clean
from portal.policy import Action, Actor
from portal.states import Move, can
from portal.tickets import repeats
from portal.tickets.changing import change_status, changing, is_repeated, mail_of, write
from portal.tickets.events import tell
from portal.tickets.opening import require_raised_by_another
from portal.tickets.planned import CANCELLED, is_planned, let_go, stop_if_planned
from portal.tickets.rows import TicketRow
from portal.tickets.saying import NOTHING, attached, half_written, send_along, write_words
from portal.tickets.search import add_text
from portal.tickets.stale import stop_if_answered
from portal.tickets.words import MOST_CHARACTERS, required, words_of
from portal.vocabulary import Approval, EntryKind, Following, Status


def reply(
    actor: Actor,
    reference: str,
    body: str,
    *,
    once: str = "",
    files: tuple[str, ...] = (),
    asks: bool = False,
    beside: Mapping[str, Any] = NOTHING,
    newest_seen: int = 0,
) -> int:
    """Write a public message and return its entry; `asks` (engineers only) hands the turn to the customer.

    `beside` is kept with the entry: what a mail said that is not its writer's message. `newest_seen` is the last entry
    that the writer has read: Stale where an engineer would answer past a newer one (R-11).
    """
    asks = asks and actor.is_engineer
    with changing(actor, reference, Action.REPLY) as row:
        body = words_of(body)
        key = repeats.key_of(actor, row, EntryKind.MESSAGE, once, body)
        if (sent := repeats.made_already(actor, key, files)) is not None:
            return sent
        stop_if_answered(actor, row, newest_seen)
        entry = write_words(actor, row, EntryKind.MESSAGE, body, key=key, files=files, data=beside, asks=asks)
        move_by_reply(actor, row, asks)
        add_text(row.id, body)
        event = MailEvent.QUESTION if asks else MailEvent.MESSAGE
        tell(event, actor, row.id, entry, body=body, facts=attached(entry, files))
        return entry


def note(
    actor: Actor,
    reference: str,
    body: str,
    *,
    once: str = "",
    files: tuple[str, ...] = (),
    beside: Mapping[str, Any] = NOTHING,
) -> int:
    """Write an internal note and return its entry: engineers are mailed, no customer sees that the ticket changed."""
    with changing(actor, reference, Action.NOTE) as row:
        body = words_of(body)
        key = repeats.key_of(actor, row, EntryKind.NOTE, once, body)
        if (sent := repeats.made_already(actor, key, files)) is not None:
            return sent
        entry = write_words(actor, row, EntryKind.NOTE, body, key=key, files=files, data=beside)
        tell(MailEvent.NOTE, actor, row.id, entry, body=body, facts=attached(entry, files))
        return entry


def _move_with_words(actor: Actor, row: TicketRow, move: Move, words: str, once: str, files: tuple[str, ...]) -> int:
    """Make the move with what stands in the reply box; the form's mark tells a late autosave that it was sent."""
    key = repeats.unused(repeats.key_of(actor, row, move, once, words))
    entry = change_status(actor, row, move, body=words, once=key)
    send_along(actor, row, EntryKind.MESSAGE, entry, files)
    return entry


def move_by_reply(actor: Actor, row: TicketRow, asks: bool) -> None:
    """An answer ends the waiting; an engineer's first words start the work.

    What a customer writes after it was resolved does not reopen it: it waits for an engineer to say what it means.
    """
    if asks and can(Move.ASK, row.status):
        change_status(actor, row, Move.ASK)
    elif actor.is_engineer and row.status is Status.NEW:
        change_status(actor, row, Move.WORK)
    elif not actor.is_engineer and can(Move.ANSWER, row.status):
        change_status(actor, row, Move.ANSWER)
    elif row.status is Status.RESOLVED:
        write(row.id, after_resolve_at=None if actor.is_engineer else clock.now())
    else:
        write(row.id)


def resolve(
    actor: Actor, reference: str, text: str = "", *, once: str = "", files: tuple[str, ...] = (), newest_seen: int = 0
) -> None:
    """Say that it is solved; an engineer has to say how (OPS-15). The files go with the words.

    Conflict while something is planned for a later day: it would seem done, and happen nevertheless.
    """
    with changing(actor, reference) as row:
        words = words_of(text)
        if is_repeated(actor, row, Move.RESOLVE, Action.RESOLVE, words):
            return
        stop_if_planned(actor, row)
        stop_if_answered(actor, row, newest_seen)
        if actor.is_engineer and not words:
            raise Rejected("Write what solved it: the requester reads it", field="body")
        entry = _move_with_words(actor, row, Move.RESOLVE, words, once, files)
        add_text(row.id, words)
        tell(mail_of(Move.RESOLVE), actor, row.id, entry, body=words, facts=attached(entry, files))


def reopen(
    actor: Actor, reference: str, text: str = "", *, once: str = "", files: tuple[str, ...] = (), newest_seen: int = 0
) -> None:
    """Say that it is not solved after all. The files go with the words."""
    with changing(actor, reference) as row:
        words = words_of(text)
        if is_repeated(actor, row, Move.REOPEN, Action.REOPEN, words):
            return
        stop_if_answered(actor, row, newest_seen)
        entry = _move_with_words(actor, row, Move.REOPEN, words, once, files)
        tell(mail_of(Move.REOPEN), actor, row.id, entry, body=words, facts=attached(entry, files))


def confirm_solved(actor: Actor, reference: str) -> None:
    """Agree that one's ticket is solved, which closes it; repeating it changes nothing."""
    with changing(actor, reference) as row:
        if is_repeated(actor, row, Move.CLOSE, Action.CLOSE):
            return
        entry = change_status(actor, row, Move.CLOSE)
        tell(mail_of(Move.CLOSE), actor, row.id, entry)


def cancel(actor: Actor, reference: str, text: str = "") -> None:
    """Take one's request back, with what is planned for a later day."""
    with changing(actor, reference) as row:
        words = words_of(text)
        if is_repeated(actor, row, Move.CANCEL, Action.CANCEL, words):
            return
        if row.approval is Approval.PENDING:
            write(row.id, approval=Approval.DECLINED)
        if is_planned(row):
            let_go(actor, row, CANCELLED)
        entry = change_status(actor, row, Move.CANCEL, body=words)
        tell(mail_of(Move.CANCEL), actor, row.id, entry, body=words)


def approve(actor: Actor, reference: str) -> None:
    """Let engineers act on a request; the clock of the first answer starts now."""
    with changing(actor, reference) as row:
        if is_repeated(actor, row, Move.APPROVE, Action.APPROVE):
            return
        require_raised_by_another(actor, row.id)
        write(row.id, approval=Approval.APPROVED)
        entry = change_status(actor, row, Move.APPROVE, kind=EntryKind.APPROVED)
        tell(mail_of(Move.APPROVE), actor, row.id, entry)


def decline(actor: Actor, reference: str, reason: str) -> None:
    """Refuse a request for one's organisation; the requester is told why."""
    with changing(actor, reference) as row:
        why = words_of(reason)
        if is_repeated(actor, row, Move.DECLINE, Action.APPROVE, why):
            return
        required(why, "body")
        write(row.id, approval=Approval.DECLINED)
        entry = change_status(actor, row, Move.DECLINE, body=why, kind=EntryKind.DECLINED)
        tell(mail_of(Move.DECLINE), actor, row.id, entry, facts={"reason": why})


def follow(actor: Actor, reference: str, following: Following) -> None:
    """Choose for one ticket whether its mail comes; one's own tickets are always mailed."""
    with changing(actor, reference, Action.FOLLOW) as row:
        Follow.insert(person=actor.person_id, ticket=row.id, following=following).on_conflict(
            conflict_target=[Follow.ticket, Follow.person], update={Follow.following: following}
        ).execute()


def keep_reply_draft(
    actor: Actor, reference: str, body: str, kind: EntryKind = EntryKind.MESSAGE, *, once: str = ""
) -> None:
    """Keep a half-written message or note; an empty one is forgotten, and one that was sent meanwhile is not kept."""
    with changing(actor, reference, Action.NOTE if kind is EntryKind.NOTE else Action.REPLY) as row:
        if repeats.was_sent(actor, row, once, body):
            return
        if not body.strip():
            ReplyDraft.delete().where(half_written(actor, row, kind)).execute()
            return
        text, now = clean(body)[:MOST_CHARACTERS], clock.now()
        ReplyDraft.insert(person=actor.person_id, ticket=row.id, kind=kind, body=text, changed_at=now).on_conflict(
            conflict_target=[ReplyDraft.person, ReplyDraft.ticket, ReplyDraft.kind],
            update={ReplyDraft.body: text, ReplyDraft.changed_at: now},
        ).execute()
