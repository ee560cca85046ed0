"""How a person logs in, as far as administrators change it: a link for a password, devices, the second factor."""

from __future__ import annotations

from flask import Response, request, url_for

from portal.accounts import administering, customers, second_factors
from portal.errors import Conflict
from portal.web.account.proving import proof_first
from portal.web.customers.blueprint import PERSON, blueprint
from portal.web.guards import administrators_only, current_actor
from portal.web.pages.confirm import ConfirmPage
from portal.web.responses import announce, respond, see_other
from portal.web.wording import number


@blueprint.post(f"{PERSON}/password-link")
@administrators_only
def send_password_link(person_id: int) -> Response:
    """Mail somebody a link by which they choose a password."""
    try:
        address = administering.send_password_link(current_actor(), person_id)
    except Conflict as refusal:
        announce(str(refusal), "bad")
    else:
        announce(f"A link for a password is on its way to {address}. It replaces an earlier one.")
    return see_other(url_for("customers.person", person_id=person_id))


@blueprint.post(f"{PERSON}/sessions/end")
@administrators_only
def end_sessions(person_id: int) -> Response:
    """Log somebody out everywhere."""
    return _ended(person_id, administering.end_sessions(current_actor(), person_id))


@blueprint.post(f"{PERSON}/sessions/<int(max=2147483647):session_id>/end")
@administrators_only
def end_one_session(person_id: int, session_id: int) -> Response:
    """Log somebody out on one device."""
    return _ended(person_id, administering.end_sessions(current_actor(), person_id, session_id))


@blueprint.route(f"{PERSON}/second-factors", methods=["GET", "POST"])
@administrators_only
def end_second_factors(person_id: int) -> Response:
    """Take away the app, the passkeys and the recovery codes of a person."""
    person = customers.person(current_actor(), person_id).person
    back = url_for("customers.person", person_id=person_id)
    if request.method == "POST":
        if asked := proof_first():
            return asked
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


def _ended(person_id: int, ended: int) -> Response:
    announce(f"Logged out on {number(ended, 'device')}.")
    return see_other(url_for("customers.person", person_id=person_id, _anchor="devices"))
