"""Passkeys: made, called otherwise, removed."""

from __future__ import annotations

from flask import Response, request, session, url_for
from flask_wtf import FlaskForm

from forms.account import PasskeyName
from portal.accounts import factors, second_factors
from portal.accounts import passkeys as keys
from portal.errors import Conflict, NotFound, Rejected
from portal.web import devices
from portal.web.account.blueprint import blueprint
from portal.web.account.going_on import go_on_path
from portal.web.account.proving import CEREMONY, proven, require_proof
from portal.web.account.removing import removing
from portal.web.forms import blame
from portal.web.guards import before_second_factor, current_actor, current_profile, signed_in
from portal.web.pages.security import CodesPage, NewPasskeyPage
from portal.web.responses import announce, respond, see_other


class PasskeyNameForm(PasskeyName, FlaskForm):
    """What a passkey is called, with the token against forgery."""


@blueprint.get("/passkeys/new")
@before_second_factor
@signed_in
@proven
def new_passkey() -> Response:
    """The page that makes one."""
    return respond(NewPasskeyPage(PasskeyNameForm(formdata=None), keys.are_possible()))


@blueprint.post("/passkeys/options")
@before_second_factor
@signed_in
def passkey_options() -> Response:
    """What the browser has to be asked for."""
    require_proof()
    options, session[CEREMONY] = second_factors.ask_for_new_passkey(current_actor())
    return Response(options, mimetype="application/json")


@blueprint.post("/passkeys")
@before_second_factor
@signed_in
@proven
def add_passkey() -> Response:
    """Keep what the browser made."""
    form = PasskeyNameForm()
    if not form.validate_on_submit():
        return respond(NewPasskeyPage(form, keys.are_possible()), status=422)
    credential = request.form.get("credential", "")
    try:
        codes = second_factors.add_passkey(
            current_actor(), current_profile(), session.pop(CEREMONY, ""), credential, form.name.value, devices.device()
        )
    except (Rejected, Conflict) as refusal:
        return respond(NewPasskeyPage(blame(form, "name", refusal), keys.are_possible()), status=422)
    if codes:
        return respond(CodesPage(codes, go_on_path(), is_first=True))
    announce(f"The passkey “{form.name.value}” is added.")
    return see_other(url_for("account.security"))


@blueprint.post("/passkeys/<int(max=2147483647):passkey_id>/name")
@signed_in
def rename_passkey(passkey_id: int) -> Response:
    """Call one otherwise."""
    try:
        second_factors.rename_passkey(current_actor(), passkey_id, request.form.get("name", ""))
    except Rejected as refusal:
        announce(str(refusal), "bad")
    else:
        announce("The passkey has its new name.")
    return see_other(url_for("account.security", _anchor="passkeys"))


@blueprint.get("/passkeys/<int(max=2147483647):passkey_id>/remove")
@signed_in
def ask_to_remove_passkey(passkey_id: int) -> Response:
    """What it means to remove it."""
    mine = {row.id: row.name for row in factors.factors_of(current_actor().person_id).passkeys}
    if passkey_id not in mine:
        raise NotFound("There is no such passkey of yours.")
    action = url_for("account.remove_passkey", passkey_id=passkey_id)
    return respond(removing(f"the passkey “{mine[passkey_id]}”", action))


@blueprint.post("/passkeys/<int(max=2147483647):passkey_id>/remove")
@signed_in
@proven
def remove_passkey(passkey_id: int) -> Response:
    """Remove one."""
    name = second_factors.remove_passkey(current_actor(), passkey_id, devices.device())
    announce(f"The passkey “{name}” is removed. We told you by mail.")
    return see_other(url_for("account.security"))
