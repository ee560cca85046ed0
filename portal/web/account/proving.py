"""The page that asks who one is once more, before something is changed that opens an account (ASVS 7.5.1, 7.5.3)."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, redirect, request, session, url_for
from flask_wtf import FlaskForm

from forms.account import PresentFactors, PresentPassword
from portal.accounts import passkeys, proving, sessions
from portal.errors import NotAllowed, Rejected, TooMany
from portal.web import devices, guards
from portal.web.account.blueprint import blueprint
from portal.web.forms import blame
from portal.web.guards import before_second_factor, current_actor, current_profile, signed_in
from portal.web.pages.security import ProvingPage
from portal.web.redirects import is_local
from portal.web.responses import respond, see_other, wait

View = Callable[..., Response]

# Which passkey was asked for, in the cookie of the browser that was asked.
CEREMONY = "passkey"
_OWN = f"{blueprint.url_prefix}/"
# Where something is asked for that needs it: of oneself, and of others.
_PLACES = (_OWN, "/servicedesk/customers/", "/servicedesk/organisation/")
_OURS = frozenset({"csrf_token", "present_password", "second_code", "proof", "step-to", "step-method"})


class PresentPasswordForm(PresentPassword, FlaskForm):
    """The present password, with the token against forgery."""


class PresentFactorsForm(PresentFactors, FlaskForm):
    """The present password and a code, with the token against forgery."""


def proven(view: View) -> View:
    """Ask who one is first, unless one showed it a moment ago; then go on as if nothing had come between."""

    @wraps(view)
    def checked(*args: Any, **kwargs: Any) -> Response:
        return proof_first() or view(*args, **kwargs)

    return checked


def proof_first() -> Response | None:
    """The page that asks who one is, for a view that needs it only for some of what it does; None once it is shown."""
    if sessions.is_proven(current_profile()):
        return None
    return respond(_page(_form()(formdata=None), request.full_path.rstrip("?"), request.method))


def require_proof() -> None:
    """Return where one showed who one is a moment ago; NotAllowed elsewhere, for what scripts ask."""
    if not sessions.is_proven(current_profile()):
        raise NotAllowed("Confirm first that it is you: reload the page.")


@blueprint.post("/confirm/options")
@before_second_factor
@signed_in
def proof_options() -> Response:
    """What the browser has to be asked for, so that a passkey confirms it."""
    options, session[CEREMONY] = proving.ask_for_passkey(current_actor())
    return Response(options, mimetype="application/json")


@blueprint.post("/confirm")
@before_second_factor
@signed_in
def confirm() -> Response:
    """Take the password or the passkey, and go on to what was asked for."""
    to, method = _target()
    form = _form()()
    actor, profile = current_actor(), current_profile()
    try:
        if proof := request.form.get("proof", ""):
            token = proving.prove_by_passkey(actor, profile, session.pop(CEREMONY, ""), proof)
        elif not form.validate_on_submit():
            return respond(_page(form, to, method), status=422)
        else:
            token = proving.prove_by_password(
                actor, profile, form.present_password.value, _code(form), devices.device()
            )
    except TooMany as refusal:
        return wait(_page(blame(form, "present_password", refusal), to, method), refusal)
    except Rejected as refusal:
        return respond(_page(blame(form, refusal.field or "present_password", refusal), to, method), status=422)
    guards.renew(token)
    # 307 keeps method and body: what was posted first arrives where it was meant for.
    return redirect(to, 307) if method == "POST" else see_other(to)  # type: ignore[return-value]


def _target() -> tuple[str, str]:
    to, method = request.form.get("step-to", ""), request.form.get("step-method", "GET")
    if not is_local(to) or not to.startswith(_PLACES):
        return url_for("account.security"), "GET"
    return to, "POST" if method == "POST" else "GET"


def _form() -> type[PresentPasswordForm] | type[PresentFactorsForm]:
    return PresentFactorsForm if current_profile().has_second_factor else PresentPasswordForm


def _code(form: PresentPasswordForm | PresentFactorsForm) -> str:
    return form.second_code.value if isinstance(form, PresentFactorsForm) else ""


def _page(form: PresentPasswordForm | PresentFactorsForm, to: str, method: str) -> ProvingPage:
    posted = request.form.items(multi=True) if method == "POST" else ()
    fields = tuple((name, value) for name, value in posted if name not in _OURS)
    has_passkeys = passkeys.are_possible() and current_profile().has_second_factor
    is_own = to.startswith(_OWN)
    back = url_for("account.security") if is_own else to
    return ProvingPage(form, to, method, fields, has_passkeys, back, is_own)
