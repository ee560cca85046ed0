"""What giving access means, in words: pure, a newcomer in and a plan out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from portal.fulfilment.newcomers import How, Newcomer
from portal.fulfilment.onboarding_words import plan_of
from portal.fulfilment.plans import Plan
from portal.markup import literal, to_html
from portal.settings import Settings
from portal.vocabulary import Role

pytestmark = pytest.mark.once

NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)
NINA = Newcomer(
    name="Nina Nordin",
    address="nina@acme.example",
    how=How.NEW,
    person_id=None,
    known_as="",
    organisation_id=1,
    organisation="Acme AB",
    domains=frozenset({"acme.example"}),
    role=Role.MEMBER,
    present_role=None,
    reason="",
    sees_earlier=False,
    shared=12,
    starts_at=NOON - timedelta(hours=12),
    administrators=("Alice Andersson", "Carol Weber"),
    notifies=True,
    requester="Alice Andersson",
)


@pytest.fixture(autouse=True)
def _zone(settings: Settings) -> None:
    """Words about moments are in the zone of the settings."""


def plan(**changes: Any) -> Plan:
    return plan_of(replace(NINA, **changes), NOON, timedelta(days=7))


def words(label: str, **changes: Any) -> str:
    return next(item.words for item in plan(**changes).items if item.label == label)


def test_every_thing_that_happens_is_said() -> None:
    assert [item.label for item in plan().items] == [
        "Person", "Address", "Organisation", "Role", "Sees", "From", "Invitation", "Other mail",
    ]  # fmt: skip
    assert words("From") == "Monday 23 November 2026, 00:00 CET, so at once"
    assert words("Other mail") == "Alice Andersson gets a report; Carol Weber is told as an administrator"
    assert "nothing from before" in words("Sees")
    assert "also those from before" in words("Sees", sees_earlier=True)
    assert "The administrators are not told" in words("Other mail", notifies=False)
    assert words("Role", role=Role.ADMINISTRATOR, reason="Leads\nthe team") == (
        "Organisation administrator. Reason: “Leads the team”"
    )


def test_it_waits_for_a_first_day_to_come_and_for_no_other() -> None:
    assert plan().due_at is None
    tomorrow = NOON + timedelta(hours=12)
    assert plan(starts_at=tomorrow).due_at == tomorrow
    assert plan(starts_at=tomorrow, how=How.MEMBER, known_as="Nina", present_role=Role.MEMBER).due_at is None


@pytest.mark.parametrize(
    ("changes", "beginning"),
    [
        ({"domains": frozenset()}, "No mail domain of Acme AB is known"),
        ({"address": "nina@acne.example"}, "acne.example is not a domain of Acme AB (acme.example)."),
        ({"how": How.JOINS, "known_as": "Nils Nord"}, "The account with this address is called Nils Nord"),
        ({"agreed_before": "Alice Andersson"}, "Alice Andersson, who agreed to it, administers Acme AB no longer."),
    ],
)
def test_what_is_odd_is_warned_of(changes: dict[str, Any], beginning: str) -> None:
    """OPS-20."""
    (warning,) = plan(**changes).warnings
    assert warning.startswith(beginning)


@pytest.mark.parametrize(
    ("how", "why"),
    [(How.STAFF, "belongs to one of our own people"), (How.UNPROVEN, "stands on the account of Olga")],
)
def test_what_must_not_be_is_a_blocker(how: How, why: str) -> None:
    (blocker,) = plan(how=how, known_as="Olga").blockers
    assert why in blocker


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "Nina Nilsson"}, {"address": "nina@acne.example"}, {"how": How.RETURNS, "person_id": 7},
        {"role": Role.ADMINISTRATOR}, {"sees_earlier": True}, {"notifies": False}, {"administrators": ()},
        {"starts_at": NOON + timedelta(days=1)}, {"domains": frozenset()}, {"reason": "x", "role": Role.ADMINISTRATOR},
        {"agreed_before": "Alice"}, {"organisation_id": 2, "organisation": "Globex AG"},
    ],
)  # fmt: skip
def test_another_plan_has_another_digest(changes: dict[str, Any]) -> None:
    assert plan(**changes).digest != plan().digest


def test_how_many_tickets_there_are_just_now_is_nothing_to_ask_about_again() -> None:
    assert plan(shared=13).digest == plan().digest


def test_a_name_means_no_more_than_it_says() -> None:
    name = "**Nina** [x](http://evil.example) <b>`_|"
    assert "".join(to_html(literal(name)).split()).startswith("<p>**Nina**[x]")
    assert "<strong>" not in to_html(literal(name))
