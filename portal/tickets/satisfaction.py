"""What the requester thinks of how their closed ticket went: one question, once, changed for as long as it is fresh."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from portal import clock
from portal.db.tables import Satisfaction
from portal.errors import NO_TICKET, Conflict, NotFound, Rejected
from portal.notify.opinions import SCORES
from portal.notify.texts import clean
from portal.policy import Actor
from portal.tickets.changing import changing
from portal.tickets.queries import get_visible
from portal.tickets.rows import TicketRow, reference_of
from portal.vocabulary import Status

# Who pressed the wrong number mends it; figures of last month stay what they were.
CHANGES_FOR = timedelta(days=14)
MOST_CHARACTERS = 2000


class Said(NamedTuple):
    """What was said of a ticket, and when first."""

    score: int
    comment: str
    at: datetime

    @property
    def may_change(self) -> bool:
        """Whether it can still be said otherwise."""
        return clock.now() < self.changes_until

    @property
    def changes_until(self) -> datetime:
        """Until when it can."""
        return self.at + CHANGES_FOR


def said_of(ticket_id: int) -> Said | None:
    """What its requester said of a ticket; who may read it is for the caller to ask."""
    columns = (Satisfaction.score, Satisfaction.comment, Satisfaction.created_at)
    found = Satisfaction.select(*columns).where(Satisfaction.ticket == ticket_id).tuples().first()
    return Said(*found) if found else None


def find(actor: Actor, ticket_id: int) -> tuple[TicketRow, Said | None]:
    """The actor's own ticket and what they said of it; NotFound where it is not theirs, or not theirs to see."""
    row = get_visible(actor, reference_of(ticket_id)).row
    _require_own(actor, row)
    return row, said_of(row.id)


def say(actor: Actor, ticket_id: int, score: int, comment: str) -> None:
    """Say how it went; the same again changes nothing, and another answer takes the place of the first.

    Rejected names the field; Conflict where the ticket is not closed, or the first answer is too old to be changed.
    """
    with changing(actor, reference_of(ticket_id)) as row:
        _require_own(actor, row)
        said, words = said_of(row.id), _checked(score, comment)
        if row.status is not Status.CLOSED:
            raise Conflict("The ticket is not closed, so there is nothing to say of it yet.")
        if said is None:
            Satisfaction.insert(ticket=row.id, score=score, comment=words, created_at=clock.now()).execute()
        elif not said.may_change:
            raise Conflict("You have answered this before, and it can no longer be changed.")
        else:
            Satisfaction.update(score=score, comment=words).where(Satisfaction.ticket == row.id).execute()


def _require_own(actor: Actor, row: TicketRow) -> None:
    if row.requester_id != actor.person_id:
        raise NotFound(NO_TICKET)


def _checked(score: int, comment: str) -> str:
    if score not in SCORES:
        raise Rejected("Choose a number from 1 to 5", field="score")
    words = clean(comment).strip()
    if len(words) > MOST_CHARACTERS:
        raise Rejected(f"Shorten your comment to {MOST_CHARACTERS} characters", field="comment")
    return words
