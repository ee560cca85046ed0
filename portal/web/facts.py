"""The list beside a ticket: what it is, who has it until when, and what an engineer may change of that."""

from __future__ import annotations

from typing import Any

from flask import url_for

from forms import MATRIX, Impact, Urgency
from portal.policy import Action, Actor, Permission, permissions
from portal.tickets.rows import GONE, TicketRow, reference_of
from portal.vocabulary import Priority
from portal.web.filters import moment
from portal.web.pages.ticket_parts import Facts, Handling, Link
from portal.web.timelines import Reading
from portal.web.turns import next_target


def facts_of(reading: Reading, actions: frozenset[Action], mail: str, newest: int) -> Facts:
    """The list as this actor reads it; `mail` says which mail they get about it, `newest` is the last entry shown."""
    row, actor, path = reading.row, reading.actor, reading.path
    return Facts(
        status=row.status,
        is_mine=row.requester_id == actor.person_id,
        priority=row.priority,
        levels=_levels(row),
        engineer=row.engineer_name or "None yet",
        requester=row.requester_name,
        requester_href=_known("person", row.requester_id, actor),
        organisation=row.organisation_name or "",
        organisation_href=_known("organisation", row.organisation_id, actor),
        created=moment(row.opened_at),
        target=next_target(row, actor),
        mail=mail,
        answered_late=row.after_resolve_at is not None and actor.is_engineer,
        links=_links(reading),
        handling=_handling(row, actor, actions, path, newest) if Action.ASSIGN in actions else None,
    )


def _known(what: str, number: int | None, actor: Actor) -> str:
    """Where everything about the requester or the organisation stands, for who may know it."""
    if not number or number == GONE or Permission.SEE_CUSTOMERS not in permissions(actor):
        return ""
    where: Any = {f"{what}_id": number}
    return url_for(f"customers.{what}", **where)


def goes_on_in(reading: Reading) -> str:
    """The reference of the ticket into which this one was merged, for who sees that one too; empty else."""
    number = reading.row.merged_into_id
    reference = reference_of(number) if number is not None else ""
    return reference if reference in reading.linked else ""


def _links(reading: Reading) -> tuple[Link, ...]:
    """The tickets that this one goes on with, or in, where the reader sees them too."""
    named = (("Goes on with", reading.row.follows_id), ("Goes on in", reading.row.merged_into_id))
    found = ((label, reference_of(number)) for label, number in named if number is not None)
    return tuple(
        Link(label, reference, f"{reading.list_path}/{reference}")
        for label, reference in found
        if reference in reading.linked
    )


def _handling(row: TicketRow, actor: Actor, actions: frozenset[Action], path: str, newest: int) -> Handling:
    return Handling(
        path=path,
        engineer=None if row.engineer_id == actor.person_id else actor.person_id,
        version=row.version,
        newest=newest,
        set_status=Action.SET_STATUS in actions,
        set_priority=Action.SET_PRIORITY in actions,
        change_issue_type=Action.CHANGE_ISSUE_TYPE in actions,
        ask=Action.ASK_INFORMATION in actions,
    )


def _levels(row: TicketRow) -> str:
    """Such as "High urgency, medium impact", where these made the priority; empty where they were not asked."""
    if not (row.urgency and row.impact):
        return ""
    if row.priority != Priority(MATRIX[Urgency(row.urgency), Impact(row.impact)]):
        return "Set by an engineer"
    return f"{row.urgency.capitalize()} urgency, {row.impact} impact"
