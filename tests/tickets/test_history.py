"""Lists of tickets: whose, in which state, in which order, page by page."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest

from portal.db.tables import Membership
from portal.policy import Actor
from portal.tickets.history import SORTS, counts, history
from portal.tickets.rows import HistoryFilter
from portal.vocabulary import Priority, Status, Visibility
from tests.factories import People, make_ticket

SHARED = Visibility.SHARED
START = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)


def subjects(actor: Actor, wanted: HistoryFilter) -> list[str]:
    return [row.subject for row in history(actor, wanted).rows]


@pytest.fixture
def some(people: People) -> dict[str, int]:
    """One ticket of each customer for each of their organisations, private and shared."""
    made = {}
    for name in ("alice", "bob", "carol", "dave", "erin"):
        requester = people[name]
        for place in requester.places or (None,):
            number = place.organisation_id if place else None
            label = f"{name} {place.name if place else 'alone'}"
            made[label] = make_ticket(requester, subject=label, organisation_id=number).id
            if place:
                shared = make_ticket(requester, subject=f"{label} shared", organisation_id=number, visibility=SHARED)
                made[f"{label} shared"] = shared.id
    return made


def test_mine_are_those_that_i_raised(people: People, some: dict[str, int]) -> None:
    for name in ("alice", "bob", "carol", "dave", "erin"):
        mine = {label for label in some if label.startswith(name)}
        assert set(subjects(people[name], HistoryFilter("mine"))) == mine


def test_shared_with_me_are_those_of_my_colleagues(people: People, some: dict[str, int]) -> None:
    assert set(subjects(people.alice, HistoryFilter("shared"))) == {"bob Acme AB shared", "carol Acme AB shared"}
    assert set(subjects(people.carol, HistoryFilter("shared"))) == {"alice Acme AB shared", "bob Acme AB shared"}
    for name in ("dave", "erin"):
        assert subjects(people[name], HistoryFilter("shared")) == []


def test_the_list_of_an_organisation_has_mine_and_what_is_shared_there(people: People, some: dict[str, int]) -> None:
    wanted = HistoryFilter("organisation", people.organisations["acme"])
    assert set(subjects(people.bob, wanted)) == {
        "alice Acme AB shared", "bob Acme AB", "bob Acme AB shared", "carol Acme AB shared",
    }  # fmt: skip
    assert set(subjects(people.sam, wanted)) == {label for label in some if "Acme AB" in label}


def test_the_list_of_a_foreign_organisation_is_empty(people: People, some: dict[str, int]) -> None:
    """S-04."""
    wanted = HistoryFilter("organisation", people.organisations["globex"], state="all")
    for name in ("alice", "bob", "dave", "erin"):
        assert subjects(people[name], wanted) == []
        assert counts(people[name], wanted).by_state["all"] == 0


def test_a_member_since_yesterday_does_not_see_what_was_shared_before(people: People, some: dict[str, int]) -> None:
    Membership.update(sees_from=datetime.now(UTC) + timedelta(days=1)).where(
        Membership.person == people.numbers["bob"]
    ).execute()
    for wanted in (HistoryFilter("shared"), HistoryFilter("organisation", people.organisations["acme"])):
        assert not {label for label in subjects(people.bob, wanted) if not label.startswith("bob")}


def test_an_engineer_sees_every_ticket(people: People, some: dict[str, int]) -> None:
    assert set(subjects(people.sam, HistoryFilter("all", limit=100))) == set(some)


def test_each_state_shows_its_own(people: People) -> None:
    for status in Status:
        make_ticket(people.bob, subject=status, status=status)
    assert set(subjects(people.bob, HistoryFilter(state="open"))) == {
        "new", "waiting_for_approval", "in_progress", "waiting_for_customer", "waiting_for_third_party",
    }  # fmt: skip
    assert set(subjects(people.bob, HistoryFilter(state="resolved"))) == {"resolved", "closed", "cancelled", "declined"}
    assert set(subjects(people.bob, HistoryFilter(state="waiting"))) == {"waiting_for_customer"}
    assert set(subjects(people.sam, HistoryFilter("all", state="ours"))) == {
        "new", "in_progress", "waiting_for_third_party",
    }  # fmt: skip


def test_waiting_for_an_administrator_is_what_they_have_to_approve(people: People) -> None:
    make_ticket(people.bob, subject="Onboarding", needs_approval=True, visibility=SHARED)
    make_ticket(people.bob, subject="Question to Bob", status=Status.WAITING_FOR_CUSTOMER, visibility=SHARED)
    wanted = HistoryFilter("organisation", people.organisations["acme"], state="waiting")
    assert subjects(people.alice, wanted) == ["Onboarding"]
    assert subjects(people.bob, wanted) == ["Question to Bob"]
    assert subjects(people.carol, wanted) == []
    assert counts(people.alice, wanted).by_state["waiting"] == 1


def test_filters_narrow_the_list_together(people: People) -> None:
    make_ticket(people.alice, subject="Old P1", priority=Priority.P1, changed_at=START)
    make_ticket(people.alice, subject="New P1", priority=Priority.P1)
    make_ticket(people.alice, subject="New P2", priority=Priority.P2)
    make_ticket(people.alice, subject="Hosting P1", priority=Priority.P1, issue_type="hosting")
    make_ticket(people.bob, subject="Bob's P1", priority=Priority.P1, visibility=SHARED)
    acme = HistoryFilter("organisation", people.organisations["acme"])
    urgent = acme._replace(priority=Priority.P1)
    assert set(subjects(people.alice, urgent)) == {"Old P1", "New P1", "Hosting P1", "Bob's P1"}
    assert set(subjects(people.alice, urgent._replace(issue_type="hosting"))) == {"Hosting P1"}
    assert set(subjects(people.alice, urgent._replace(requester_id=people.numbers["bob"]))) == {"Bob's P1"}
    assert subjects(people.alice, acme._replace(requester_id=people.numbers["dave"])) == []
    recent = urgent._replace(changed_days=7, issue_type="incident", requester_id=people.numbers["alice"])
    assert subjects(people.alice, recent) == ["New P1"]


def test_unassigned_and_of_one_engineer(people: People) -> None:
    make_ticket(people.alice, subject="Nobody's")
    make_ticket(people.alice, subject="Sam's", engineer=people.numbers["sam"])
    assert subjects(people.olga, HistoryFilter("all", unassigned=True)) == ["Nobody's"]
    assert subjects(people.olga, HistoryFilter("all", engineer_id=people.numbers["sam"])) == ["Sam's"]


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize("whose", ["mine", "all"])
def test_pages_on_and_back_show_every_ticket_once_and_in_order(
    sort: str, descending: bool, whose: str, people: People
) -> None:
    priorities = [*Priority, None]
    for number in range(11):
        make_ticket(
            people.alice if number % 3 else people.carol,
            subject=str(number),
            organisation_id=people.organisations["acme"],
            visibility=SHARED,
            priority=priorities[number % 5],
            # Three at the same moment, so that only the number tells them apart.
            changed_at=START + timedelta(hours=number // 3),
        )
    wanted = HistoryFilter(whose, sort=sort, descending=descending, limit=3)
    everything = subjects(people.alice, wanted._replace(limit=100))
    assert len(everything) == (7 if whose == "mine" else 11)

    pages, page = [], history(people.alice, wanted)
    assert page.before == ""
    while True:
        pages.append([row.subject for row in page.rows])
        if not page.after:
            break
        page = history(people.alice, wanted._replace(after=page.after))
    assert [subject for shown in pages for subject in shown] == everything
    for shown in reversed(pages[:-1]):
        page = history(people.alice, wanted._replace(before=page.before))
        assert [row.subject for row in page.rows] == shown
    assert page.before == ""


def test_a_page_stays_where_it_is_when_a_newer_ticket_comes(people: People) -> None:
    for number in range(6):
        make_ticket(people.alice, subject=str(number), changed_at=START + timedelta(hours=number))
    first = history(people.alice, HistoryFilter(limit=3))
    make_ticket(people.alice, subject="new")
    second = history(people.alice, HistoryFilter(limit=3, after=first.after))
    assert [row.subject for row in second.rows] == ["2", "1", "0"]


def _mark(*values: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode()


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize(
    "mark",
    ["x", "%%%", "é", _mark(), _mark("x", "y"), _mark(1e400), _mark(10**30, 10**30), _mark("2026-11-01T08:00:00", 1),
     _mark("9999-12-31T23:59:59+00:00", -(10**30)), _mark(None, None), _mark([1], {"a": 1}), _mark(True)],
)  # fmt: skip
def test_a_hand_made_mark_leads_to_some_page_and_never_to_a_failure(sort: str, mark: str, people: People) -> None:
    make_ticket(people.alice, subject="Mine")
    for wanted in (HistoryFilter(sort=sort, after=mark), HistoryFilter(sort=sort, before=mark)):
        assert subjects(people.alice, wanted) in (["Mine"], [])


def test_an_organisation_number_beyond_all_is_an_empty_list(people: People) -> None:
    assert subjects(people.alice, HistoryFilter("organisation", 999_999_999)) == []
