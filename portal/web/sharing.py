"""Who sees a ticket: what a change would mean, then the change. The wanted state is posted, never a toggle."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for

from portal.errors import Conflict, NotFound, Rejected
from portal.policy import Action, Actor
from portal.tickets import sharing
from portal.tickets.rows import TicketRow
from portal.tickets.seers import readers_of
from portal.vocabulary import Visibility
from portal.web.failures import status_of
from portal.web.guards import current_actor, signed_in
from portal.web.pages.tickets import SharePart, SharingPage
from portal.web.reached import ticket_for
from portal.web.redirects import is_local
from portal.web.responses import announce, came_from, is_partial, respond, see_other
from portal.web.seeing import added_among, gain, loss, share_of, stays
from portal.web.wording import names

blueprint = Blueprint("sharing", __name__, url_prefix="/servicedesk/tickets/<reference>/visibility")


@blueprint.get("")
@signed_in
def ask(reference: str) -> Response:
    """Say what a change would mean for whom; without `to`, or where nothing would change, how it is."""
    actor = current_actor()
    row = ticket_for(reference, Action.SHARE)
    to = request.args.get("to", "")
    if to not in set(Visibility) or row.visibility == to:
        return _as_it_is(actor, row, "")
    back = came_from(url_for("tickets.history"))
    return respond(_question(actor, row, Visibility(to), back), "tickets/_sharing.html")


@blueprint.post("")
@signed_in
def change(reference: str) -> Response:
    """Make the posted state so; made twice, it is made once."""
    actor, to = current_actor(), request.form.get("to", "")
    if to not in set(Visibility):
        raise NotFound("There is no such choice.")
    row = ticket_for(reference)
    try:
        affected = sharing.set_visibility(actor, reference, Visibility(to), _reason())
    except (Rejected, Conflict) as refusal:
        page = _question(actor, row, Visibility(to), _back(), _reason(), str(refusal))
        return respond(page, "tickets/_sharing.html", status_of(refusal))
    people = [reader.name for reader in affected]
    words = _shared_words(row, people) if to == Visibility.SHARED else _private_words(row, people)
    return _as_it_is(actor, ticket_for(reference), words)


def _as_it_is(actor: Actor, row: TicketRow, words: str) -> Response:
    path = url_for("tickets.history")
    if words:
        announce(words)
    if is_partial():
        part = SharePart(share_of(actor, row, path))
        return respond(part, part.template)
    return see_other(_back() or came_from(path) or f"{path}/{row.reference}")


def _question(
    actor: Actor, row: TicketRow, to: Visibility, back: str, reason: str = "", error: str = ""
) -> SharingPage:
    path = url_for("tickets.history")
    organisation = row.organisation_name or ""
    people = [reader.name for reader in sharing.affected_by(row, to)]
    added = added_among(readers_of(row))
    shares = to is Visibility.SHARED
    return SharingPage(
        share=share_of(actor, row, path),
        subject=row.subject,
        to=to,
        sentence=gain(people, organisation, added) if shares else loss(people, added),
        confirm=f"Share with {organisation}" if shares else "Make private",
        keep="Keep it private" if shares else "Keep it shared",
        back=back,
        keep_href=back or f"{path}/{row.reference}",
        needs_reason=actor.is_engineer,
        reason=reason,
        error=error,
    )


def _shared_words(row: TicketRow, people: list[str]) -> str:
    more = f" {names(people)} {'sees' if len(people) == 1 else 'see'} it now." if people else ""
    return f"{row.reference} is now shared with {row.organisation_name}.{more}"


def _private_words(row: TicketRow, people: list[str]) -> str:
    more = f" {names(people)} no longer {'sees' if len(people) == 1 else 'see'} it." if people else ""
    added = added_among(readers_of(row))
    return f"{row.reference} is now private.{more}{' ' + stays(added) if added else ''}"


def _reason() -> str:
    return request.form.get("reason", "")


def _back() -> str:
    """The list from which somebody came, as the form carries it."""
    back = request.form.get("back", "")
    return back if is_local(back) else ""
