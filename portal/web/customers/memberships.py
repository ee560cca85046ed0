"""Taking somebody out of one organisation without a request, after saying exactly what that does."""

from __future__ import annotations

from flask import Response, request, url_for

from portal.accounts import customers
from portal.errors import Conflict
from portal.fulfilment import directly
from portal.web.customers.blueprint import ORGANISATION, blueprint
from portal.web.guards import administrators_only, current_actor
from portal.web.pages.confirm import ConfirmPage
from portal.web.responses import announce, respond, see_other


@blueprint.route(f"{ORGANISATION}/members/<int(max=2147483647):person_id>/removal", methods=["GET", "POST"])
@administrators_only
def take_out(organisation_id: int, person_id: int) -> Response:
    """End somebody's access to this organisation at once."""
    actor = current_actor()
    facts, person = customers.organisation(actor, organisation_id), customers.person(actor, person_id).person
    back = url_for("customers.organisation", organisation_id=organisation_id)
    refusal = ""
    if request.method == "POST":
        try:
            directly.take_out(actor, person_id, organisation_id)
        except Conflict as said:
            refusal = str(said)
        else:
            announce(f"{person.name} is no member of {facts.name} any more.")
            return see_other(back)
    plan = directly.preview_of_removal(actor, person_id, organisation_id)
    page = ConfirmPage(
        heading="Remove from organisation",
        about=f"{person.name}, {facts.name}",
        means=(_BETTER, *plan.blockers, *(f"{item.label}: {item.words}" for item in plan.items)),
        action=request.path,
        button="Remove access",
        keep="Not now",
        back=back,
        nav="customers",
        refusal=refusal,
    )
    return respond(page, status=409 if refusal else 200)


_BETTER = (
    "This is done at once and nobody at the organisation is asked. Where one of its people can, have them raise a "
    "Staff Offboarding: it says who goes on with the requests."
)
