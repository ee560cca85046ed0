"""`visible_to` in SQL and `may_see` in Python are one rule: a table of people x tickets on the real database."""

from __future__ import annotations

import itertools

import pytest

from portal.db.tables import Ticket
from portal.policy import Actor, may_see
from portal.tickets.queries import get_row, may_see_ticket, visible_to
from portal.vocabulary import Approval, Visibility
from tests.factories import People, make_ticket

REQUESTERS = ("alice", "bob", "carol", "dave", "erin")
VIEWERS = (*REQUESTERS, "sam", "olga")


@pytest.fixture
def every_ticket(people: People) -> list[int]:
    """One ticket for each requester x organisation of theirs x visibility x approval."""
    made = []
    for name in REQUESTERS:
        requester = people[name]
        organisations = [place.organisation_id for place in requester.places] or [None]
        for organisation, visibility, approval in itertools.product(organisations, Visibility, Approval):
            if organisation is None and visibility is Visibility.SHARED:
                continue
            row = make_ticket(requester, organisation_id=organisation, visibility=visibility, approval=approval)
            made.append(row.id)
    return made


@pytest.mark.parametrize("viewer", VIEWERS)
def test_sql_and_policy_agree_on_every_ticket(viewer: str, people: People, every_ticket: list[int]) -> None:
    """S-01, S-03."""
    actor: Actor = people[viewer]
    by_sql = {number for (number,) in Ticket.select(Ticket.id).where(visible_to(actor)).tuples()}
    by_policy = {number for number in every_ticket if may_see(actor, get_row(number))}
    assert by_sql == by_policy
    assert by_sql, "everybody here has at least their own ticket"


def test_the_question_before_a_mail_is_sent_is_the_same(people: People, every_ticket: list[int]) -> None:
    """M-15."""
    for name, number in itertools.product(VIEWERS, every_ticket):
        assert may_see_ticket(people[name], number) is may_see(people[name], get_row(number))
