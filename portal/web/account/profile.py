"""How one is called, in which zone and colours one reads, and which mail one gets."""

from __future__ import annotations

from functools import cache

from flask import Response, url_for
from flask_wtf import FlaskForm

from forms.account import Profile
from forms.surroundings import Choice
from portal import clock
from portal.accounts.operations import set_profile
from portal.errors import Rejected
from portal.vocabulary import MailPreference, Theme
from portal.web.account.blueprint import blueprint
from portal.web.forms import blame
from portal.web.guards import current_actor, current_profile, signed_in
from portal.web.pages.account import ProfilePage
from portal.web.responses import announce, respond, see_other
from portal.web.wording import LEAST_MAIL

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


@blueprint.get("")
@signed_in
def show() -> Response:
    """Name and preferences; the other parts of the account are a tab away."""
    return respond(ProfilePage(_profile_form()))


@blueprint.post("/profile")
@signed_in
def save_profile() -> Response:
    """Change name, time zone, colours and mail."""
    form = _profile_form()
    if not form.validate_on_submit():
        return respond(ProfilePage(form), status=422)
    try:
        set_profile(
            current_actor(),
            name=form.name.value,
            time_zone=form.time_zone.value,
            theme=Theme(form.theme.value),
            mail_preference=MailPreference(form.mail.value),
        )
    except Rejected as refusal:
        return respond(ProfilePage(blame(form, "name", refusal)), status=422)
    announce("Your profile is saved.")
    return see_other(url_for("account.show"))


def _profile_form() -> ProfileForm:
    return _with_choices(ProfileForm(data=_stored()))


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
    places = sorted(zone for zone in clock.zones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/")))
    return (Choice("UTC", "UTC"), *(Choice(zone, zone) for zone in places))
