"""What a member is in the organisation, and whether all members give a second factor: each said before it is done."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from flask_wtf import FlaskForm

from forms.customers import ChangeRole
from portal.accounts import membership, organisations, roles
from portal.accounts.rows import MemberRow
from portal.errors import Conflict, NotFound, Rejected
from portal.policy import Actor, require_administrator
from portal.vocabulary import Role
from portal.web.account.proving import proof_first
from portal.web.customers.words import of_role
from portal.web.forms import blame
from portal.web.guards import current_actor, signed_in
from portal.web.organisation.blueprint import MEMBER, ORGANISATION, blueprint
from portal.web.pages.confirm import ConfirmPage
from portal.web.pages.customers import CustomerChangePage
from portal.web.responses import announce, respond, see_other


class RoleForm(ChangeRole, FlaskForm):
    """What a member is."""


@blueprint.route(f"{MEMBER}/role", methods=["GET", "POST"])
@signed_in
def change_role(organisation_id: int, person_id: int) -> Response:
    """Make a member an administrator, or an administrator a member."""
    actor = current_actor()
    require_administrator(actor, organisation_id)
    member = _member(organisation_id, person_id)
    form = RoleForm(role=member.role)
    if not form.validate_on_submit():
        return _asking(actor, member, form, 422 if form.errors else 200)
    role = Role(str(form.role.data))
    if role is Role.ADMINISTRATOR and (asked := proof_first()):
        return asked
    try:
        roles.set_role(actor, organisation_id, person_id, role)
    except Conflict as refusal:
        return _asking(actor, member, blame(form, "role", refusal), 409)
    word = "an administrator" if role is Role.ADMINISTRATOR else "a member"
    so = "now" if member.is_administrator is not (role is Role.ADMINISTRATOR) else "still"
    announce(f"{member.name} is {so} {word} of {membership.name_of_organisation(organisation_id)}.")
    return see_other(_back(actor, organisation_id))


@blueprint.get(f"{ORGANISATION}/second-factor")
@signed_in
def ask_second_factor(organisation_id: int) -> Response:
    """Say what it means that members have to give a second factor, or no longer."""
    actor = current_actor()
    require_administrator(actor, organisation_id)
    demanded = membership.demands_second_factor(organisation_id)
    heading = "No longer demand a second factor" if demanded else "Demand a second factor"
    page = ConfirmPage(
        heading=heading,
        about=membership.name_of_organisation(organisation_id),
        means=_NO_LONGER if demanded else _FROM_NOW_ON,
        action=request.path,
        button=heading,
        keep="Not now",
        back=_back(actor, organisation_id),
        nav="organisation" if actor.place(organisation_id) else "customers",
        danger=False,
        hidden=(("to", "no" if demanded else "yes"),),
    )
    return respond(page)


@blueprint.post(f"{ORGANISATION}/second-factor")
@signed_in
def demand_second_factor(organisation_id: int) -> Response:
    """Have the members give a second factor, or no longer."""
    to = request.form.get("to")
    if to not in _SAID:
        raise Rejected("Choose whether members give a second factor.")
    require_administrator(current_actor(), organisation_id)
    if to == "no" and (asked := proof_first()):
        return asked
    organisations.demand_second_factor(current_actor(), organisation_id, to == "yes")
    announce(_SAID[to])
    return see_other(_back(current_actor(), organisation_id))


def _member(organisation_id: int, person_id: int) -> MemberRow:
    members = membership.members_of([organisation_id])[organisation_id]
    found = next((member for member in members if member.person_id == person_id), None)
    if found is None:
        raise NotFound("They are no member of this organisation.")
    return found


def _asking(actor: Actor, member: MemberRow, form: Any, status: int) -> Response:
    name = membership.name_of_organisation(member.organisation_id)
    page = CustomerChangePage(
        heading="Change role",
        about=f"{member.name}, {name}",
        means=of_role(member.name, name),
        form=form,
        button="Change role",
        back=_back(actor, member.organisation_id),
    )
    return respond(page, status=status)


def _back(actor: Actor, organisation_id: int) -> str:
    """The organisation's page: one's own, or that of customers."""
    if actor.place(organisation_id) is not None:
        return url_for("organisation.show")
    return url_for("customers.organisation", organisation_id=organisation_id)


_FROM_NOW_ON = (
    "Members who have none set one up when they log in next: an app on their phone, a key, or their device.",
    "Whoever is logged in now is asked at the next page.",
)
_NO_LONGER = ("Members log in with their password alone, unless they set up a second factor themselves.",)
_SAID = {
    "yes": "Members have to give a second factor from now on.",
    "no": "Members no longer have to give a second factor.",
}
