"""The tickets that a person may see: the list, the same list as CSV, and one ticket."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for
from werkzeug.exceptions import NotFound as NoSuchPage

from portal import audit
from portal.audit import Act
from portal.policy import Actor
from portal.tickets import history as lists
from portal.tickets.queries import number_of
from portal.tickets.rows import reference_of
from portal.vocabulary import EntryKind
from portal.web import histories, spreadsheet, whole
from portal.web.guards import current_actor, signed_in
from portal.web.listing import filter_of, is_number
from portal.web.reply_box import Typed
from portal.web.responses import is_partial, respond, see_other

blueprint = Blueprint("tickets", __name__, url_prefix="/servicedesk")


@blueprint.get("/tickets")
@signed_in
def history() -> Response:
    """The list that the address asks for."""
    actor = current_actor()
    asked = histories.asked_of(request.args.to_dict(), actor)
    wanted = filter_of(asked, actor.person_id)
    return respond(histories.history_page(actor, asked, lists.history(actor, wanted), lists.counts(actor, wanted)))


@blueprint.get("/tickets.csv")
@signed_in
def download() -> Response:
    """What the list shows, on all its pages."""
    actor = current_actor()
    asked = histories.asked_of(request.args.to_dict(), actor)
    wanted = filter_of(asked, actor.person_id)
    # Not the words that were looked for: the audit keeps what it is given, also a secret that was removed since.
    narrowed = {name: value if name != "text" else "some words" for name, value in asked.values.items()}
    audit.record(Act.TICKETS_EXPORTED, actor, filter=narrowed)
    return spreadsheet.answer(actor, wanted, histories.MOST_IN_CSV)


@blueprint.get("/tickets/<reference>")
@signed_in
def ticket(reference: str) -> Response:
    """One ticket, at its one address."""
    canonical = reference_of(number_of(reference))
    if reference != canonical:
        return see_other(url_for(".ticket", reference=canonical))
    actor = current_actor()
    return respond(whole.ticket_page(actor, reference, Typed(_written(actor, "write"))), "tickets/_reply.html")


@blueprint.get("/tickets/<reference>/timeline")
@signed_in
def timeline(reference: str) -> Response:
    """What is new after the entry `after`, for a page that is open; 204 where nothing is."""
    after = request.args.get("after", "")
    if not is_number(after):
        raise NoSuchPage
    actor = current_actor()
    part = whole.news_part(actor, reference, int(after), _written(actor, "kind"))
    if not is_partial():
        return see_other(url_for(".ticket", reference=reference))
    return respond(part, part.template) if part else Response(status=204)


def _written(actor: Actor, name: str) -> EntryKind:
    """What the address says under this name is written on the page: only engineers write notes."""
    writes_note = request.args.get(name) == EntryKind.NOTE and actor.is_engineer
    return EntryKind.NOTE if writes_note else EntryKind.MESSAGE
