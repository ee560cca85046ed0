"""Requests for information as they stand: a frozen row of each, and the reads that give them away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from peewee import JOIN, ModelSelect

from portal.db.tables import Entry, InformationRequest, Person
from portal.errors import NotFound
from portal.notify.choices import Asking
from portal.policy import Actor
from portal.settings import current
from portal.tickets.queries import get_visible
from portal.tickets.rows import TicketRow, reference_of
from portal.vocabulary import Source

# Under which name the column of the answers keeps what is half typed, for each person and way.
_TYPED = "typed"
_UNKNOWN = "There is no such request for information, or it is not yours to see."


class Standing(StrEnum):
    """What became of a request for information."""

    # It waits for an answer.
    ASKED = "asked"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    # The ticket is finished: nobody reads an answer any more.
    FINISHED = "finished"


class InformationRow(NamedTuple):
    """A request for information with its ticket; `issue_type` is that whose missing fields are asked for, if one is.

    `questions` are those of the engineer, as the form keeps them; for an issue type only how they are worded.
    `half_typed` is what was typed and not sent: see `typed_by`.
    """

    id: int
    ticket: TicketRow
    entry_id: int
    message: str
    issue_type: str
    questions: tuple[Mapping[str, Any], ...]
    asked_by: str
    half_typed: Mapping[str, Mapping[str, Sequence[str]]]
    created_at: datetime
    answered_at: datetime | None
    withdrawn_at: datetime | None

    def typed_by(self, actor: Actor) -> dict[str, list[str]]:
        """What this actor typed and did not send.

        Behind a link of a mail, which others may hold as well, it is only what was typed there.
        """
        ways = [actor.channel] if actor.channel is Source.EMAIL else [actor.channel, Source.EMAIL]
        found = next((self.half_typed[slot] for slot in _slots(actor, ways) if slot in self.half_typed), {})
        return {key: list(values) for key, values in found.items()}

    @property
    def standing(self) -> Standing:
        """What became of it."""
        if self.answered_at is not None:
            return Standing.ANSWERED
        if self.withdrawn_at is not None:
            return Standing.WITHDRAWN
        return Standing.FINISHED if self.ticket.status.is_finished else Standing.ASKED


def get_information(actor: Actor, reference: str, number: int) -> InformationRow:
    """A request for information on a ticket that the actor sees; NotFound where there is none."""
    return find_information(get_visible(actor, reference).row, number)


def find_asked(actor: Actor, asking: Asking) -> InformationRow:
    """What the mail with this link asked of this actor; NotFound where the ticket is not theirs, or out of sight."""
    found = InformationRequest.select(InformationRequest.ticket).where(InformationRequest.id == asking.information_id)
    ticket = found.tuples().first()
    if ticket is None:
        raise NotFound(_UNKNOWN)
    row = get_visible(actor, reference_of(ticket[0])).row
    if row.requester_id != actor.person_id:
        raise NotFound(_UNKNOWN)
    return find_information(row, asking.information_id)


def find_information(row: TicketRow, number: int) -> InformationRow:
    """The request of this number on this ticket; NotFound where there is none."""
    asked = InformationRequest
    found = _select().where((asked.id == number) & (asked.ticket == row.id)).tuples().first()
    if found is None:
        raise NotFound(_UNKNOWN)
    entry_id, message, issue_type, questions, name, answers, *moments = found
    return InformationRow(
        number,
        row,
        entry_id or 0,
        message or "",
        issue_type,
        tuple(questions),
        name or current().brand.name,
        answers.get(_TYPED, {}),
        *moments,
    )


def with_typed(row: InformationRow, actor: Actor, typed: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """How the request keeps what was typed of it, with what this actor typed now."""
    (slot,) = _slots(actor, [actor.channel])
    return {_TYPED: {**row.half_typed, slot: {key: list(values) for key, values in typed.items()}}}


def all_typed_by(actor: Actor, kept: Mapping[str, Any]) -> list[dict[str, list[str]]]:
    """What this actor typed and did not send, on the ticket and behind the link, of what a request keeps."""
    typed = kept.get(_TYPED, {})
    return [dict(typed[slot]) for slot in _slots(actor, list(Source)) if slot in typed]


def _slots(actor: Actor, ways: Sequence[Source]) -> list[str]:
    return [f"{actor.person_id} {way}" for way in ways]


def _select() -> ModelSelect:
    asked = InformationRequest
    return (
        asked.select(
            asked.entry,
            Entry.body,
            asked.issue_type,
            asked.questions,
            Person.name,
            asked.answers,
            asked.created_at,
            asked.answered_at,
            asked.withdrawn_at,
        )
        .join(Entry, JOIN.LEFT_OUTER, on=(asked.entry == Entry.id))
        .switch(asked)
        .join(Person, JOIN.LEFT_OUTER, on=(asked.asked_by == Person.id))
    )
