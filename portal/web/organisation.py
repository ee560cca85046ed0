"""The organisations of the person looking: their people, and how somebody joins or leaves."""

from __future__ import annotations

from flask import Blueprint, Response

from portal.accounts import queries
from portal.accounts.rows import MemberRow
from portal.policy import Place
from portal.settings import current
from portal.web.guards import current_actor, signed_in
from portal.web.pages.account import OrganisationCard, OrganisationPage
from portal.web.responses import respond

blueprint = Blueprint("organisation", __name__, url_prefix="/servicedesk/organisation")

_START = "/servicedesk/new?issue_type="


@blueprint.get("")
@signed_in
def show() -> Response:
    """Every organisation of the actor with its members."""
    actor = current_actor()
    members = queries.members_of(place.organisation_id for place in actor.places)
    page = OrganisationPage(
        organisations=tuple(_card(place, members[place.organisation_id]) for place in actor.places),
        person_id=actor.person_id,
        onboarding_href=f"{_START}staff_onboarding",
        offboarding_href=f"{_START}staff_offboarding",
        may_raise=actor.may_raise and bool(actor.paid_places),
    )
    return respond(page)


def _card(place: Place, members: tuple[MemberRow, ...]) -> OrganisationCard:
    href = f"/servicedesk/tickets?whose=organisation-{place.organisation_id}"
    plan = current().plans.get(place.plan)
    return OrganisationCard(place, plan.label if plan else place.plan, members, href)
