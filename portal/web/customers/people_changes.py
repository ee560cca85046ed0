"""What administrators of the portal change about a person, each after saying what it means."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from flask_wtf import FlaskForm

from forms import Choice
from forms.customers import ChangeOwnPlan, ChangeStaffRole
from portal.accounts import administering, customers, operations, roles
from portal.accounts.customer_rows import PersonFacts
from portal.errors import Conflict, Rejected
from portal.settings import current
from portal.tickets.due import follow_plans
from portal.vocabulary import StaffRole
from portal.web.account.proving import proof_first
from portal.web.customers.blueprint import PERSON, blueprint
from portal.web.customers.words import STAFF, of_own_plan, of_shutting_out, of_staff_role, plan_name
from portal.web.forms import blame
from portal.web.guards import administrators_only, current_actor
from portal.web.pages.confirm import ConfirmPage
from portal.web.pages.customers import CustomerChangePage
from portal.web.responses import announce, respond, see_other


class OwnPlanForm(ChangeOwnPlan, FlaskForm):
    """Another plan of somebody's own."""


class StaffRoleForm(ChangeStaffRole, FlaskForm):
    """What somebody is at the provider."""


@blueprint.route(f"{PERSON}/plan", methods=["GET", "POST"])
@administrators_only
def change_own_plan(person_id: int) -> Response:
    """Give somebody another plan of their own, or none."""
    known = customers.person(current_actor(), person_id)
    form = OwnPlanForm(plan=known.person.plan or "")
    form.plan.choices = plans()
    if form.validate_on_submit():
        plan = str(form.plan.data) if form.plan.data else None
        administering.set_personal_plan(current_actor(), person_id, plan)
        follow_plans()
        announce(f"{known.person.name}: plan of their own is now {plan_name(plan)}.")
        return _back(known)
    return _form("Change plan", known, of_own_plan(known), form, 422 if form.errors else 200)


@blueprint.route(f"{PERSON}/staff-role", methods=["GET", "POST"])
@administrators_only
def change_staff_role(person_id: int) -> Response:
    """Make somebody one of the provider's people, or no longer."""
    known = customers.person(current_actor(), person_id)
    form = StaffRoleForm(staff_role=known.person.staff_role or "none")
    if form.validate_on_submit():
        role = staff_role_of(str(form.staff_role.data))
        if role is not None and (asked := proof_first()):
            return asked
        try:
            roles.set_staff_role(current_actor(), person_id, role)
        except Conflict as refusal:
            return _staff(known, blame(form, "staff_role", refusal), 409)
        announce(f"{known.person.name}: role at the provider is now {STAFF[role].lower()}.")
        if person_id == current_actor().person_id and role is not StaffRole.ADMINISTRATOR:
            return see_other(url_for("home.home"))
        return _back(known)
    return _staff(known, form, 422 if form.errors else 200)


@blueprint.route(f"{PERSON}/state", methods=["GET", "POST"])
@administrators_only
def change_person_state(person_id: int) -> Response:
    """Deactivate somebody, or activate them again, after saying what that means."""
    actor = current_actor()
    known = customers.person(actor, person_id)
    if request.method == "GET":
        return _asking(known)
    to = request.form.get("to")
    if to not in _STATES:
        raise Rejected("Choose whether the person is active.")
    try:
        (operations.activate_person if to == "active" else operations.deactivate_person)(actor, person_id)
    except Conflict as refusal:
        return _asking(known, str(refusal))
    announce(f"{known.person.name} {_STATES[to]}.")
    return _back(known)


def plans() -> tuple[Choice, ...]:
    """The plans of the settings, to choose from."""
    return tuple(Choice(key, plan.label) for key, plan in current().plans.items())


def staff_role_of(value: str) -> StaffRole | None:
    """What the form says that somebody is at the provider."""
    return None if value == "none" else StaffRole(value)


def _staff(known: PersonFacts, form: Any, status: int) -> Response:
    return _form("Change role", known, of_staff_role(known), form, status)


def _form(heading: str, known: PersonFacts, means: tuple[str, ...], form: Any, status: int) -> Response:
    back = url_for("customers.person", person_id=known.person.id)
    return respond(CustomerChangePage(heading, known.person.name, means, form, heading, back), status=status)


def _asking(known: PersonFacts, refusal: str = "") -> Response:
    active, name = known.person.is_active, known.person.name
    heading = "Deactivate" if active else "Activate"
    page = ConfirmPage(
        heading=heading,
        about=f"{name} ({known.person.address})",
        means=of_shutting_out(known) if active else (f"{name} can log in again, with the password they had.",),
        action=request.path,
        button=f"{heading} {name}",
        keep="Not now",
        back=url_for("customers.person", person_id=known.person.id),
        nav="customers",
        danger=active,
        refusal=refusal,
        hidden=(("to", "inactive" if active else "active"),),
    )
    return respond(page, status=409 if refusal else 200)


def _back(known: PersonFacts) -> Response:
    return see_other(url_for("customers.person", person_id=known.person.id))


_STATES = {"active": "can log in again", "inactive": "is deactivated, and logged out everywhere"}
