"""The panel of linked tickets, which only engineers see."""

from __future__ import annotations

from collections.abc import Iterable

from portal.policy import Action
from portal.tickets import linking
from portal.tickets.linking import Linked as Row
from portal.tickets.rows import EntryRow, TicketRow
from portal.vocabulary import EntryKind, LinkKind
from portal.web.pages.ticket_parts import Linked, LinkedTicket


def linked_of(
    row: TicketRow, entries: Iterable[EntryRow], path: str, list_path: str, actions: frozenset[Action]
) -> Linked:
    """The panel beside this ticket; whose timeline tells of no link has none, and is asked no further."""
    is_linked = any(entry.kind is EntryKind.CONNECTED for entry in entries)
    tickets = (
        LinkedTicket(
            how=how(one),
            reference=one.reference,
            subject=one.subject,
            status=one.status,
            href=f"{list_path}/{one.reference}",
            remove=f"{path}/links/{one.link_id}/remove",
        )
        for one in (linking.linked_with(row) if is_linked else ())
    )
    return Linked(path, tuple(tickets), separates=Action.SEPARATE in actions)


def how(one: Row) -> str:
    """What the other ticket is to this one."""
    if one.kind is LinkKind.RELATED:
        return "Related"
    return "Duplicate of" if one.is_original else "Raised again in"
