"""Writes about people and organisations."""

from __future__ import annotations

from typing import Any

import pytest

from portal.accounts import kept, membership, operations, organisations, queries, resets, sessions
from portal.accounts.signing_in import sign_in
from portal.db.tables import OrganisationDomain, Person
from portal.errors import Conflict, NotFound, Rejected
from portal.policy import Actor
from portal.vocabulary import MailPreference, Role, StaffRole, Theme
from tests.factories import LONG_AGO, PASSWORD, People
from tests.support.accounts import GOOD, HERE, mails


def logs_in(address: str, password: str) -> bool:
    """Whether this address and password lead in."""
    try:
        sign_in(address, password, HERE)
    except Rejected:
        return False
    return True


def test_a_new_person_logs_in_with_the_password_they_were_given(people: People) -> None:
    number = operations.add_person("  Nora   Nyberg ", "Nora@Acme.example", password=GOOD, plan="premium")
    actor = queries.actor_of_person(number)
    assert actor is not None
    assert (actor.name, actor.address, actor.is_paid) == ("Nora Nyberg", "nora@acme.example", True)
    assert logs_in("nora@acme.example", GOOD)


def test_a_new_person_without_a_password_chooses_the_first_one_by_mail(people: People) -> None:
    operations.add_person("Nora Nyberg", "nora@acme.example", staff_role=StaffRole.ENGINEER)
    assert not logs_in("nora@acme.example", "")
    resets.request_password_reset("nora@acme.example", "192.0.2.7")
    assert resets.send_links() == 1


@pytest.mark.parametrize("taken", ["alice@acme.example", "ALICE@ACME.EXAMPLE"])
def test_an_address_belongs_to_one_person(people: People, taken: str) -> None:
    with pytest.raises(Conflict) as conflict:
        operations.add_person("Eve", taken)
    assert conflict.value.field == "email"
    assert not Person.select().where(Person.name == "Eve").exists()


