"""Where people arrive: customers on the home page, the free plan on its own, engineers at their desk."""

from __future__ import annotations

from flask import Blueprint, Response, url_for

from portal.excerpts import excerpt
from portal.policy import Actor
from portal.settings import current
from portal.tickets import drafts, lookups
from portal.tickets.draft_rows import DraftRow
from portal.tickets.lookups import Waiting
from portal.web.catalogue import catalogue, offered
from portal.web.guards import current_actor, signed_in
from portal.web.intake.choosing import name_of
from portal.web.pages.home import FreePage, HomePage, Latest, Need, Saved
from portal.web.responses import respond, see_other
from portal.web.wording import capped

blueprint = Blueprint("home", __name__)

_QUOTED = 160


@blueprint.get("/")
@signed_in
def root() -> Response:
    """The portal begins at its service desk."""
    return see_other(url_for("home.home"))


@blueprint.get("/servicedesk")
@signed_in
def home() -> Response:
    """Everybody's first page."""
    actor = current_actor()
    if actor.is_engineer:
        return see_other("/servicedesk/desk")
    return respond(_home(actor) if actor.is_paid else _free(actor))


def _home(actor: Actor) -> HomePage:
    return HomePage(
        first_name=(actor.name.split() or [actor.address])[0],
        needs=tuple(map(_need, lookups.waiting_for(actor))),
        categories=offered(actor),
        latest=_latest(actor),
        count=capped(lookups.count_visible(actor)),
        drafts=tuple(map(_saved, drafts.list_of(actor))),
        drafts_days=current().drafts_days,
    )


def _free(actor: Actor) -> FreePage:
    return FreePage(latest=_latest(actor), count=capped(lookups.count_visible(actor)))


def _latest(actor: Actor) -> tuple[Latest, ...]:
    return tuple(
        Latest(row, _href(row.reference), row.requester_id == actor.person_id) for row in lookups.latest(actor)
    )


def _need(waiting: Waiting) -> Need:
    row = waiting.row
    return Need(
        title=f"Approve: {row.subject}" if waiting.is_approval else row.subject,
        href=_href(row.reference),
        reference=row.reference,
        who=waiting.asked_by,
        when=waiting.asked_at,
        words=excerpt(waiting.question, _QUOTED),
        organisation=row.organisation_name or "",
        is_approval=waiting.is_approval,
    )


def _saved(draft: DraftRow) -> Saved:
    issue_type = catalogue().issue_type(draft.issue_type)
    label = issue_type.label if issue_type else "No longer offered"
    return Saved(draft.id, name_of(draft), label, draft.step, draft.changed_at)


def _href(reference: str) -> str:
    return f"/servicedesk/tickets/{reference}"
