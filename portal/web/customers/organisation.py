"""Everything known about one organisation, for the provider's people."""

from __future__ import annotations

from typing import Any

from flask import Response, url_for
from flask_wtf import FlaskForm

from forms.customers import AddDomain
from portal.accounts import customers, invitation_rows, membership
from portal.accounts.customer_rows import CustomerFacts
from portal.accounts.rows import MemberRow
from portal.policy import Permission, permissions
from portal.tickets import history
from portal.tickets.rows import HistoryFilter
from portal.web.customers.blueprint import ORGANISATION, blueprint
from portal.web.customers.words import ROLES, plan_name
from portal.web.filters import ago, day
from portal.web.guards import current_actor, engineers_only
from portal.web.open_invitations import invited
from portal.web.pages.customers import Change, Known, OrganisationFactsPage, Person
from portal.web.responses import respond

_SHOWN = 5


class DomainForm(AddDomain, FlaskForm):
    """One more mail domain."""


@blueprint.get(ORGANISATION)
@engineers_only
def organisation(organisation_id: int) -> Response:
    """The organisation with its people, open tickets and mail domains."""
    return respond(organisation_page(organisation_id))


def organisation_page(organisation_id: int, domain_form: DomainForm | None = None) -> OrganisationFactsPage:
    """The page; `domain_form` is one that came back with something to mend."""
    actor = current_actor()
    facts = customers.organisation(actor, organisation_id)
    members = membership.members_of([organisation_id])[organisation_id]
    waiting = invitation_rows.pending_of(organisation_id)
    open_ones = HistoryFilter("organisation", organisation_id, limit=_SHOWN)
    may_change = Permission.CHANGE_CUSTOMERS in permissions(actor)
    return OrganisationFactsPage(
        title=facts.name,
        back=url_for("customers.organisations") if may_change else "",
        warning="" if facts.is_active else _DEACTIVATED,
        facts=_facts(facts, members),
        changes=_changes(facts) if may_change else (),
        people=_people(members, may_change, frozenset(row.person_id for row in waiting)),
        tickets=history.history(actor, open_ones).rows,
        tickets_href=url_for("tickets.history", whose=f"organisation-{organisation_id}"),
        invitations=invited(actor, organisation_id, waiting),
        domains=facts.domains,
        domain_form=(domain_form or DomainForm(formdata=None)) if may_change else None,
        path=_path(facts),
    )


def _path(facts: CustomerFacts) -> str:
    return url_for("customers.organisation", organisation_id=facts.id)


def _facts(facts: CustomerFacts, members: tuple[MemberRow, ...]) -> tuple[Known, ...]:
    administrators = sum(member.is_administrator for member in members)
    return (
        Known("Plan", plan_name(facts.plan)),
        Known("People", f"{len(members)}, {administrators or 'none'} of them administering it"),
        Known("Second factor", "Demanded of its members" if facts.demands_second_factor else "Not demanded"),
        Known("Customer since", day(facts.created_at)),
    )


def _changes(facts: CustomerFacts) -> tuple[Change, ...]:
    path = _path(facts)
    return (
        Change("Plan", f"{path}/plan"),
        Change("Name", f"{path}/name"),
        Change("Add person", f"{url_for('customers.add_person')}?organisation={facts.id}"),
        Change("Deactivate" if facts.is_active else "Activate", f"{path}/state", danger=facts.is_active),
    )


def _people(members: tuple[MemberRow, ...], may_change: bool, invited_ones: frozenset[int]) -> tuple[Person, ...]:
    return tuple(_person(member, may_change, member.person_id in invited_ones) for member in members)


def _person(member: MemberRow, may_change: bool, is_invited: bool) -> Person:
    where: Any = {"organisation_id": member.organisation_id, "person_id": member.person_id}
    return Person(
        name=member.name,
        href=url_for("customers.person", person_id=member.person_id),
        address=member.address,
        role=ROLES[member.role],
        state=ago(member.signed_in_at) if member.signed_in_at else "Invited" if is_invited else "Not yet",
        change=url_for("organisation.change_role", **where) if may_change else "",
        remove=url_for("customers.take_out", **where) if may_change else "",
    )


_DEACTIVATED = "This organisation is deactivated: it counts for none of its people until it is activated."
