"""The requester's answer to a mail that said their ticket is solved, given by one of its two links."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

from portal.errors import NO_TICKET, NotFound
from portal.notify.choices import Solution
from portal.policy import Actor
from portal.tickets import operations
from portal.tickets.changing import changing
from portal.tickets.queries import get_visible
from portal.tickets.rows import TicketRow, reference_of
from portal.tickets.standing import resolution_of
from portal.vocabulary import Status


class Standing(StrEnum):
    """How the ticket stands to the mail that asks."""

    # It waits for this answer.
    ASKED = "asked"
    # It was opened again and resolved once more: a later mail asks.
    OVERTAKEN = "overtaken"
    OPEN = "open"
    CLOSED = "closed"
    # It was cancelled or declined.
    FINISHED = "finished"


def find(actor: Actor, solution: Solution) -> tuple[TicketRow, Standing]:
    """The actor's own ticket that the mail was about, as it stands now; NotFound where it is not theirs to see."""
    return _found(get_visible(actor, reference_of(solution.ticket_id)).row, actor, solution)


def agree(actor: Actor, solution: Solution) -> None:
    """Say that it is solved, which closes the ticket; nothing happens where the mail asks for nothing any more."""
    with _asked(actor, solution) as reference:
        if reference:
            operations.confirm_solved(actor, reference)


def disagree(actor: Actor, solution: Solution, text: str) -> None:
    """Say that it is not solved, which opens it again; nothing happens where the mail asks for nothing any more."""
    with _asked(actor, solution) as reference:
        if reference:
            operations.reopen(actor, reference, text)


@contextmanager
def _asked(actor: Actor, solution: Solution) -> Iterator[str]:
    """The reference while the mail still asks, and nobody moves the ticket meanwhile; empty where it does not."""
    with changing(actor, reference_of(solution.ticket_id)) as row:
        found, standing = _found(row, actor, solution)
        yield found.reference if standing is Standing.ASKED else ""


def _found(row: TicketRow, actor: Actor, solution: Solution) -> tuple[TicketRow, Standing]:
    if row.requester_id != actor.person_id:
        raise NotFound(NO_TICKET)
    if row.status is Status.RESOLVED:
        return row, Standing.ASKED if resolution_of(row.id) == solution.entry_id else Standing.OVERTAKEN
    if row.status.is_open:
        return row, Standing.OPEN
    return row, Standing.CLOSED if row.status is Status.CLOSED else Standing.FINISHED
