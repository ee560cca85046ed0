"""Who somebody is, and which people there are."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal import clock
from portal.accounts import membership, operations, organisations, queries, sessions, tokens
from portal.db.tables import Address, Membership, Person
from portal.policy import Actor
from portal.settings import Settings
from portal.vocabulary import Role, Source, StaffRole, Theme
from tests import factories
from tests.factories import People
from tests.support.accounts import HERE, statements
from tests.support.mails import Hands


def actor_with(token: str) -> Actor | None:
    """Who is logged in with this token."""
    found = queries.actor_of_session(token)
    return found[0] if found else None


def test_one_statement_says_who_is_logged_in(people: People) -> None:
    token = sessions.start(people.numbers["carol"], HERE)
    with statements() as ran:
        found = queries.actor_of_session(token)
    assert len(ran) == 1
    assert found is not None
    actor, profile = found
    assert (actor.name, actor.address, actor.channel) == ("Carol Weber", "carol@globex.example", Source.PORTAL)
    assert [(place.name, place.role, place.paid) for place in actor.places] == [
        ("Acme AB", Role.MEMBER, True),
        ("Globex AG", Role.ADMINISTRATOR, True),
    ]
    assert profile.theme is Theme.SYSTEM


def test_the_same_person_is_the_same_actor_by_session_and_by_number(people: People) -> None:
    for name in people:
        assert actor_with(sessions.start(people.numbers[name], HERE)) == people[name]


def test_plans_decide_who_is_paid(people: People) -> None:
    paid = {name: people[name].is_paid for name in people}
    assert paid == {
        "alice": True, "bob": True, "carol": True, "dave": False, "erin": True, "sam": False, "olga": False,
    }  # fmt: skip


def test_a_new_plan_counts_at_once(people: People) -> None:
    token = sessions.start(people.numbers["dave"], HERE)
    organisations.set_plan(None, people.organisations["initech"], "premium")
    actor = actor_with(token)
    assert actor is not None
    assert actor.may_raise


def test_several_addresses_make_one_actor_with_the_main_one(people: People) -> None:
    factories.add_address(people.alice.person_id, "alice@home.example")
    found = actor_with(sessions.start(people.alice.person_id, HERE))
    assert found == people.alice
    assert found is not None
    assert found.address == "alice@acme.example"


@pytest.mark.parametrize("token", ["", "x", "a" * 43, "a" * 500])
def test_a_made_up_token_is_nobody(people: People, token: str) -> None:
    assert queries.actor_of_session(token) is None


def test_the_digest_from_the_database_is_no_token(people: People) -> None:
    token = sessions.start(people.alice.person_id, HERE)
    assert queries.actor_of_session(tokens.digest(token)[:43]) is None
    assert queries.actor_of_session(tokens.digest(token)) is None


def test_a_session_lapses_when_it_is_not_used(people: People, hands: Hands, settings: Settings) -> None:
    """ASVS 7.1.1, 7.3.1; S-06."""
    token = sessions.start(people.alice.person_id, HERE)
    hands.forward(hours=settings.session.idle_hours, seconds=-1)
    assert actor_with(token) == people.alice
    hands.forward(seconds=1)
    assert actor_with(token) is None


def test_a_session_lapses_in_the_end_however_much_it_is_used(people: People, hands: Hands, settings: Settings) -> None:
    """ASVS 7.1.1, 7.3.2; S-06."""
    token = sessions.start(people.alice.person_id, HERE)
    end = hands.time + timedelta(days=settings.session.absolute_days)
    while hands.time < end:
        found = queries.actor_of_session(token)
        assert found is not None
        sessions.record_seen(found[1])
        hands.forward(hours=12)
    assert actor_with(token) is None


def test_the_deactivated_are_nobody(people: People) -> None:
    token, number = sessions.start(people.bob.person_id, HERE), people.numbers["bob"]
    Person.update(deactivated_at=clock.now()).where(Person.id == number).execute()
    assert queries.actor_of_session(token) is None
    assert queries.actor_of_person(number) is None


def test_who_writes_a_mail_is_an_actor_of_that_channel(people: People) -> None:
    actor = queries.actor_of_person(people.numbers["dave"], Source.EMAIL)
    assert actor is not None
    assert actor.channel is Source.EMAIL


def test_a_person_is_found_by_any_of_their_addresses(people: People) -> None:
    factories.add_address(people.carol.person_id, "carol@home.example")
    found = queries.person_at("carol@home.example")
    assert found is not None
    assert (found.name, found.organisations) == ("Carol Weber", ("Acme AB", "Globex AG"))
    assert queries.person_at("nobody@acme.example") is None


def test_everybody_is_listed_with_their_state(people: People) -> None:
    operations.deactivate_person(None, people.numbers["bob"])
    listed = {row.name: row for row in queries.people()}
    assert list(listed) == sorted(listed)
    assert not listed["Bob Berg"].is_active
    assert listed["Erin Ek"].organisations == ()
    assert listed["Sam Holm"].staff_role is StaffRole.ENGINEER


def test_engineers_are_the_active_ones_of_the_provider(people: People) -> None:
    assert [row.name for row in queries.engineers()] == ["Olga Nilsson", "Sam Holm"]
    operations.deactivate_person(None, people.numbers["sam"])
    assert [row.name for row in queries.engineers()] == ["Olga Nilsson"]


def test_organisations_are_listed_with_their_active_members(people: People) -> None:
    operations.deactivate_person(None, people.numbers["bob"])
    assert {row.name: row.members for row in membership.organisations()} == {"Acme AB": 2, "Globex AG": 1, "Initech": 1}


def test_members_are_listed_for_each_organisation_in_one_statement(people: People) -> None:
    operations.deactivate_person(None, people.numbers["bob"])
    acme, globex = people.organisations["acme"], people.organisations["globex"]
    with statements() as ran:
        found = membership.members_of([acme, globex])
    assert len(ran) == 1
    assert [(row.name, row.role) for row in found[acme]] == [
        ("Alice Andersson", Role.ADMINISTRATOR),
        ("Carol Weber", Role.MEMBER),
    ]
    assert [row.address for row in found[globex]] == ["carol@globex.example"]


def test_an_organisation_without_members_has_an_empty_list(people: People) -> None:
    empty = factories.make_organisation("Hooli")
    assert membership.members_of([empty]) == {empty: ()}
    assert membership.members_of([]) == {}


def test_who_would_see_counts_all_and_names_some(people: People) -> None:
    acme = people.organisations["acme"]
    seers = membership.who_would_see(acme, besides=people.alice.person_id)
    assert (seers.count, seers.names) == (2, ("Bob Berg", "Carol Weber"))
    seers = membership.who_would_see(acme, besides=people.alice.person_id, names=1)
    assert (seers.count, seers.names) == (2, ("Bob Berg",))


def test_who_would_see_leaves_out_who_cannot(people: People) -> None:
    acme = people.organisations["acme"]
    operations.deactivate_person(None, people.numbers["bob"])
    tomorrow = clock.now() + timedelta(days=1)
    Membership.update(sees_from=tomorrow).where(Membership.person == people.carol.person_id).execute()
    seers = membership.who_would_see(acme, besides=people.alice.person_id)
    assert (seers.count, seers.names) == (0, ())


def test_the_main_address_comes_first(people: People) -> None:
    factories.add_address(people.alice.person_id, "a@home.example")
    Address.insert(person=people.alice.person_id, address="b@home.example", is_main=False).execute()
    rows = queries.addresses_of(people.alice.person_id)
    assert [(row.address, row.is_main, row.is_verified) for row in rows] == [
        ("alice@acme.example", True, True),
        ("a@home.example", False, True),
        ("b@home.example", False, False),
    ]
