"""Everything known about one person, for the provider's people."""

from __future__ import annotations

from flask import Response, url_for

from portal.accounts import customers, factors
from portal.accounts.customer_rows import PersonFacts
from portal.policy import Permission, permissions
from portal.tickets import history
from portal.tickets.rows import HistoryFilter
from portal.web.customers.blueprint import PERSON, blueprint
from portal.web.customers.words import ROLES, STAFF, plan_name
from portal.web.filters import ago, day
from portal.web.guards import current_actor, engineers_only
from portal.web.pages.customers import Change, Known, PersonFactsPage
from portal.web.responses import respond
from portal.web.wording import capped

_SHOWN = 5
_DEACTIVATED = "This person is deactivated: they cannot log in, and mail from them is held."


@blueprint.get(PERSON)
@engineers_only
def person(person_id: int) -> Response:
    """The person with their organisations, addresses, log-ins and open tickets."""
    actor = current_actor()
    known = customers.person(actor, person_id)
    may_change = Permission.CHANGE_CUSTOMERS in permissions(actor)
    raised = HistoryFilter("all", requester_id=person_id, limit=_SHOWN)
    return respond(
        PersonFactsPage(
            title=known.person.name,
            back=url_for("customers.people") if may_change else "",
            warning="" if known.person.is_active else _DEACTIVATED,
            facts=_facts(known),
            changes=_changes(known) if may_change else (),
            known=known,
            places=tuple(
                Known(
                    ROLES[place.role],
                    place.name,
                    url_for("customers.organisation", organisation_id=place.organisation_id),
                )
                for place in known.places
            ),
            tickets=history.history(actor, raised).rows,
            may_change=may_change,
            path=url_for("customers.person", person_id=person_id),
        )
    )


def _facts(known: PersonFacts) -> tuple[Known, ...]:
    person = known.person
    rows = (
        Known("E-mail", person.address),
        Known("Role at the provider", STAFF[person.staff_role]) if person.staff_role else None,
        Known("Plan of their own", plan_name(person.plan)) if person.plan else None,
        Known("Open tickets", capped(known.raised)),
        Known("Assigned to them", capped(known.assigned)) if person.staff_role or known.assigned else None,
        Known("Time zone", known.time_zone or "That of our engineers"),
        Known("Last logged in", ago(known.signed_in_at) if known.signed_in_at else "Not yet"),
        Known("Password", "Chosen" if known.has_password else "Not chosen yet"),
        Known("Second factor", "Set up" if factors.has_any(person.id) else "None"),
        Known("Known since", day(known.created_at)),
    )
    return tuple(row for row in rows if row is not None)


def _changes(known: PersonFacts) -> tuple[Change, ...]:
    path = url_for("customers.person", person_id=known.person.id)
    role = Change("Role at the provider", f"{path}/staff-role")
    plan = Change("Plan of their own", f"{path}/plan")
    if not known.person.is_active:
        return (role, plan, Change("Activate", f"{path}/state"))
    link = Change("Send password link", f"{path}/password-link", posts=True)
    ended = Change("End second factor", f"{path}/second-factors", danger=True)
    lost = (ended,) if factors.has_any(known.person.id) else ()
    return (link, role, plan, *lost, Change("Deactivate", f"{path}/state", danger=True))
