"""What others did to a ticket while somebody was writing, as that person reads it beside their own words (R-11)."""

from __future__ import annotations

from collections.abc import Iterable

from portal.policy import Actor
from portal.tickets.queries import timeline
from portal.tickets.rows import EntryRow, TicketRow
from portal.vocabulary import INTERNAL_KINDS, EntryKind
from portal.web.events import event
from portal.web.filters import here
from portal.web.pages.timeline_parts import Meanwhile


def meanwhile_of(row: TicketRow, actor: Actor, after: int) -> tuple[Meanwhile, ...]:
    """What came after the entry `after`; where that is not known, the last thing that happened."""
    found = told_of(row, actor, timeline(actor, row.id, after))
    return found if after else found[-1:]


def told_of(row: TicketRow, actor: Actor, entries: Iterable[EntryRow]) -> tuple[Meanwhile, ...]:
    """What others wrote and did among these entries; internal notes are no reason to stop anybody."""
    others = (entry for entry in entries if entry.actor_id != actor.person_id and entry.kind not in INTERNAL_KINDS)
    return tuple(_told(row, actor, entry) for entry in others)


def _told(row: TicketRow, actor: Actor, entry: EntryRow) -> Meanwhile:
    if entry.kind is EntryKind.MESSAGE:
        sentence = f"{entry.actor_name} wrote:"
    else:
        said = event(entry, row, actor)
        sentence = f"{said.lead}{said.strong}{said.rest}"
    return Meanwhile(entry.actor_name, sentence, here().at(entry.created_at), entry.body)
