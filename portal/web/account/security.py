"""How one logs in: the password, the app, the passkeys, the recovery codes."""

from __future__ import annotations

from flask import Response, url_for
from flask_wtf import FlaskForm

from forms.account import ChangePassword
from portal.accounts import factors, passkeys, resets, second_factors
from portal.errors import Rejected, TooMany
from portal.web import devices
from portal.web.account.blueprint import blueprint
from portal.web.account.going_on import go_on_path
from portal.web.account.proving import proven
from portal.web.forms import blame
from portal.web.guards import before_second_factor, current_actor, current_profile, signed_in
from portal.web.pages.security import CodesPage, SecurityPage
from portal.web.responses import announce, respond, see_other, wait


class ChangePasswordForm(ChangePassword, FlaskForm):
    """The password, with the token against forgery."""


@blueprint.get("/security")
@before_second_factor
@signed_in
def security() -> Response:
    """Password and second factors."""
    return respond(_page(ChangePasswordForm(formdata=None)))


@blueprint.post("/password")
@signed_in
def save_password() -> Response:
    """Change the password, which ends the log-ins on other devices."""
    form = ChangePasswordForm()
    if not form.validate_on_submit():
        return respond(_page(form), status=422)
    try:
        resets.change_password(current_actor(), current_profile(), form.current.value, form.password.value)
    except TooMany as refusal:
        return wait(_page(blame(form, "current", refusal)), refusal)
    except Rejected as refusal:
        return respond(_page(blame(form, refusal.field or "password", refusal)), status=422)
    announce("Your password is changed. You are logged out on all other devices.")
    return see_other(url_for("account.security"))


@blueprint.post("/recovery-codes")
@signed_in
@proven
def renew_recovery_codes() -> Response:
    """New recovery codes, shown this once."""
    try:
        codes = second_factors.renew_recovery_codes(current_actor(), devices.device())
    except Rejected as refusal:
        announce(str(refusal), "bad")
        return see_other(url_for("account.security"))
    return respond(CodesPage(codes, go_on_path(), is_first=False))


def _page(password: ChangePasswordForm) -> SecurityPage:
    actor, profile = current_actor(), current_profile()
    return SecurityPage(
        password=password,
        factors=factors.factors_of(actor.person_id),
        passkeys_work=passkeys.are_possible(),
        is_led_here=profile.lacks_second_factor,
        demanded_by=tuple(place.name for place in actor.places if place.demands_second_factor),
    )
