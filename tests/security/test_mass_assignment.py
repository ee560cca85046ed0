"""Every form, posted with every column of every table added, changes only what it is for (S-25)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import IntegerConverter, Rule

from portal.db import tables
from portal.db.tables import Membership, Organisation, Person, Ticket
from portal.tickets import drafts
from tests.factories import People, make_ticket
from tests.support.browser import Browser

# What stands in a column's name, as somebody hopeful would post it.
HOPES = {
    "staff_role": "administrator",
    "plan": "premium",
    "role": "administrator",
    "priority": "P1",
    "status": "closed",
}
COLUMNS = {name: HOPES.get(name, "1") for table in tables.ALL for name in (*table._meta.fields, *table._meta.columns)}
KEPT = (Ticket.subject, Ticket.requester, Ticket.organisation, Ticket.engineer, Ticket.priority, Ticket.rank,
        Ticket.plan, Ticket.always_private, Ticket.approval, Ticket.opened_at, Ticket.source)  # fmt: skip
RIGHTS = (Person.id, Person.password_hash, Person.plan, Person.staff_role, Person.deactivated_at)
PLACES = (Membership.person, Membership.organisation, Membership.role, Membership.sees_from)


def rights() -> list[Any]:
    return [
        list(Person.select(*RIGHTS).order_by(Person.id).tuples()),
        list(Membership.select(*PLACES).order_by(Membership.id).tuples()),
        list(Organisation.select(Organisation.name, Organisation.plan).order_by(Organisation.id).tuples()),
    ]


@pytest.mark.parametrize("name", ["alice", "bob", "dave", "erin"])
def test_no_customer_gives_themselves_anything(
    app: Flask, browser: Callable[..., Browser], people: People, name: str
) -> None:
    own = make_ticket(people[name])
    draft = drafts.start(people[name], "incident").id if people[name].may_raise else "none"
    before = (rights(), Ticket.select(*KEPT).tuples().get())
    somebody = browser(people[name])
    values = {"reference": own.reference, "draft_id": draft}
    for rule in [rule for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())]:
        if rule.endpoint in {"auth.log_out", "account.end_other_sessions"}:
            continue
        built = rule.build({key: values.get(key, _nobodys(rule, key)) for key in rule.arguments})
        assert built is not None, rule
        posted = {**COLUMNS, "name": people[name].name, "theme": "dark", "mail": "none", "body": "Words"}
        assert somebody.post(built[1], posted).status_code < 500, rule
    assert (rights(), Ticket.select(*KEPT).where(Ticket.id == own.id).tuples().get()) == before


def _nobodys(rule: Rule, argument: str) -> str | int:
    """What leads to nothing of anybody's."""
    return 9999 if isinstance(rule._converters[argument], IntegerConverter) else "x" * 43
