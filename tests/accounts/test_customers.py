"""Customers as the administrators of the portal look them up and change them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from portal.accounts import administering, customers, operations, organisations, queries, roles, sessions
from portal.db.tables import Address, Audited, Organisation, Person
from portal.errors import Conflict, NotAllowed, NotFound
from portal.policy import Actor
from portal.vocabulary import Role, StaffRole
from tests.factories import LONG_AGO, People, make_organisation, make_person, make_ticket
from tests.support.accounts import HERE, mails


def audited() -> list[tuple[str, Any]]:
    """What stands in the audit, in order: what was done, and what was before and after."""
    return [(line.action, line.data) for line in Audited.select().order_by(Audited.id)]


def test_organisations_are_listed_by_name_with_members_and_open_tickets(people: People) -> None:
    make_ticket(people.alice)
    operations.deactivate_person(None, people.numbers["bob"])
    found = customers.organisations(people.olga)
    assert [(row.name, row.plan, row.members, row.open_tickets) for row in found.rows] == [
        ("Acme AB", "standard", 2, 1),
        ("Globex AG", "standard", 1, 0),
        ("Initech", "free", 1, 0),
    ]
    assert [row.name for row in customers.organisations(people.olga, plan="free").rows] == ["Initech"]
    organisations.add_domain(people.olga, people.organisations["acme"], "acme.example")
    assert [row.name for row in customers.organisations(people.olga, "acme.ex").rows] == ["Acme AB"]


def test_long_lists_are_walked_in_both_directions(people: People) -> None:
    with_names = [f"Company {number:02}" for number in range(60)]
    for name in with_names:
        make_organisation(name)
        make_person("Kim Same", f"{name[-2:]}@many.example")
    first = customers.organisations(people.olga, "Company")
    second = customers.organisations(people.olga, "Company", after=first.after)
    third = customers.organisations(people.olga, "Company", after=second.after)
    assert [row.name for page in (first, second, third) for row in page.rows] == with_names
    assert customers.organisations(people.olga, "Company", before=third.before).rows == second.rows
    assert (first.before, third.after) == (None, None)
    page = customers.people(people.olga, "kim same")
    rest = customers.people(people.olga, "kim same", after=page.after)
    assert len({row.id for row in (*page.rows, *rest.rows)}) == 50
    assert customers.people(people.olga, "kim same", before=rest.before).rows == page.rows


def test_people_are_found_by_any_address(people: People) -> None:
    Address.create(person=people.numbers["bob"], address="bobby@elsewhere.example", verified_at=LONG_AGO)
    assert [row.name for row in customers.people(people.olga, "bobby@").rows] == ["Bob Berg"]
    facts = customers.person(people.sam, people.numbers["carol"])
    assert [(place.name, place.role) for place in facts.places] == [
        ("Acme AB", Role.MEMBER),
        ("Globex AG", Role.ADMINISTRATOR),
    ]


DENIED: list[Callable[[Actor, int, int], object]] = [
    lambda actor, _, number: operations.deactivate_person(actor, number),
    lambda actor, _, number: operations.activate_person(actor, number),
    lambda actor, _, number: roles.set_staff_role(actor, number, StaffRole.ADMINISTRATOR),
    lambda actor, _, number: administering.send_password_link(actor, number),
    lambda actor, _, number: administering.end_sessions(actor, number),
    lambda actor, _, number: administering.set_personal_plan(actor, number, "premium"),
    lambda actor, _, __: administering.register_person(actor, "Eve", "eve@acme.example"),
    lambda actor, _, __: organisations.add_organisation(actor, "Evil", "premium"),
    lambda actor, acme, _: organisations.rename_organisation(actor, acme, "Evil"),
    lambda actor, acme, _: organisations.set_plan(actor, acme, "premium"),
    lambda actor, acme, _: organisations.add_domain(actor, acme, "evil.example"),
    lambda actor, acme, _: organisations.remove_domain(actor, acme, "acme.example"),
    lambda actor, acme, _: organisations.set_active(actor, acme, False),
    lambda actor, _, __: customers.organisations(actor),
    lambda actor, _, __: customers.people(actor),
]


@pytest.mark.once
@pytest.mark.parametrize("act", DENIED)
def test_neither_customers_nor_engineers_change_customers(people: People, act: Callable[..., object]) -> None:
    """S-01: the operation itself refuses, whatever page leads to it."""
    for name in ("alice", "sam"):
        with pytest.raises(NotAllowed):
            act(people[name], people.organisations["acme"], people.numbers["bob"])
    assert audited() == []


def test_every_change_is_audited_with_before_and_after(people: People) -> None:
    """S-22."""
    olga, acme = people.olga, people.organisations["acme"]
    organisations.rename_organisation(olga, acme, "Acme Group")
    organisations.set_plan(olga, acme, "premium")
    for _ in range(2):
        organisations.add_domain(olga, acme, "Acme.Example")
    organisations.remove_domain(olga, acme, "acme.example")
    organisations.set_active(olga, acme, False)
    number = administering.register_person(olga, "Nora", "nora@acme.example", organisation_id=acme)
    roles.set_staff_role(olga, number, StaffRole.ENGINEER)
    assert audited() == [
        ("organisation_changed", {"what": "name", "before": "Acme AB", "after": "Acme Group"}),
        ("plan_changed", {"before": "standard", "after": "premium"}),
        ("organisation_changed", {"what": "domain", "before": None, "after": "acme.example"}),
        ("organisation_changed", {"what": "domain", "before": "acme.example", "after": None}),
        ("organisation_changed", {"what": "active", "before": True, "after": False}),
        ("person_added", {"address": "nora@acme.example", "plan": None, "role": None}),
        ("access_given", {"role": "member"}),
        ("staff_role_changed", {"before": None, "after": "engineer"}),
    ]
    assert {line.actor_name for line in Audited.select()} == {"Olga Nilsson"}


def test_what_is_so_already_is_not_written_down_again(people: People) -> None:
    organisations.set_plan(people.olga, people.organisations["acme"], "standard")
    organisations.set_active(people.olga, people.organisations["acme"], True)
    roles.set_role(people.alice, people.organisations["acme"], people.numbers["bob"], Role.MEMBER)
    roles.set_staff_role(people.olga, people.numbers["sam"], StaffRole.ENGINEER)
    administering.set_personal_plan(people.olga, people.numbers["erin"], "standard")
    assert audited() == []
    assert mails() == []


def test_a_deactivated_organisation_is_nobodys_until_it_is_activated(people: People) -> None:
    olga, acme = people.olga, people.organisations["acme"]
    organisations.set_active(olga, acme, False)
    assert people.alice.places == ()
    assert not people.bob.may_raise
    assert [place.name for place in people.carol.places] == ["Globex AG"]
    organisations.set_active(olga, acme, True)
    assert people.bob.may_raise


def test_a_person_is_not_registered_for_an_organisation_that_is_not_there(people: People) -> None:
    with pytest.raises(Conflict):
        administering.register_person(people.olga, "Eve", "eve@acme.example", organisation_id=4711)
    assert not Person.select().where(Person.name == "Eve").exists()
    assert audited() == []


# ---------- Roles


def test_an_administrator_of_the_organisation_makes_another_one(people: People) -> None:
    roles.set_role(people.alice, people.organisations["acme"], people.numbers["bob"], Role.ADMINISTRATOR)
    assert people.bob.places[0].is_administrator
    assert audited() == [("role_changed", {"before": "member", "after": "administrator"})]
    (mail,) = mails("role_changed")
    assert mail.address == "bob@acme.example"
    assert "You are now an administrator of Acme AB" in " ".join(mail.text.split())


def test_the_last_administrator_of_an_organisation_stays_one(people: People) -> None:
    """OPS-34: somebody who was shut out does not count."""
    acme, alice, bob = people.organisations["acme"], people.numbers["alice"], people.numbers["bob"]
    with pytest.raises(Conflict):
        roles.set_role(people.alice, acme, alice, Role.MEMBER)
    roles.set_role(people.alice, acme, bob, Role.ADMINISTRATOR)
    operations.deactivate_person(None, bob)
    with pytest.raises(Conflict):
        roles.set_role(people.alice, acme, alice, Role.MEMBER)
    operations.activate_person(None, bob)
    roles.set_role(people.alice, acme, alice, Role.MEMBER)
    with pytest.raises(NotAllowed):
        roles.set_role(people.alice, acme, alice, Role.ADMINISTRATOR)


def test_who_changes_roles_in_an_organisation(people: People) -> None:
    acme, bob = people.organisations["acme"], people.numbers["bob"]
    for name, refusal in {"bob": NotAllowed, "carol": NotAllowed, "sam": NotAllowed, "dave": NotFound}.items():
        with pytest.raises(refusal):
            roles.set_role(people[name], acme, bob, Role.ADMINISTRATOR)
    with pytest.raises(NotFound):
        roles.set_role(people.alice, acme, people.numbers["dave"], Role.ADMINISTRATOR)
    roles.set_role(people.olga, acme, bob, Role.ADMINISTRATOR)


def test_the_last_administrator_of_the_portal_stays_one(people: People) -> None:
    olga, number = people.olga, people.numbers["olga"]
    for act in (
        lambda: roles.set_staff_role(olga, number, StaffRole.ENGINEER),
        lambda: operations.deactivate_person(olga, number),
    ):
        with pytest.raises(Conflict):
            act()
    roles.set_staff_role(olga, people.numbers["sam"], StaffRole.ADMINISTRATOR)
    roles.set_staff_role(olga, number, None)
    assert not people.olga.is_engineer


def test_a_link_for_a_password_goes_to_the_active_alone(people: People) -> None:
    assert administering.send_password_link(people.olga, people.numbers["bob"]) == "bob@acme.example"
    (mail,) = mails("password_reset")
    assert "Olga Nilsson sends you this link" in " ".join(mail.text.split())
    operations.deactivate_person(people.olga, people.numbers["bob"])
    with pytest.raises(Conflict):
        administering.send_password_link(people.olga, people.numbers["bob"])


def test_log_ins_of_somebody_are_ended(people: People) -> None:
    """ASVS 7.4.5."""
    tokens = [sessions.start(people.numbers["bob"], HERE) for _ in range(3)]
    (first, *_) = customers.person(people.sam, people.numbers["bob"]).sessions
    assert administering.end_sessions(people.olga, people.numbers["bob"], first.id) == 1
    assert administering.end_sessions(people.olga, people.numbers["bob"]) == 2
    assert administering.end_sessions(people.olga, people.numbers["bob"]) == 0
    assert [queries.actor_of_session(token) for token in tokens] == [None] * 3
    assert [data for _, data in audited()] == [{"ended": 1}, {"ended": 2}]


def test_a_second_factor_is_demanded_by_who_administers(people: People) -> None:
    acme = people.organisations["acme"]
    with pytest.raises(NotAllowed):
        organisations.demand_second_factor(people.bob, acme, True)
    organisations.demand_second_factor(people.alice, acme, True)
    assert Organisation.get_by_id(acme).demands_second_factor
    assert audited()[0][1] == {"what": "demands_second_factor", "before": False, "after": True}
