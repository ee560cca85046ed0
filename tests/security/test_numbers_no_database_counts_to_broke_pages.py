"""Hand-made numbers in addresses, larger than any row's, were answered with 500."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest

from portal import clock
from portal.db.tables import Review
from tests.factories import People, make_ticket
from tests.support.browser import Browser

Browse = Callable[..., Browser]
HUGE = 10**30
MARKS: list[tuple[str, list[Any]]] = [
    ("opened", [HUGE]),
    ("opened", [-HUGE]),
    ("opened", ["9" * 100]),
    ("-priority", [HUGE, HUGE]),
    ("priority", [1, -1]),
    ("changed", ["2026-01-01T00:00:00+00:00", HUGE]),
    ("changed", ["2026-01-01T00:00:00+00:00", 1e30]),
    ("changed", ["2026-01-01T00:00:00+00:00"]),
    ("changed", ["0001-01-01T00:00:00+14:00", 1]),
    ("-changed", ["9999-12-31T23:59:59-14:00", 1]),
]


@pytest.mark.parametrize("name", ["after", "before"])
@pytest.mark.parametrize(("sort", "values"), MARKS, ids=str)
def test_a_hand_made_mark_leads_to_the_first_page(
    browser: Browse, people: People, sort: str, values: list[Any], name: str
) -> None:
    ticket = make_ticket(people.alice)
    mark = base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")
    page = browser(people.alice).visit(f"/servicedesk/tickets?sort={sort}&{name}={mark}")
    assert ticket.reference in page.main
    desk = browser(people.sam).visit(f"/servicedesk/desk?sort={sort}&{name}={mark}")
    assert ticket.reference in desk.main


def test_a_device_of_a_number_that_no_database_counts_to_is_none(browser: Browse, people: People) -> None:
    alice = browser(people.alice)
    assert alice.post(f"/servicedesk/account/sessions/{HUGE}/end").status_code == 404
    assert alice.post(f"/servicedesk/account/sessions/{2**31 - 1}/end").status_code == 404


@pytest.mark.once
def test_a_member_of_a_number_that_nobody_reads_is_left_out_of_a_review(browser: Browse, people: People) -> None:
    review = Review.create(organisation=people.organisations["acme"], started_at=clock.now())
    path = f"/servicedesk/organisation/review/{review.id}"
    assert browser(people.alice).post(path, {f"member-{'9' * 5000}": "keep"}).status_code == 303


@pytest.mark.once
def test_a_version_that_nobody_reads_chooses_no_ticket(browser: Browse, people: People) -> None:
    chosen = {"ticket": f"{make_ticket(people.alice).reference}:{'9' * 5000}"}
    assert browser(people.sam).post("/servicedesk/desk/chosen/engineer", chosen).status_code == 303
