"""Only replies had a longest text: two megabytes of Markdown fitted into a reason, and were drawn on every visit."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.db.tables import Entry
from portal.errors import Rejected
from portal.tickets import operations, sharing
from portal.tickets.words import MOST_CHARACTERS
from portal.vocabulary import Status, Visibility
from tests.factories import People, make_ticket
from tests.support.browser import Browser

Browse = Callable[..., Browser]
ENDLESS = "x" * (MOST_CHARACTERS + 1)


@pytest.mark.parametrize(
    ("operation", "status"),
    [(operations.resolve, Status.NEW), (operations.reopen, Status.RESOLVED), (operations.cancel, Status.NEW)],
)
def test_no_move_takes_endless_words(people: People, operation: Callable[..., None], status: Status) -> None:
    ticket = make_ticket(people.alice, status=status)
    with pytest.raises(Rejected, match="Shorten your message to 20000 characters"):
        operation(people.alice, ticket.reference, ENDLESS)
    assert not Entry.select().where(Entry.body == ENDLESS).exists()


def test_nobody_declines_with_endless_words(people: People) -> None:
    ticket = make_ticket(people.bob, needs_approval=True)
    with pytest.raises(Rejected):
        operations.decline(people.alice, ticket.reference, ENDLESS)


def test_no_sharing_has_an_endless_reason(people: People) -> None:
    ticket = make_ticket(people.alice)
    with pytest.raises(Rejected) as refusal:
        sharing.set_visibility(people.sam, ticket.reference, Visibility.SHARED, ENDLESS)
    assert refusal.value.field == "reason"


def test_who_cancels_with_too_many_words_gets_them_back(browser: Browse, people: People) -> None:
    """UX-13."""
    path = f"/servicedesk/tickets/{make_ticket(people.alice).reference}"
    alice = browser(people.alice)
    alice.visit(f"{path}/cancel")
    page = alice.press("Cancel request", status=422, body=ENDLESS)
    assert "Shorten your message" in page.text
    assert page.form_with("Cancel request").values["body"].strip() == ENDLESS
