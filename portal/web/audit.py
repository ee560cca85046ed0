"""The audit: the list that an address asks for, and the same list as CSV."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, Response, request

from portal import audit, audit_lines, clock
from portal.audit import Act
from portal.audit_lines import AuditFilter, AuditLine
from portal.policy import Actor
from portal.settings import current
from portal.web import audit_words, auditing, spreadsheet
from portal.web.filters import zone
from portal.web.guards import administrators_only, current_actor
from portal.web.responses import respond

blueprint = Blueprint("audit", __name__, url_prefix="/servicedesk")

_HEAD = ("When", "Who", "What", "Person", "Organisation", "Ticket", "Before", "After", "Details", "From where")


@blueprint.get("/audit")
@administrators_only
def lines() -> Response:
    """The list that the address asks for; that somebody reads it is noted once an hour."""
    actor = current_actor()
    asked = auditing.asked_of(request.args.to_dict())
    found = audit_lines.listing(actor, asked.wanted)
    audit.record_reading(actor)
    return respond(auditing.page(asked, found))


@blueprint.get("/audit.csv")
@administrators_only
def download() -> Response:
    """What the list shows, on all its pages."""
    actor = current_actor()
    asked = auditing.asked_of(request.args.to_dict())
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
        audit_words.name_of(line.act),
        line.person_name or str(line.person_id or ""),
        line.organisation_name or str(line.organisation_id or ""),
        current().reference_of(line.ticket_id) if line.ticket_id else "",
        audit_words.value(line.data["before"]) if "before" in line.data else "",
        audit_words.value(line.data["after"]) if "after" in line.data else "",
        audit_words.details_of(line.data),
        line.origin,
    )
