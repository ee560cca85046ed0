"""What becomes of each request of somebody who leaves: private decides who sees it, open who goes on with it."""

from __future__ import annotations

from typing import Any

import pytest

from portal.fulfilment.fates import Fate, Wish, Wishes, fate_of
from portal.tickets.rows import TicketRow
from portal.vocabulary import Status, Visibility

HAND, SHARE, LEAVE = Wish.HAND_OVER, Wish.SHARE, Wish.LEAVE
CAROL = 3


def request(visibility: Visibility, status: Status, *, always_private: bool = False) -> TicketRow:
    nothing: dict[str, Any] = dict.fromkeys(TicketRow._fields)
    return TicketRow(
        **{**nothing, "id": 7, "visibility": visibility, "status": status, "always_private": always_private}
    )


PRIVATE_OPEN = request(Visibility.PRIVATE, Status.IN_PROGRESS)
PRIVATE_FINISHED = request(Visibility.PRIVATE, Status.CLOSED)
SHARED_OPEN = request(Visibility.SHARED, Status.WAITING_FOR_CUSTOMER)
SHARED_FINISHED = request(Visibility.SHARED, Status.RESOLVED)
NEVER_SHARED = request(Visibility.PRIVATE, Status.NEW, always_private=True)


@pytest.mark.parametrize(
    ("row", "private", "opened", "fate"),
    [
        (PRIVATE_OPEN, HAND, HAND, Fate.HANDED_OVER),
        (PRIVATE_OPEN, HAND, SHARE, Fate.HANDED_OVER),
        (PRIVATE_OPEN, HAND, LEAVE, Fate.HANDED_OVER),
        (PRIVATE_OPEN, SHARE, HAND, Fate.SHARED_AND_HANDED_OVER),
        (PRIVATE_OPEN, SHARE, SHARE, Fate.SHARED),
        (PRIVATE_OPEN, SHARE, LEAVE, Fate.SHARED),
        (PRIVATE_OPEN, LEAVE, HAND, Fate.SUPPORT_ONLY),
        (PRIVATE_OPEN, LEAVE, SHARE, Fate.SUPPORT_ONLY),
        (PRIVATE_OPEN, LEAVE, LEAVE, Fate.SUPPORT_ONLY),
        (PRIVATE_FINISHED, HAND, LEAVE, Fate.HANDED_OVER),
        (PRIVATE_FINISHED, SHARE, HAND, Fate.SHARED),
        (PRIVATE_FINISHED, LEAVE, HAND, Fate.SUPPORT_ONLY),
        (SHARED_OPEN, LEAVE, HAND, Fate.HANDED_OVER),
        (SHARED_OPEN, HAND, SHARE, Fate.STAYS_SHARED),
        (SHARED_OPEN, HAND, LEAVE, Fate.STAYS_SHARED),
        (SHARED_FINISHED, HAND, HAND, Fate.STAYS_AS_IT_IS),
        (NEVER_SHARED, SHARE, LEAVE, Fate.NEVER_SHARED),
        (NEVER_SHARED, SHARE, HAND, Fate.HANDED_OVER),
        (NEVER_SHARED, HAND, LEAVE, Fate.HANDED_OVER),
    ],
)
def test_what_becomes_of_a_request(row: TicketRow, private: Wish, opened: Wish, fate: Fate) -> None:
    """OPS-32: nothing private is opened to anybody whom the choice for private requests does not name."""
    assert fate_of(row, Wishes(private, opened, CAROL, {})) is fate


def test_nobody_is_handed_a_request_that_is_about_themselves() -> None:
    wishes = Wishes(HAND, HAND, CAROL, {7: frozenset({CAROL})})
    assert fate_of(NEVER_SHARED, wishes) is Fate.CONCERNS_COLLEAGUE
    assert fate_of(NEVER_SHARED, Wishes(HAND, HAND, 5, {7: frozenset({CAROL})})) is Fate.HANDED_OVER
