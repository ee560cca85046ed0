"""The audit: the list that an address asks for, and the same list as CSV."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Response, request

from portal import audit, audit_lines, clock
from portal.audit import Act
from portal.audit_lines import AuditFilter, AuditLine
from portal.policy import Actor
from portal.settings import current
from portal.web import spreadsheet
from portal.web.audit import words
from portal.web.audit.asked import asked_of
from portal.web.audit.blueprint import blueprint
from portal.web.audit.page import page_of
from portal.web.filters import zone
from portal.web.guards import administrators_only, current_actor
from portal.web.responses import respond

_HEAD = ("When", "Who", "What", "Person", "Organisation", "Ticket", "Before", "After", "Details", "From where")


@blueprint.get("/audit")
@administrators_only
def lines() -> Response:
    """The list that the address asks for; that somebody reads it is noted once an hour."""
    actor = current_actor()
    asked = asked_of(request.args.to_dict())
    found = audit_lines.listing(actor, asked.wanted)
    audit.record_reading(actor)
    return respond(page_of(asked, found))


@blueprint.get("/audit.csv")
@administrators_only
def download() -> Response:
    """What the list shows, on all its pages."""
    actor = current_actor()
    asked = asked_of(request.args.to_dict())
    audit.record(Act.AUDIT_EXPORTED, actor, filter=dict(asked.address.values))
    name = f"audit-{clock.now().astimezone(zone()):%Y-%m-%d}.csv"
    return spreadsheet.download(name, _lines(actor, asked.wanted))


def _lines(actor: Actor, wanted: AuditFilter) -> Iterator[str]:
    yield spreadsheet.head(_HEAD)
    for line in audit_lines.every(actor, wanted):
        yield spreadsheet.line(_cells(line))


def _cells(line: AuditLine) -> tuple[str, ...]:
    return (
        spreadsheet.moment(line.at),
        line.actor_name,
        words.name_of(line.act),
        line.person_name or str(line.person_id or ""),
        line.organisation_name or str(line.organisation_id or ""),
        current().reference_of(line.ticket_id) if line.ticket_id else "",
        words.value(line.data["before"]) if "before" in line.data else "",
        words.value(line.data["after"]) if "after" in line.data else "",
        words.details_of(line.data),
        line.origin,
    )
