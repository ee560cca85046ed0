"""Who found an administrator's device open gave rights to others, or ended their second factor, without a password."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.accounts import factors
from portal.db.tables import Membership, Person
from portal.vocabulary import Role, StaffRole
from tests.factories import PASSWORD, People
from tests.support.browser import Browser
from tests.support.mails import Hands
from tests.support.second_factors import set_up_app

Browsers = Callable[..., Browser]
CUSTOMERS, ORGANISATION = "/servicedesk/customers", "/servicedesk/organisation"
PROVE = "Confirm that it is you"

pytestmark = pytest.mark.once


def test_roles_are_given_by_who_shows_once_more_who_they_are(browser: Browsers, people: People, hands: Hands) -> None:
    """ASVS 7.5.3: what was chosen arrives afterwards; the way back is the form."""
    bob, acme = people.numbers["bob"], people.organisations["acme"]
    places = (
        (people.olga, f"{CUSTOMERS}/people/{bob}/staff-role", "Change role", {"staff_role": "administrator"}),
        (people.alice, f"{ORGANISATION}/{acme}/members/{bob}/role", "Change role", {"role": "administrator"}),
        (people.olga, f"{ORGANISATION}/{acme}/members/{bob}/role", "Change role", {"role": "administrator"}),
    )
    for actor, path, button, chosen in places:
        Membership.update(role=Role.MEMBER).where(Membership.person == bob).execute()
        somebody = browser(actor)
        hands.forward(minutes=11)
        somebody.visit(path)
        page = somebody.press(button, **chosen)
        assert page.h1 == PROVE
        assert page.links["Not now"] == path
        assert not Membership.select().where((Membership.person == bob) & (Membership.role == Role.ADMINISTRATOR))
        assert somebody.press("Confirm", status=422, present_password="wrong").h1 == PROVE
        assert somebody.press("Confirm", present_password=PASSWORD).h1 != PROVE
    assert Person.get_by_id(bob).staff_role is StaffRole.ADMINISTRATOR
    assert Membership.get(Membership.person == bob).role is Role.ADMINISTRATOR


def test_the_second_factor_of_another_is_ended_by_them_alone(browser: Browsers, people: People, hands: Hands) -> None:
    set_up_app(people.bob)
    olga = browser(people.olga)
    hands.forward(minutes=11)
    olga.visit(f"{CUSTOMERS}/people/{people.numbers['bob']}/second-factors")
    assert olga.press("End second factor").h1 == PROVE
    assert factors.has_any(people.numbers["bob"])
    assert "logs in with the password alone now" in olga.press("Confirm", present_password=PASSWORD).text
    assert not factors.has_any(people.numbers["bob"])


def test_so_is_somebody_new_among_our_people(browser: Browsers, people: People, hands: Hands) -> None:
    olga = browser(people.olga)
    hands.forward(minutes=11)
    for name, rights in (("Nina", {"organisation": str(people.organisations["acme"])}), ("Nils", {})):
        given = rights or {"staff_role": "engineer"}
        olga.visit(f"{CUSTOMERS}/people/new")
        page = olga.press("Add person", name=f"{name} Nordin", email=f"{name}@acme.example", **given)
        assert (page.h1 == PROVE) is (name == "Nils")
    assert "Nils Nordin is added" in olga.press("Confirm", present_password=PASSWORD).text


def test_what_is_taken_from_somebody_is_not_asked_for(browser: Browsers, people: People, hands: Hands) -> None:
    alice, acme = browser(people.alice), people.organisations["acme"]
    hands.forward(minutes=11)
    path = f"{ORGANISATION}/{acme}/second-factor"
    assert alice.post(path, {"to": "yes"}).status_code == 303
    assert PROVE not in alice.visit(f"{ORGANISATION}/{acme}/members/{people.numbers['carol']}/role").text


def test_that_members_give_a_second_factor_is_not_ended_so(browser: Browsers, people: People, hands: Hands) -> None:
    alice = browser(people.alice)
    path = f"{ORGANISATION}/{people.organisations['acme']}/second-factor"
    hands.forward(minutes=11)
    assert PROVE in alice.post(path, {"to": "no"}).text
    # Who may not do it is told so, and asked nothing.
    assert browser(people.bob).post(path, {"to": "no"}).status_code == 403
