"""Somebody new is added by an administrator of the portal, or becomes a member of one more organisation."""

from __future__ import annotations

from flask import Response, request, url_for
from flask_wtf import FlaskForm

from forms import Choice
from forms.customers import AddPerson
from portal.accounts import administering, membership, queries
from portal.errors import Conflict, Rejected
from portal.fulfilment import directly
from portal.policy import Actor
from portal.vocabulary import Role
from portal.web.account.proving import proof_first
from portal.web.customers.blueprint import blueprint
from portal.web.customers.people_changes import plans, staff_role_of
from portal.web.failures import status_of
from portal.web.forms import blame
from portal.web.guards import administrators_only, current_actor
from portal.web.listing import is_number
from portal.web.pages.customers import CustomerChangePage
from portal.web.responses import announce, respond, see_other


class AddForm(AddPerson, FlaskForm):
    """Somebody new."""


@blueprint.route("/people/new", methods=["GET", "POST"])
@administrators_only
def add_person() -> Response:
    """Add somebody, and mail them an invitation to their organisation, or a link by which they choose a password."""
    form = _add_form()
    if form.validate_on_submit():
        if _gives_rights(form) and (asked := proof_first()):
            return asked
        try:
            number = _add(current_actor(), form)
        except (Rejected, Conflict) as refusal:
            return _adding(blame(form, refusal.field or "email", refusal), status_of(refusal))
        return see_other(url_for("customers.person", person_id=number))
    return _adding(form, 422 if form.errors else 200)


def _add_form() -> AddForm:
    form = AddForm(organisation=request.args.get("organisation", ""))
    form.organisation.choices = tuple(Choice(str(row.id), row.name) for row in membership.organisations())
    form.plan.choices = plans()
    return form


def _gives_rights(form: AddForm) -> bool:
    """Whether they become more than a member."""
    is_administrator = Role(str(form.role.data or Role.MEMBER)) is Role.ADMINISTRATOR
    return is_administrator or staff_role_of(str(form.staff_role.data or "none")) is not None


def _add(actor: Actor, form: AddForm) -> int:
    """Who is a customer's and nothing else is invited there; the others log in for more than that."""
    name, address, chosen = str(form.name.data), str(form.email.data), str(form.organisation.data or "")
    organisation_id = int(chosen) if is_number(chosen) else None
    role, staff_role = Role(str(form.role.data or Role.MEMBER)), staff_role_of(str(form.staff_role.data or "none"))
    plan = str(form.plan.data) if form.plan.data else None
    if organisation_id is not None and staff_role is None and plan is None:
        number = directly.let_in(actor, organisation_id, name, address, role)
        (known,), place = queries.people_named([number]), membership.name_of_organisation(organisation_id)
        announce(f"{known.name} is a member of {place}. The invitation is on its way to {address}.")
        return number
    number = administering.register_person(
        actor, name, address, plan=plan, staff_role=staff_role, organisation_id=organisation_id, role=role
    )
    sent_to = administering.send_password_link(actor, number)
    announce(f"{name} is added. A link for a password is on its way to {sent_to}.")
    return number


def _adding(form: AddForm, status: int) -> Response:
    means = (
        "Who becomes a member of an organisation is invited to it by a mail, also who has an account already.",
        "Who has a plan of their own, or a role at the provider, gets a link by which they choose a password.",
    )
    back = url_for("customers.people")
    return respond(CustomerChangePage("Add person", "", means, form, "Add person", back), status=status)
