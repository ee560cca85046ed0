"""Each quarter the administrators of an organisation say of each member whether they still need access (OPS-37)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from portal.accounts import operations, organisations, reviewing, reviews
from portal.db.tables import Audited, Organisation, Review
from portal.errors import Conflict, NotAllowed, NotFound
from portal.vocabulary import ReviewDecision
from tests.factories import LONG_AGO, People
from tests.support.accounts import mails
from tests.support.mails import Hands

KEEP, REMOVE = ReviewDecision.KEEP, ReviewDecision.REMOVE


def begun(people: People, organisation: str = "acme") -> int:
    """The review of this organisation, which is due, with the mails about it."""
    reviewing.begin_due()
    return int(Review.get(Review.organisation == people.organisations[organisation]).id)


def test_a_quarter_after_an_organisation_came_its_administrators_are_asked(people: People, hands: Hands) -> None:
    """Only where a plan is paid; the mail names who has access, and leads to the page."""
    Organisation.update(created_at=hands.now()).execute()
    hands.forward(days=80)
    assert reviewing.run_due() == 0
    hands.forward(days=12)
    assert reviewing.run_due() == 2
    alices, carols = sorted(mails("review"), key=lambda mail: mail.address)
    assert (alices.address, carols.address) == ("alice@acme.example", "carol@globex.example")
    assert "Bob Berg, bob@acme.example" in alices.text
    assert "Dave" not in alices.text + carols.text
    assert f"/servicedesk/organisation/review/{begun(people)}" in alices.text


def test_two_workers_begin_one_review(people: People) -> None:
    assert reviewing.begin_due() == 2
    assert reviewing.begin_due() == 0
    assert Review.select().count() == 2


@pytest.mark.settings(review_months=0)
def test_an_operator_who_wants_none_has_none(people: People) -> None:
    assert reviewing.run_due() == 0


def test_it_is_answered_in_parts_and_closes_with_the_last(people: People) -> None:
    """S-22: every answer is in the audit, and one that is changed with what it was before."""
    number, ids = begun(people), people.numbers
    row = reviews.answer(people.alice, number, {ids["alice"]: KEEP, ids["bob"]: REMOVE, ids["dave"]: REMOVE})
    assert [member.name for member in row.unanswered] == ["Carol Weber"]
    reviews.answer(people.alice, number, {ids["alice"]: KEEP, ids["bob"]: KEEP})
    row = reviews.answer(people.alice, number, {ids["carol"]: KEEP})
    assert (row.unanswered, row.members[1].decision, row.members[1].decided_by) == ((), KEEP, "Alice Andersson")
    assert Review.get_by_id(number).closed_at is not None
    with pytest.raises(Conflict):
        reviews.answer(people.alice, number, {ids["bob"]: REMOVE})
    said: Any = [(line.person, line.data) for line in Audited.select().where(Audited.action == "member_reviewed")]
    assert said == [
        (ids["alice"], {"before": None, "after": "keep"}),
        (ids["bob"], {"before": None, "after": "remove"}),
        (ids["bob"], {"before": "remove", "after": "keep"}),
        (ids["carol"], {"before": None, "after": "keep"}),
    ]


def test_only_who_administers_the_organisation_answers(people: People) -> None:
    number = begun(people)
    for name, refusal in {"bob": NotAllowed, "carol": NotAllowed, "sam": NotAllowed, "dave": NotFound}.items():
        with pytest.raises(refusal):
            reviews.get(people[name], number)
        with pytest.raises(refusal):
            reviews.answer(people[name], number, {people.numbers["bob"]: KEEP})
    # Whose it is not learns of no number that there is one.
    for name, asked in {"alice": 4711, "dave": number}.items():
        with pytest.raises(NotFound, match="no such review"):
            reviews.get(people[name], asked)


def test_after_two_weeks_they_are_reminded_once(people: People, hands: Hands) -> None:
    number = begun(people)
    reviews.answer(people.alice, number, {people.numbers["alice"]: KEEP})
    hands.forward(days=13, hours=23)
    assert reviewing.run_due() == 0
    hands.forward(hours=1)
    assert (reviewing.run_due(), reviewing.run_due()) == (2, 0)
    reminder = mails("review")[-2]
    assert reminder.subject == "Still open: Who belongs to Acme AB?"
    assert "Bob Berg" in reminder.text
    assert "Alice Andersson, alice@acme.example" not in reminder.text


def test_what_nobody_answered_is_told_when_the_next_one_begins(people: People, hands: Hands) -> None:
    """In one mail to each administrator of the portal, and nobody loses access by it."""
    number = begun(people)
    reviews.answer(people.alice, number, {people.numbers["alice"]: KEEP})
    operations.deactivate_person(None, people.numbers["bob"])
    organisations.set_active(people.olga, people.organisations["globex"], False)
    hands.forward(days=100)
    reviewing.begin_due()
    (told,) = mails("review_unanswered")
    assert told.address == "olga@support.example"
    assert "Acme AB: Carol Weber" in told.text
    assert Review.get_by_id(number).closed_at is not None
    assert people.carol.place(people.organisations["acme"]) is not None
    assert Review.select().where(Review.closed_at.is_null()).count() == 2


@pytest.mark.parametrize(
    ("months", "expected"), [(1, (2026, 2, 28)), (3, (2026, 4, 30)), (13, (2027, 2, 28)), (26, (2028, 3, 31))]
)
def test_a_month_that_is_shorter_ends_earlier(months: int, expected: tuple[int, int, int]) -> None:
    assert reviewing.months_after(datetime(2026, 1, 31, 8, tzinfo=UTC), months) == datetime(*expected, 8, tzinfo=UTC)
    assert reviewing.months_after(LONG_AGO, 0) == LONG_AGO
