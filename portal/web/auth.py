"""Logging in and out, and a new password for those who forgot theirs."""

from __future__ import annotations

from flask import Blueprint, Response, request, session, url_for
from flask_wtf import FlaskForm

from forms.account import ForgottenPassword, LogIn, ResetPassword
from portal.accounts import passkeys, resets
from portal.accounts.signing_in import HalfWay, sign_in
from portal.errors import NotFound, Rejected, TooMany
from portal.settings import current
from portal.web import devices, guards, second_step
from portal.web.forms import blame
from portal.web.guards import public
from portal.web.pages.auth import DeadLinkPage, ForgottenPasswordPage, LinkSentPage, LogInPage, NewPasswordPage
from portal.web.redirects import local
from portal.web.responses import announce, respond, see_other, wait
from portal.web.second_step import go_on

blueprint = Blueprint("auth", __name__)


class LogInForm(LogIn, FlaskForm):
    """Log in, with the token against forgery."""


class ForgottenPasswordForm(ForgottenPassword, FlaskForm):
    """Forgotten password, with the token against forgery."""


class ResetPasswordForm(ResetPassword, FlaskForm):
    """New password, with the token against forgery."""


@blueprint.get("/login")
@public
def log_in() -> Response:
    """The form; who is logged in already goes on."""
    wanted = local(request.args.get("next", ""))
    if guards.looking():
        return see_other(wanted)
    return respond(_page(LogInForm(data={"next": wanted}), was_ended=bool(guards.present_token())))


@blueprint.post("/login")
@public
def check_log_in() -> Response:
    """Start a session, or say that address or password are wrong, never which."""
    form = LogInForm()
    if not form.validate_on_submit():
        return respond(_page(form), status=422)
    try:
        signed_in = sign_in(
            form.email.value,
            form.password.value,
            devices.device(),
            known_to=devices.known_people(),
            replaces=guards.present_token(),
        )
    except TooMany as refusal:
        return wait(_page(blame(form, "email", refusal)), refusal)
    except Rejected as refusal:
        return respond(_page(blame(form, "email", refusal)), status=422)
    if isinstance(signed_in, HalfWay):
        session[second_step.HALF_WAY] = signed_in.token
        return see_other(url_for("second_step.second_step", next=local(form.next.value)))
    return go_on(signed_in, form.next.value)


@blueprint.post("/logout")
@public
def log_out() -> Response:
    """End the session on the server; nothing happens where there is none."""
    guards.end()
    announce("You are logged out.")
    return see_other(url_for("auth.log_in"))


@blueprint.get("/password/forgotten")
@public
def forgotten_password() -> Response:
    """The form that asks for a link."""
    return respond(ForgottenPasswordPage(ForgottenPasswordForm()))


@blueprint.post("/password/forgotten")
@public
def send_link() -> Response:
    """Have a link sent, if there is such a person; the answer does not tell."""
    form = ForgottenPasswordForm()
    if not form.validate_on_submit():
        return respond(ForgottenPasswordPage(form), status=422)
    try:
        resets.request_password_reset(form.email.value, request.remote_addr or "")
    except TooMany as refusal:
        return wait(ForgottenPasswordPage(blame(form, "email", refusal)), refusal)
    except Rejected as refusal:
        return respond(ForgottenPasswordPage(blame(form, "email", refusal)), status=422)
    return see_other(url_for("auth.link_sent"))


@blueprint.get("/password/forgotten/sent")
@public
def link_sent() -> Response:
    """What happens next, for whatever address."""
    return respond(LinkSentPage(minutes=current().limits.reset_valid // 60))


@blueprint.get("/password/new/<token>")
@public
def new_password(token: str) -> Response:
    """The form behind the link of the mail."""
    try:
        owner = resets.owner_of_link(token)
    except NotFound:
        return respond(DeadLinkPage(), status=404)
    return respond(NewPasswordPage(ResetPasswordForm(), owner))


@blueprint.post("/password/new/<token>")
@public
def set_new_password(token: str) -> Response:
    """Set the password, once; then its person logs in with it."""
    form = ResetPasswordForm()
    try:
        owner = resets.owner_of_link(token)
        if not form.validate_on_submit():
            return respond(NewPasswordPage(form, owner), status=422)
        resets.reset_password(token, form.password.value)
    except NotFound:
        return respond(DeadLinkPage(), status=404)
    except Rejected as refusal:
        return respond(NewPasswordPage(blame(form, "password", refusal), owner), status=422)
    announce("Your new password is set. Log in with it.")
    return see_other(url_for("auth.log_in"))


def _page(form: LogInForm, *, was_ended: bool = False) -> LogInPage:
    return LogInPage(form, was_ended, passkeys.are_possible())
