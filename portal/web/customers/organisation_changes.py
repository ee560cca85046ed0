"""What administrators of the portal change about an organisation, each after saying what it means."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from flask_wtf import FlaskForm

from forms import Choice
from forms.customers import AddOrganisation, ChangePlan, NameOrganisation
from portal.accounts import customers, membership, organisations
from portal.accounts.customer_rows import CustomerFacts
from portal.errors import Conflict, Rejected
from portal.settings import current
from portal.tickets import history
from portal.tickets.due import follow_plans
from portal.tickets.rows import HistoryFilter
from portal.web.customers.blueprint import ORGANISATION, blueprint
from portal.web.customers.organisation import DomainForm, organisation_page
from portal.web.customers.words import of_deactivating, of_plans, plan_name
from portal.web.failures import status_of
from portal.web.forms import blame
from portal.web.guards import administrators_only, current_actor
from portal.web.pages.confirm import ConfirmPage
from portal.web.pages.customers import CustomerChangePage
from portal.web.responses import announce, respond, see_other


class AddForm(AddOrganisation, FlaskForm):
    """A new organisation."""


class NameForm(NameOrganisation, FlaskForm):
    """Another name."""


class PlanForm(ChangePlan, FlaskForm):
    """Another plan."""


@blueprint.route("/organisations/new", methods=["GET", "POST"])
@administrators_only
def add_organisation() -> Response:
    """Add a customer."""
    form = AddForm()
    form.plan.choices = _plans()
    if form.validate_on_submit():
        domains = (str(form.domain.data),) if form.domain.data else ()
        try:
            number = organisations.add_organisation(current_actor(), str(form.name.data), str(form.plan.data), domains)
        except (Rejected, Conflict) as refusal:
            return _form(blame(form, refusal.field or "name", refusal), "Add organisation", status_of(refusal))
        announce(f"{form.name.data} is added. Add its people next: each is invited by a mail.")
        return see_other(url_for("customers.organisation", organisation_id=number))
    return _form(form, "Add organisation", 422 if form.errors else 200)


@blueprint.route(f"{ORGANISATION}/name", methods=["GET", "POST"])
@administrators_only
def rename(organisation_id: int) -> Response:
    """Give the organisation another name."""
    facts = customers.organisation(current_actor(), organisation_id)
    form = NameForm(name=facts.name)
    if form.validate_on_submit():
        try:
            organisations.rename_organisation(current_actor(), organisation_id, str(form.name.data))
        except (Rejected, Conflict) as refusal:
            return _form(blame(form, "name", refusal), "Change name", status_of(refusal), facts)
        return _done(facts, f"{facts.name} is now called {form.name.data}.")
    return _form(form, "Change name", 422 if form.errors else 200, facts, ("Tickets and mails show the new name.",))


@blueprint.route(f"{ORGANISATION}/plan", methods=["GET", "POST"])
@administrators_only
def change_plan(organisation_id: int) -> Response:
    """Put the organisation on another plan."""
    facts = customers.organisation(current_actor(), organisation_id)
    form = PlanForm(plan=facts.plan)
    form.plan.choices = _plans()
    if form.validate_on_submit():
        plan = str(form.plan.data)
        organisations.set_plan(current_actor(), organisation_id, plan)
        follow_plans()
        return _done(facts, f"{facts.name} is on the plan {plan_name(plan)}. {_EFFECT[current().plan_is_paid(plan)]}")
    means = of_plans(membership.members_of([organisation_id])[organisation_id])
    return _form(form, "Change plan", 422 if form.errors else 200, facts, means)


@blueprint.post(f"{ORGANISATION}/domains")
@administrators_only
def add_domain(organisation_id: int) -> Response:
    """Count a mail domain as the organisation's own."""
    facts, form = customers.organisation(current_actor(), organisation_id), DomainForm()
    if not form.validate_on_submit():
        return respond(organisation_page(organisation_id, form), status=422)
    try:
        domain = organisations.add_domain(current_actor(), organisation_id, str(form.domain.data))
    except Rejected as refusal:
        return respond(organisation_page(organisation_id, blame(form, "domain", refusal)), status=422)
    return _done(facts, f"{domain} is a mail domain of {facts.name}.")


@blueprint.post(f"{ORGANISATION}/domains/remove")
@administrators_only
def remove_domain(organisation_id: int) -> Response:
    """No longer count a mail domain as the organisation's own."""
    facts, domain = customers.organisation(current_actor(), organisation_id), request.form.get("domain", "")
    organisations.remove_domain(current_actor(), organisation_id, domain)
    return _done(facts, f"{domain} is no longer a mail domain of {facts.name}.")


@blueprint.route(f"{ORGANISATION}/state", methods=["GET", "POST"])
@administrators_only
def change_state(organisation_id: int) -> Response:
    """Deactivate the organisation, or activate it again, after saying what that means."""
    actor = current_actor()
    facts = customers.organisation(actor, organisation_id)
    if request.method == "POST":
        to = request.form.get("to")
        if to not in _STATES:
            raise Rejected("Choose whether the organisation is active.")
        organisations.set_active(actor, organisation_id, to == "active")
        return _done(facts, f"{facts.name} is {_STATES[to]}.")
    members = membership.members_of([organisation_id])[organisation_id]
    counted = {"open": HistoryFilter("organisation", organisation_id)}
    leaving = of_deactivating(facts, members, history.count_each(actor, counted)["open"])
    heading = "Deactivate" if facts.is_active else "Activate"
    return respond(
        ConfirmPage(
            heading=heading,
            about=facts.name,
            means=leaving if facts.is_active else (_BACK,),
            action=request.path,
            button=f"{heading} {facts.name}",
            keep="Not now",
            back=url_for("customers.organisation", organisation_id=organisation_id),
            nav="customers",
            danger=facts.is_active,
            hidden=(("to", "inactive" if facts.is_active else "active"),),
        )
    )


def _plans() -> tuple[Choice, ...]:
    return tuple(
        Choice(key, plan.label, "" if plan.paid else "By e-mail only.") for key, plan in current().plans.items()
    )


def _form(
    form: Any, heading: str, status: int, facts: CustomerFacts | None = None, means: tuple[str, ...] = ()
) -> Response:
    back = url_for("customers.organisation", organisation_id=facts.id) if facts else url_for("customers.organisations")
    about = facts.name if facts else ""
    return respond(CustomerChangePage(heading, about, means, form, heading, back), status=status)


def _done(facts: CustomerFacts, words: str) -> Response:
    announce(words)
    return see_other(url_for("customers.organisation", organisation_id=facts.id))


_STATES = {"active": "active again: its people have back what they had", "inactive": "deactivated"}
_EFFECT = {
    True: "Its people use the portal from the next page on.",
    False: "Its people write by e-mail from the next page on.",
}
_BACK = "Its people see what was shared with it again, and raise tickets for it as its plan allows."
