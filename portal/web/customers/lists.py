"""The lists of customers: organisations, and people."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for

from portal.accounts import customers
from portal.accounts.customer_rows import CustomerRow, Slice
from portal.accounts.rows import PersonRow
from portal.settings import current
from portal.web.customers.blueprint import blueprint
from portal.web.customers.words import STAFF, plan_name
from portal.web.guards import administrators_only, current_actor
from portal.web.listing import Asked, is_number, is_text, left_out, one_of, read
from portal.web.pages.customers import Cell, Change, CustomersPage
from portal.web.pages.desk import Queue
from portal.web.pages.tickets import Empty, Filter, Option
from portal.web.responses import respond
from portal.web.wording import capped


@blueprint.get("")
@administrators_only
def organisations() -> Response:
    """The organisations, by name."""
    checks = {"text": is_text, "plan": one_of(current().plans), "after": is_number, "before": is_number}
    asked = read(url_for("customers.organisations"), request.args.to_dict(), checks, {})
    found = customers.organisations(
        current_actor(), asked.value("text"), plan=asked.value("plan"), after=_mark(asked, "after"),
        before=_mark(asked, "before"),
    )  # fmt: skip
    plans = (Option("", "Any"), *(Option(key, plan.label) for key, plan in current().plans.items()))
    return respond(
        CustomersPage(
            title="Organisations",
            add=Change("Add organisation", url_for("customers.add_organisation")),
            placeholder="Name or mail domain",
            filters=(Filter("plan", "Plan", plans, asked.value("plan")),),
            heads=("Organisation", "Plan", "People", "Open tickets"),
            lines=tuple(map(_organisation, found.rows)),
            empty=None if found.rows else _empty(asked, "organisation"),
            **_common(asked, found),
        )
    )


@blueprint.get("/people")
@administrators_only
def people() -> Response:
    """Everybody, by name."""
    checks = {"text": is_text, "after": is_number, "before": is_number}
    asked = read(url_for("customers.people"), request.args.to_dict(), checks, {})
    found = customers.people(
        current_actor(), asked.value("text"), after=_mark(asked, "after"), before=_mark(asked, "before")
    )
    return respond(
        CustomersPage(
            title="People",
            add=Change("Add person", url_for("customers.add_person")),
            placeholder="Name or e-mail address",
            filters=(),
            heads=("Person", "Belongs to", "Role at the provider", "State"),
            lines=tuple(map(_person, found.rows)),
            empty=None if found.rows else _empty(asked, "person"),
            **_common(asked, found),
        )
    )


def _mark(asked: Asked, name: str) -> int | None:
    return int(asked.value(name)) if asked.value(name) else None


def _common(asked: Asked, found: Slice[CustomerRow] | Slice[PersonRow]) -> dict[str, Any]:
    return {
        "order": "by name",
        "lists": _lists(asked.path),
        "path": asked.path,
        "text": asked.value("text"),
        "kept": (),
        "notes": tuple(left_out(name) for name in asked.ignored),
        "summary": f"{len(found.rows)} on this page" if found.rows else "",
        "previous": asked.at(before=str(found.before)) if found.before else None,
        "next": asked.at(after=str(found.after)) if found.after else None,
    }


def _lists(path: str) -> tuple[Queue, ...]:
    places = (("Organisations", "building", "customers.organisations"), ("People", "people", "customers.people"))
    return tuple(Queue(label, icon, url_for(to), "", url_for(to) == path) for label, icon, to in places)


def _organisation(row: CustomerRow) -> Cell:
    about = "Deactivated" if row.deactivated_at else ""
    cells = (plan_name(row.plan), str(row.members), capped(row.open_tickets))
    return Cell(url_for("customers.organisation", organisation_id=row.id), row.name, about, cells)


def _person(row: PersonRow) -> Cell:
    belongs = ", ".join(row.organisations) or (f"Plan {plan_name(row.plan)}" if row.plan else "No organisation")
    cells = (belongs, STAFF[row.staff_role], "Active" if row.is_active else "Deactivated")
    return Cell(url_for("customers.person", person_id=row.id), row.name, row.address, cells)


def _empty(asked: Asked, what: str) -> Empty:
    if asked.value("after") or asked.value("before"):
        return Empty("people", "No more here", "The list has changed since.", "Show the first page", asked.at())
    plain = asked.at(text="", plan="")
    return Empty("search", f"No {what} fits", "Look for a part of the name, or clear the filter.", "Show all", plain)
