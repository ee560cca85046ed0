"""The second step of a log-in, and the log-in with a passkey alone."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, request, session, url_for
from flask_wtf import FlaskForm

from forms.account import AppCode, PaperCode
from portal.accounts import kept, passkeys
from portal.accounts import second_step as steps
from portal.accounts.signing_in import Browser, SignedIn
from portal.errors import NotFound, Rejected, TooMany
from portal.web import devices, guards
from portal.web.forms import blame
from portal.web.guards import public
from portal.web.pages.auth import SecondStepPage
from portal.web.redirects import local
from portal.web.responses import announce, respond, see_other, wait

blueprint = Blueprint("second_step", __name__, url_prefix="/login")

# The log-in that waits in this browser: no session, and good for nothing else.
HALF_WAY = "half_way"
_CEREMONY = "passkey"


class AppCodeForm(AppCode, FlaskForm):
    """A code of the app, with the token against forgery."""


class PaperCodeForm(PaperCode, FlaskForm):
    """A recovery code, with the token against forgery."""


@blueprint.get("/second")
@public
def second_step() -> Response:
    """What is asked beside the password: a code, a passkey, or a recovery code."""
    try:
        return respond(_page(_form()(formdata=None)))
    except NotFound:
        return see_other(url_for("auth.log_in"))


@blueprint.post("/second")
@public
def check_second_step() -> Response:
    """Start the session, or say that it was not right, never what."""
    form, credential = _form()(), request.form.get("credential", "")
    try:
        if not credential and not form.validate_on_submit():
            return respond(_page(form), status=422)
        signed_in = _finish(form, credential)
    except TooMany as refusal:
        return wait(_page(blame(form, "code", refusal)), refusal)
    except Rejected as refusal:
        return respond(_page(blame(form, "code", refusal)), status=422)
    except NotFound as refusal:
        announce(str(refusal), "bad")
        return see_other(url_for("auth.log_in"))
    return go_on(signed_in, request.form.get("next", ""))


@blueprint.post("/second/options")
@public
def second_step_options() -> Response:
    """What the browser has to be asked for, so that a passkey finishes the log-in."""
    return Response(steps.ask_for_passkey(_half_way()), mimetype="application/json")


@blueprint.post("/passkey/options")
@public
def passkey_options() -> Response:
    """What the browser has to be asked for, of somebody whom we do not know yet."""
    options, session[_CEREMONY] = steps.begin_with_passkey(devices.device().remote_address)
    return Response(options, mimetype="application/json")


@blueprint.post("/passkey")
@public
def log_in_with_passkey() -> Response:
    """Start a session with a passkey alone."""
    credential = request.form.get("credential", "")
    try:
        signed_in = steps.sign_in_with_passkey(session.pop(_CEREMONY, ""), credential, _browser())
    except (Rejected, TooMany) as refusal:
        announce(f"{refusal}.".replace("..", "."), "bad")
        return see_other(url_for("auth.log_in", next=local(request.form.get("next", ""))))
    return go_on(signed_in, request.form.get("next", ""))


def go_on(signed_in: SignedIn, wanted: str) -> Response:
    """Give the browser its session, and lead to what was wanted, or to what could not be sent before."""
    guards.begin(signed_in.token)
    unfinished = kept.kept_for(signed_in.person_id) is not None
    response = see_other(url_for("unfinished.show") if unfinished else local(wanted))
    devices.remember(response, signed_in.person_id)
    return response


def _finish(form: AppCodeForm | PaperCodeForm, credential: str) -> SignedIn:
    if credential:
        return steps.finish_with_passkey(_half_way(), credential, _browser())
    finish: Callable[[str, str, Browser], SignedIn] = (
        steps.finish_with_recovery_code if _is_paper() else steps.finish_with_code
    )
    return finish(_half_way(), form.code.value, _browser())


def _page(form: AppCodeForm | PaperCodeForm) -> SecondStepPage:
    wanted = local(request.values.get("next", ""))
    return SecondStepPage(
        form=form,
        factors=steps.waiting(_half_way()),
        by_paper=_is_paper(),
        passkeys_work=passkeys.are_possible(),
        next=wanted,
        paper_href=url_for("second_step.second_step", next=wanted, by="recovery-code"),
        usual_href=url_for("second_step.second_step", next=wanted),
    )


def _form() -> type[AppCodeForm] | type[PaperCodeForm]:
    return PaperCodeForm if _is_paper() else AppCodeForm


def _is_paper() -> bool:
    return request.values.get("by") == "recovery-code"


def _half_way() -> str:
    return str(session.get(HALF_WAY, ""))


def _browser() -> Browser:
    return Browser(devices.device(), devices.known_people(), guards.present_token())
