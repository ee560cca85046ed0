"""Invitations: the page behind their link, the newcomer's first page, sending again and withdrawing."""

from __future__ import annotations

from flask import Blueprint, Response, url_for
from flask_wtf import FlaskForm
from markupsafe import Markup

from forms.account import ResetPassword
from portal.accounts import accepting, invitations, membership
from portal.accounts.accepting import Invited
from portal.accounts.invitation_rows import InvitationRow
from portal.accounts.rows import MemberRow
from portal.errors import NotFound, Rejected, TooMany
from portal.notify.texts import people
from portal.policy import Place
from portal.web import devices, guards
from portal.web.filters import moment
from portal.web.forms import blame
from portal.web.guards import current_actor, public, signed_in
from portal.web.pages.fulfilment import DeadInvitationPage, InvitationPage, Welcomed, WelcomePage
from portal.web.responses import announce, page_in_sight, respond, see_other

blueprint = Blueprint("invitation", __name__)


class FirstPasswordForm(ResetPassword, FlaskForm):
    """A newcomer's password, with the token against forgery."""


@blueprint.get("/invitation/<token>")
@public
def show(token: str) -> Response:
    """Who invites where, and the form that accepts; looking at it uses nothing up."""
    try:
        return respond(_page(token, accepting.invited_by(token)))
    except NotFound:
        return respond(DeadInvitationPage(), status=404)


@blueprint.post("/invitation/<token>")
@public
def accept(token: str) -> Response:
    """Accept, once; who chose a password is logged in, others log in with theirs."""
    try:
        invited = accepting.invited_by(token)
        page = _page(token, invited)
        if page.form is not None and not page.form.validate_on_submit():
            return respond(page, status=422)
        password = page.form.password.value if page.form is not None else ""
        signed_in = accepting.accept(token, password, devices.device(), replaces=guards.present_token())
    except NotFound:
        return respond(DeadInvitationPage(), status=404)
    except Rejected as refusal:
        form = blame(FirstPasswordForm(), "password", refusal)
        return respond(_page(token, invited, form), status=422)
    welcome = see_other(url_for(".welcome"))
    if signed_in is None:
        announce(
            f"The invitation is accepted: {invited.organisation} is among the organisations of {invited.name} now."
        )
        return welcome
    guards.begin(signed_in.token)
    devices.remember(welcome, signed_in.person_id)
    return welcome


@blueprint.get("/servicedesk/welcome")
@signed_in
def welcome() -> Response:
    """What somebody who has just come can do here, and whom they ask."""
    actor = current_actor()
    members = membership.members_of(place.organisation_id for place in actor.places)
    page = WelcomePage(
        first_name=(actor.name.split() or [actor.address])[0],
        places=tuple(_welcomed(place, members[place.organisation_id]) for place in actor.places),
        may_raise=actor.may_raise,
        administers=any(place.is_administrator for place in actor.places),
    )
    return respond(page)


@blueprint.post("/servicedesk/invitations/<int(max=2147483647):invitation_id>/send")
@signed_in
def send_again(invitation_id: int) -> Response:
    """Send a new link; the old one dies."""
    try:
        row = invitations.send_again(current_actor(), invitation_id)
    except TooMany as refusal:
        announce(str(refusal), "bad")
        return see_other(page_in_sight() or url_for("home.home"))
    # Pressed again within a moment, it is still the mail before that has the newest link.
    announce(f"{row.name} has a new invitation. Only the link in the newest mail works.")
    return see_other(_back(row))


@blueprint.post("/servicedesk/invitations/<int(max=2147483647):invitation_id>/withdraw")
@signed_in
def withdraw(invitation_id: int) -> Response:
    """Let the link die."""
    row = invitations.withdraw(current_actor(), invitation_id)
    announce(f"The invitation of {row.name} is withdrawn. Its link does not work any more.{_stays(row)}")
    return see_other(_back(row))


def _back(row: InvitationRow) -> str:
    """Where it was pressed; else the page of the organisation, one's own or that of customers."""
    if current_actor().place(row.organisation_id) is not None:
        return page_in_sight() or url_for("organisation.show")
    return page_in_sight() or url_for("customers.organisation", organisation_id=row.organisation_id)


def _stays(row: InvitationRow) -> str:
    """Who had an account before is a member with or without the invitation."""
    members = membership.members_of([row.organisation_id])[row.organisation_id]
    if row.person_id not in {member.person_id for member in members}:
        return ""
    return " They had an account before and stay a member: ask for their offboarding to end that."


def _page(token: str, invited: Invited, form: FirstPasswordForm | None = None) -> InvitationPage:
    chosen = (form or FirstPasswordForm()) if invited.chooses else None
    return InvitationPage(invited, chosen, url_for(".accept", token=token))


def _welcomed(place: Place, members: tuple[MemberRow, ...]) -> Welcomed:
    administrators = [member.name for member in members if member.is_administrator]
    return Welcomed(
        name=place.name,
        role="administrator" if place.is_administrator else "member",
        sees=_sees(place),
        administrators=people(administrators) or "Nobody yet",
        href=f"{url_for('tickets.history')}?whose=organisation-{place.organisation_id}",
    )


def _sees(place: Place) -> Markup:
    if place.sees_from is None:
        return Markup("Your own requests, and all that are shared with {}.").format(place.name)
    since = Markup("Your own requests, and those shared with {} that were raised since {}.")
    return since.format(place.name, moment(place.sees_from))