@pytest.mark.parametrize(
    "facts",
    [
        {"name": "  "},
        {"name": "x" * 201},
        {"name": "Eve\0"},
        {"name": "Eve\u202e"},
        {"address": "eve"},
        {"address": "eve@acme.example\r\nBcc: x@y.example"},
        {"password": "short"},
        {"password": "Eve Eriksson"},
        {"plan": "gold"},
        {"time_zone": "Europe/Atlantis"},
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing_behind(people: People, facts: dict[str, Any]) -> None:
    given = {"name": "Eve Eriksson", "address": "eve@acme.example", **facts}
    with pytest.raises(Rejected):
        operations.add_person(given.pop("name"), given.pop("address"), **given)
    assert queries.person_at("eve@acme.example") is None


def test_a_name_of_several_lines_becomes_one_line(people: People) -> None:
    number = operations.add_person("Eve\r\nSubject: x", "eve@acme.example")
    actor = queries.actor_of_person(number)
    assert actor is not None
    assert actor.name == "Eve Subject: x"


def test_the_deactivated_are_out_at_once(people: People) -> None:
    """ASVS 7.4.2; S-06: every way in is shut in the same moment, and other people notice nothing."""
    bobs, alices = (sessions.start(people[name].person_id, HERE) for name in ("bob", "alice"))
    kept.keep(people.bob.person_id, path="/x", page="/x", fields=[("body", "text")], files=[])
    number = people.bob.person_id
    operations.deactivate_person(None, number)
    assert queries.actor_of_session(bobs) is None
    assert queries.actor_of_session(alices) is not None
    assert not logs_in("bob@acme.example", PASSWORD)
    assert kept.kept_for(number) is None


def test_deactivating_may_be_repeated_and_keeps_the_first_time(people: People) -> None:
    number = people.bob.person_id
    operations.deactivate_person(None, number)
    first = Person.get_by_id(number).deactivated_at
    operations.deactivate_person(None, number)
    assert Person.get_by_id(number).deactivated_at == first


def test_nobody_is_deactivated_or_changed_by_mistake(people: People) -> None:
    with pytest.raises(NotFound):
        operations.deactivate_person(None, 4711)
    with pytest.raises(NotFound):
        operations.set_password(4711, GOOD)


def test_a_password_set_by_the_operator_ends_sessions_and_is_told(people: People) -> None:
    session = sessions.start(people.alice.person_id, HERE)
    operations.set_password(people.alice.person_id, GOOD)
    assert queries.actor_of_session(session) is None
    assert logs_in("alice@acme.example", GOOD)
    assert [mail.event for mail in mails()] == ["password_changed"]


def test_the_operator_cannot_set_a_weak_password_either(people: People) -> None:
    with pytest.raises(Rejected):
        operations.set_password(people.alice.person_id, "alice@acme.example")
    assert logs_in("alice@acme.example", PASSWORD)


def saved(actor: Actor, **changes: Any) -> None:
    """Save the profile with these changes."""
    facts = {"name": actor.name, "time_zone": None, "theme": Theme.SYSTEM, "mail_preference": MailPreference.NONE}
    operations.set_profile(actor, **{**facts, **changes})


def test_a_profile_is_changed_for_oneself_only(people: People) -> None:
    saved(people.alice, name="Alice A.", time_zone="Asia/Tokyo", theme=Theme.DARK)
    found = queries.actor_of_session(sessions.start(people.alice.person_id, HERE))
    assert found is not None
    assert (found[0].name, found[0].time_zone, found[1].theme) == ("Alice A.", "Asia/Tokyo", Theme.DARK)
    assert found[1].mail_preference is MailPreference.NONE
    assert people.bob.name == "Bob Berg"


def test_an_empty_zone_follows_the_opening_hours(people: People) -> None:
    saved(people.alice, time_zone="Asia/Tokyo")
    saved(people.alice, time_zone="")
    assert people.alice.time_zone is None


@pytest.mark.parametrize("changes", [{"name": ""}, {"time_zone": "Nowhere"}, {"time_zone": "../../etc/passwd"}])
def test_a_profile_that_cannot_be_is_refused(people: People, changes: dict[str, Any]) -> None:
    with pytest.raises(Rejected):
        saved(people.alice, **changes)
    assert people.alice.name == "Alice Andersson"


def test_an_organisation_has_its_plan_and_its_domains(people: People) -> None:
    number = organisations.add_organisation(None, "Hooli  Inc", "premium", ("Hooli.Example", "bücher.example"))
    listed = {row.id: row for row in membership.organisations()}
    assert (listed[number].name, listed[number].plan, listed[number].members) == ("Hooli Inc", "premium", 0)
    domains = OrganisationDomain.select().where(OrganisationDomain.organisation == number)
    assert {row.domain for row in domains} == {"hooli.example", "xn--bcher-kva.example"}


def test_an_organisation_is_added_once_and_with_a_known_plan(people: People) -> None:
    with pytest.raises(Conflict) as conflict:
        organisations.add_organisation(None, "Acme AB", "premium")
    assert conflict.value.field == "name"
    for name, plan, domains in (("", "premium", ()), ("Hooli", "gold", ()), ("Hooli", "premium", ("nonsense",))):
        with pytest.raises(Rejected):
            organisations.add_organisation(None, name, plan, domains)
    assert "Hooli" not in {row.name for row in membership.organisations()}


def test_a_plan_is_set_for_an_organisation_that_exists(people: People) -> None:
    organisations.set_plan(None, people.organisations["initech"], "standard")
    assert people.dave.may_raise
    with pytest.raises(NotFound):
        organisations.set_plan(None, 4711, "standard")
    with pytest.raises(Rejected, match="free, standard, premium"):
        organisations.set_plan(None, people.organisations["initech"], "gold")


def test_a_person_joins_an_organisation_once(people: People) -> None:
    globex = people.organisations["globex"]
    organisations.add_membership(people.erin.person_id, globex, Role.ADMINISTRATOR, sees_from=LONG_AGO)
    place = people.erin.place(globex)
    assert place is not None
    assert (place.role, place.sees_from) == (Role.ADMINISTRATOR, LONG_AGO)
    with pytest.raises(Conflict):
        organisations.add_membership(people.erin.person_id, globex)


def test_nobody_joins_what_does_not_exist(people: People) -> None:
    with pytest.raises(Conflict):
        organisations.add_membership(people.erin.person_id, 4711)
    with pytest.raises(Conflict):
        organisations.add_membership(4711, people.organisations["globex"])
