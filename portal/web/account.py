"""One's own account: profile, password, and the devices one is logged in on."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

from flask import Blueprint, Response, request, url_for
from flask_wtf import FlaskForm

from forms.account import ChangePassword, Profile
from forms.surroundings import Choice
from portal.accounts import queries, resets, sessions
from portal.accounts.operations import set_profile, try_mail_again
from portal.errors import Rejected, TooMany
from portal.notify.suspensions import reason_of
from portal.vocabulary import MailPreference, Theme
from portal.web.forms import blame
from portal.web.guards import current_actor, current_profile, signed_in
from portal.web.pages.account import AccountPage
from portal.web.responses import announce, respond, see_other, wait
from portal.web.wording import LEAST_MAIL

blueprint = Blueprint("account", __name__, url_prefix="/servicedesk/account")

_MAIL = (
    Choice("every_update", "Every update", "All that happens on tickets that you see, at once."),
    Choice(
        "followed",
        "Only tickets I follow",
        "Your own tickets and those that you follow or were added to, at once. Nothing about other tickets.",
    ),
    Choice(
        "digest",
        "Daily digest",
        "All that happens on tickets that you see, in one mail a day. At once comes only what concerns you: that we "
        "have your new ticket, a question to you, a request to approve, a ticket that you were added to or lose "
        "sight of.",
    ),
    Choice("none", "As little as possible", LEAST_MAIL),
)


class ProfileForm(Profile, FlaskForm):
    """The profile, with the token against forgery."""


class ChangePasswordForm(ChangePassword, FlaskForm):
    """The password, with the token against forgery."""


@blueprint.get("")
@signed_in
def show() -> Response:
    """Everything about the account on one page."""
    return respond(_page(_profile_form(), ChangePasswordForm(formdata=None)))


@blueprint.post("/profile")
@signed_in
def save_profile() -> Response:
    """Change name, time zone, colours and mail."""
    form = _profile_form()
    if not form.validate_on_submit():
        return respond(_page(form, ChangePasswordForm(formdata=None)), status=422)
    try:
        set_profile(
            current_actor(),
            name=form.name.value,
            time_zone=form.time_zone.value,
            theme=Theme(form.theme.value),
            mail_preference=MailPreference(form.mail.value),
        )
    except Rejected as refusal:
        return respond(_page(blame(form, "name", refusal), ChangePasswordForm(formdata=None)), status=422)
    announce("Your profile is saved.")
    return see_other(url_for("account.show"))


@blueprint.post("/password")
@signed_in
def save_password() -> Response:
    """Change the password, which ends the log-ins on other devices."""
    form = ChangePasswordForm()
    if not form.validate_on_submit():
        return respond(_page(_unposted_profile(), form), status=422)
    try:
        resets.change_password(current_actor(), current_profile(), form.current.value, form.password.value)
    except TooMany as refusal:
        return wait(_page(_unposted_profile(), blame(form, "current", refusal)), refusal)
    except Rejected as refusal:
        return respond(_page(_unposted_profile(), blame(form, refusal.field or "password", refusal)), status=422)
    announce("Your password is changed. You are logged out on all other devices.")
    return see_other(url_for("account.show"))


@blueprint.post("/mail")
@signed_in
def send_mail_again() -> Response:
    """Send to one's own address again, from which mail came back."""
    address = request.form.get("address", "")
    try:
        try_mail_again(current_actor(), address)
    except TooMany as refusal:
        announce(str(refusal), "bad")
    else:
        announce(f"We send mail to {address} again.")
    return see_other(url_for("account.show", _anchor="addresses"))


@blueprint.post("/sessions/<int(max=2147483647):session_id>/end")
@signed_in
def end_session(session_id: int) -> Response:
    """Log one device out; the present one, too."""
    sessions.end_session(current_actor(), session_id)
    announce("That device is logged out.")
    if session_id == current_profile().session_id:
        return see_other(url_for("auth.log_in"))
    return see_other(url_for("account.show", _anchor="devices"))


@blueprint.post("/sessions/end")
@signed_in
def end_other_sessions() -> Response:
    """Log all devices out but the present one."""
    ended = sessions.end_other_sessions(current_actor(), current_profile())
    announce(f"{ended} other {'device is' if ended == 1 else 'devices are'} logged out.")
    return see_other(url_for("account.show", _anchor="devices"))


def _page(profile: ProfileForm, password: ChangePasswordForm) -> AccountPage:
    actor = current_actor()
    addresses = queries.addresses_of(actor.person_id)
    return AccountPage(
        profile=profile,
        password=password,
        addresses=addresses,
        suspended={row.address: reason for row in addresses if (reason := reason_of(row.address))},
        sessions=sessions.sessions_of(actor),
        present_session=current_profile().session_id,
    )


def _profile_form() -> ProfileForm:
    return _with_choices(ProfileForm(data=_stored()))


def _unposted_profile() -> ProfileForm:
    return _with_choices(ProfileForm(formdata=None, data=_stored()))


def _stored() -> dict[str, str]:
    profile = current_profile()
    return {
        "name": current_actor().name,
        "time_zone": profile.time_zone or "",
        "theme": str(profile.theme),
        "mail": str(profile.mail_preference),
    }


def _with_choices(form: ProfileForm) -> ProfileForm:
    form.time_zone.choices = _zones()
    form.mail.choices = _MAIL
    return form


@cache
def _zones() -> tuple[Choice, ...]:
    """Zones that are named after places, and UTC; none chosen follows the opening hours."""
    places = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/")))
    return (Choice("UTC", "UTC"), *(Choice(zone, zone) for zone in places))
