"""Ending the second factor of somebody who lost it, after saying what that means."""

from __future__ import annotations

from flask import Response, request, url_for

from portal.accounts import customers, second_factors
from portal.web.customers.blueprint import PERSON, blueprint
from portal.web.guards import administrators_only, current_actor
from portal.web.pages.confirm import ConfirmPage
from portal.web.responses import announce, respond, see_other


@blueprint.route(f"{PERSON}/second-factors", methods=["GET", "POST"])
@administrators_only
def end_second_factors(person_id: int) -> Response:
    """Take away the app, the passkeys and the recovery codes of a person."""
    person = customers.person(current_actor(), person_id).person
    back = url_for("customers.person", person_id=person_id)
    if request.method == "POST":
        second_factors.end_second_factors(current_actor(), person_id)
        announce(f"{person.name} logs in with the password alone now, and was told by mail.")
        return see_other(back)
    means = (
        f"App, passkeys and recovery codes of {person.name} stop working at once, and they are logged out everywhere.",
        "Make sure first that it is them who asks: call them back at a number that you have known for longer.",
        "Afterwards their password alone lets them in.",
        "Where a second factor is demanded of them, they set up another one right after they logged in.",
    )
    return respond(
        ConfirmPage(
            heading="End second factor",
            about=f"{person.name} ({person.address})",
            means=means,
            action=request.path,
            button="End second factor",
            keep="Not now",
            back=back,
            nav="customers",
        )
    )
