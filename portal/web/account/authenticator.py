"""Setting up an app for log-in codes, and removing it."""

from __future__ import annotations

import io

import segno
from flask import Response, session, url_for
from flask_wtf import FlaskForm
from markupsafe import Markup

from forms.account import AppCode
from portal.accounts import authenticators, second_factors
from portal.errors import NotFound, Rejected
from portal.web import devices
from portal.web.account.blueprint import blueprint
from portal.web.account.going_on import go_on_path
from portal.web.account.proving import proven
from portal.web.account.removing import removing
from portal.web.forms import blame
from portal.web.guards import before_second_factor, current_actor, current_profile, signed_in
from portal.web.pages.security import AuthenticatorPage, CodesPage
from portal.web.responses import announce, respond, see_other

_SETTING_UP = "authenticator"


class AppCodeForm(AppCode, FlaskForm):
    """A code of the app, with the token against forgery."""


@blueprint.post("/authenticator")
@before_second_factor
@signed_in
@proven
def begin_authenticator() -> Response:
    """Begin to set up an app; nothing counts before its first code was right."""
    session[_SETTING_UP] = authenticators.propose(current_actor())
    return see_other(url_for("account.set_up_authenticator"))


@blueprint.get("/authenticator")
@before_second_factor
@signed_in
def set_up_authenticator() -> Response:
    """What the app has to read, as a picture and as text."""
    try:
        return respond(_page(AppCodeForm(formdata=None)))
    except NotFound:
        return see_other(url_for("account.security"))


@blueprint.post("/authenticator/code")
@before_second_factor
@signed_in
@proven
def confirm_authenticator() -> Response:
    """Take the app's first code; from here on it counts."""
    form, token = AppCodeForm(), session.get(_SETTING_UP, "")
    try:
        if not form.validate_on_submit():
            return respond(_page(form), status=422)
        codes = second_factors.confirm_authenticator(
            current_actor(), current_profile(), token, form.code.value, devices.device()
        )
    except NotFound as refusal:
        announce(str(refusal), "bad")
        return see_other(url_for("account.security"))
    except Rejected as refusal:
        return respond(_page(blame(form, "code", refusal)), status=422)
    session.pop(_SETTING_UP, None)
    if codes:
        return respond(CodesPage(codes, go_on_path(), is_first=True))
    announce("Your app is set up. Its codes count from now on.")
    return see_other(url_for("account.security"))


@blueprint.get("/authenticator/remove")
@signed_in
def ask_to_remove_authenticator() -> Response:
    """What it means to remove the app."""
    return respond(removing("the app for log-in codes", url_for("account.remove_authenticator")))


@blueprint.post("/authenticator/remove")
@signed_in
@proven
def remove_authenticator() -> Response:
    """Remove the app."""
    second_factors.remove_authenticator(current_actor(), devices.device())
    announce("The app is removed. We told you by mail.")
    return see_other(url_for("account.security"))


def _page(form: AppCodeForm) -> AuthenticatorPage:
    actor = current_actor()
    secret = authenticators.proposed_secret(actor, session.get(_SETTING_UP, ""))
    groups = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    return AuthenticatorPage(form, _picture(authenticators.address_of(actor, secret)), groups)


def _picture(address: str) -> Markup:
    """The address as a picture of squares: drawn here, so that the secret goes nowhere else."""
    drawn = io.BytesIO()
    code = segno.make(address, error="m")
    code.save(drawn, kind="svg", xmldecl=False, svgns=False, scale=5, border=3, light="#fff", dark="#000", nl=False)
    return Markup(drawn.getvalue().decode())  # noqa: S704 - paths alone, of our own making
