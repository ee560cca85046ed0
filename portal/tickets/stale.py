"""What others did to a ticket since somebody saw it: told before anything is decided on what no longer holds (R-11)."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from peewee import JOIN

from portal.db.tables import Entry, Person
from portal.errors import Stale
from portal.policy import Actor
from portal.settings import current
from portal.tickets.rows import TicketRow
from portal.vocabulary import INTERNAL_KINDS, EntryKind

# What one has to have read before one answers in public.
_BEFORE_AN_ANSWER = (EntryKind.MESSAGE, EntryKind.STATUS_CHANGED, EntryKind.APPROVED, EntryKind.DECLINED)
_PUBLIC = tuple(kind for kind in EntryKind if kind not in INTERNAL_KINDS)


class Seen(NamedTuple):
    """How a ticket stood when somebody looked: how often it was changed, and its newest entry where that is known."""

    version: int
    entry: int = 0


def seen_now(row: TicketRow) -> Seen:
    """How the ticket stands, for a form that is shown now."""
    newest = Entry.select(Entry.id).where(Entry.ticket == row.id).order_by(Entry.id.desc()).tuples().first()
    return Seen(row.version, newest[0] if newest else 0)


def stop_if_changed(actor: Actor, row: TicketRow, seen: Seen | None) -> None:
    """Return where nobody else has changed the ticket since; else Stale, with who did. One's own changes are known."""
    if seen is None or seen.version == row.version:
        return
    others = _others_since(actor, row.id, seen.entry, _PUBLIC) if seen.entry else _last_change(actor, row.id)
    if others:
        raise Stale(f"{others[-1]} changed {row.reference} while you were looking at it.")


def stop_if_answered(actor: Actor, row: TicketRow, newest_seen: int) -> None:
    """Return where an engineer's answer is still an answer to what they have read; else Stale, with who wrote since.

    Customers are not stopped: what they write holds whatever we wrote meanwhile.
    """
    if not newest_seen or not actor.is_engineer:
        return
    others = _others_since(actor, row.id, newest_seen, _BEFORE_AN_ANSWER)
    if others:
        raise Stale(f"{others[-1]} was faster: read what arrived while you were writing, then send yours again.")


def _others_since(actor: Actor, ticket_id: int, entry: int, kinds: Collection[EntryKind]) -> list[str]:
    """Who has done something of these kinds since that entry, in order, but for the actor."""
    select = Entry.select(Entry.actor, Person.name).join(Person, JOIN.LEFT_OUTER)
    since = (Entry.ticket == ticket_id) & (Entry.id > entry) & Entry.kind.in_(list(kinds))
    return _names(actor, select.where(since).order_by(Entry.id).tuples())


def _last_change(actor: Actor, ticket_id: int) -> list[str]:
    """Who made the last change, where that was not the actor."""
    select = Entry.select(Entry.actor, Person.name).join(Person, JOIN.LEFT_OUTER)
    last = select.where((Entry.ticket == ticket_id) & Entry.kind.in_(list(_PUBLIC))).order_by(Entry.id.desc()).limit(1)
    return _names(actor, last.tuples())


def _names(actor: Actor, found: Collection[tuple[int | None, str | None]]) -> list[str]:
    return [name or current().brand.name for number, name in found if number != actor.person_id]
