"""A ticket gets another issue type: what fits stays, the rest is kept to be read, and what is missing is asked for."""

from __future__ import annotations

from typing import Any, NamedTuple

from portal import audit
from portal.audit import Act
from portal.db.tables import TicketResource
from portal.notify.letters import MailEvent
from portal.policy import Action, Actor
from portal.states import Move, can
from portal.tickets.changing import change_status, changing, write
from portal.tickets.events import record, tell
from portal.tickets.giving import remember_resources
from portal.tickets.information import as_facts, close_requests_for_types, connect, keep_request
from portal.tickets.participants import remove_participant
from portal.tickets.queries import get_row, get_visible
from portal.tickets.rows import Answer, TicketRow, rank_of
from portal.tickets.search import add_text
from portal.tickets.sharing import set_visibility
from portal.tickets.stale import Seen, stop_if_changed
from portal.tickets.words import reason_of
from portal.vocabulary import EntryKind, Kind, Visibility


class OtherType(NamedTuple):
    """What a ticket becomes: an issue type of the catalogue, and what of the ticket's answers it goes on with.

    `missing` are the labels of what has to be asked, `has_priority` whether tickets of it have one at all.
    """

    key: str
    label: str
    category_label: str
    kind: Kind
    always_private: bool
    has_priority: bool
    kept: tuple[Answer, ...]
    missing: tuple[str, ...]


def change_issue_type(
    actor: Actor, reference: str, other: OtherType, reason: str, *, seen: Seen | None = None
) -> int | None:
    """Give the ticket another issue type; returns the number of what the requester is asked, None where nothing is.

    Its visibility can only become narrower by it. Repeating it changes nothing. Tickets that were approved, or that
    are carried out by a button, keep their type.
    """
    with changing(actor, reference, Action.CHANGE_ISSUE_TYPE) as row:
        if row.issue_type == other.key:
            return None
        stop_if_changed(actor, row, seen)
        why = reason_of(reason)
        earlier = _earlier(actor, row, other)
        if other.always_private and not row.always_private:
            _narrow(actor, row, why)
        close_requests_for_types(actor, row)
        _write(actor, row, other)
        number = keep_request(actor, row, _asked(other), other.key) if other.missing else None
        entry = _record(actor, row, other, why, earlier, number)
        add_text(row.id, " ".join((other.label, *other.missing)))
        facts = {"before": row.issue_type_label, "after": other.label, "reason": why}
        if number is not None:
            facts |= as_facts(number, other.missing)
        tell(MailEvent.ISSUE_TYPE_CHANGED, actor, row.id, entry, facts=facts)
        return number


def _narrow(actor: Actor, row: TicketRow, why: str) -> None:
    """Nobody but the requester and engineers sees it from now on; all that goes with losing sight of it happens."""
    if row.is_shared:
        set_visibility(actor, row.reference, Visibility.PRIVATE, why)
    for person_id in sorted(row.participants):
        remove_participant(actor, row.reference, person_id)


def _write(actor: Actor, row: TicketRow, other: OtherType) -> None:
    columns: dict[str, Any] = {
        "issue_type": other.key,
        "issue_type_label": other.label,
        "category_label": other.category_label,
        "kind": other.kind,
        "always_private": other.always_private,
        "answers": [answer._asdict() for answer in other.kept],
    }
    if not other.has_priority:
        columns |= {"urgency": None, "impact": None, "priority": None, "rank": rank_of(None)}
    write(row.id, **columns)
    TicketResource.delete().where(TicketResource.ticket == row.id).execute()
    remember_resources(row.id, other.kept)
    audit.record_on(Act.ISSUE_TYPE_CHANGED, actor, row, before=row.issue_type, after=other.key)


def _record(actor: Actor, row: TicketRow, other: OtherType, why: str, earlier: list[Any], number: int | None) -> int:
    """The entry; where something is missing it asks for it, and the customer has the turn."""
    asks: dict[str, Any] = {"information": number, "questions": list(other.missing)} if number is not None else {}
    entry = record(
        actor,
        row.id,
        EntryKind.ISSUE_TYPE_CHANGED,
        body=why,
        before=row.issue_type_label,
        after=other.label,
        earlier=earlier,
        **asks,
    )
    if number is not None:
        connect(number, entry)
        now = get_row(row.id)
        if can(Move.ASK, now.status):
            change_status(actor, now, Move.ASK)
    return entry


def _earlier(actor: Actor, row: TicketRow, other: OtherType) -> list[Any]:
    """The answers that the new type has no place for, to be read in the timeline."""
    kept = {answer.key for answer in other.kept}
    answers = get_visible(actor, row.reference).answers
    return [(a.label, a.text, a.mono) for a in answers if a.key not in kept and a.text]


def _asked(other: OtherType) -> list[dict[str, str]]:
    return [{"label": label} for label in other.missing]
