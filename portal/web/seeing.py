"""Who can see a ticket, who gets its mail, and what a change of it would mean."""

from __future__ import annotations

from collections.abc import Sequence

from portal.notify.letters import Reader
from portal.policy import Action, Actor, allowed
from portal.tickets.rows import TicketRow
from portal.tickets.seers import customers_among
from portal.vocabulary import Following, Visibility
from portal.web.pages.ticket import Seer, Seers
from portal.web.pages.tickets import Share
from portal.web.wording import initials, names, number

MOST_NAMED = 5


def seers_of(row: TicketRow, readers: Sequence[Reader], actor: Actor, actions: frozenset[Action], path: str) -> Seers:
    """The panel: everybody who can see the ticket beside the engineers, and what could change that."""
    customers = customers_among(tuple(readers))
    to = Visibility.PRIVATE if row.is_shared else Visibility.SHARED
    share = Share(row, path.rpartition("/")[0], Action.SHARE in actions)
    return Seers(
        sentence=_sentence(row, customers, actor),
        short=f"Shared with {number(len(customers), 'person', 'people')}" if row.is_shared else "Private",
        people=tuple(_seer(reader, actor) for reader in customers[:MOST_NAMED]),
        others=max(0, len(customers) - MOST_NAMED),
        share=share,
        to=to,
        label="Make private" if row.is_shared else f"Share with {row.organisation_name}",
        preview=_preview(row, customers) if Action.SHARE in actions else "",
    )


def share_of(actor: Actor, row: TicketRow, path: str) -> Share:
    """The toggle of a ticket in the list at `path`."""
    return Share(row, path, Action.SHARE in allowed(actor, row))


def gain(people: Sequence[str], organisation: str) -> str:
    """What sharing means."""
    if not people:
        return f"Nobody else at {organisation} can see shared tickets now; who joins later sees this one."
    return f"{names(people)} will see it, with everything written so far."


def loss(people: Sequence[str]) -> str:
    """What making private means."""
    if not people:
        return "Nobody else sees it now, and nobody will."
    return f"{names(people)} will no longer see it, nor get mail about it."


def _preview(row: TicketRow, customers: Sequence[Reader]) -> str:
    if not row.is_shared:
        return (
            f"People at {row.organisation_name} would see it, with everything written so far. We ask before we do it."
        )
    others = [reader.name.split()[0] for reader in customers if not reader.is_requester]
    if not others:
        return "Nobody else sees it now. We ask before we do it."
    return f"{names(others)} would no longer see it, nor get mail about it. We ask before we do it."


def _sentence(row: TicketRow, customers: Sequence[Reader], actor: Actor) -> str:
    if row.is_shared:
        return f"{number(len(customers), 'person', 'people')} at {row.organisation_name}, and our engineers."
    if len(customers) > 1:
        return f"{number(len(customers), 'person', 'people')} who have to know of it, and our engineers."
    return (
        "Only you, and our engineers." if row.requester_id == actor.person_id else "The requester, and our engineers."
    )


def _seer(reader: Reader, actor: Actor) -> Seer:
    facts = (
        (reader.person_id == actor.person_id, "you"),
        (reader.is_requester and reader.person_id != actor.person_id, "requester"),
        (reader.following is Following.MUTE and not reader.is_requester, "muted"),
    )
    return Seer(reader.name, initials(reader.name), ", ".join(word for holds, word in facts if holds))
