"""What becomes of each request of somebody who leaves. Pure.

The choice for private requests decides who sees one, the choice for open requests who answers on one. So a request that
is both is seen by nobody whom the first choice does not name; of those, the second says who goes on with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from portal.tickets.rows import TicketRow


class Wish(StrEnum):
    """What was asked for, in the words of the catalogue."""

    HAND_OVER = "hand_over"
    SHARE = "share"
    LEAVE = "leave"


class Fate(StrEnum):
    """What becomes of a request."""

    HANDED_OVER = "handed_over"
    SHARED = "shared"
    SHARED_AND_HANDED_OVER = "shared_and_handed_over"
    # Its organisation sees it already, and goes on with it.
    STAYS_SHARED = "stays_shared"
    # So it was, and it is finished: nothing happens to it.
    STAYS_AS_IT_IS = "stays_as_it_is"
    SUPPORT_ONLY = "support_only"
    # Requests of its type are never shared, so it stays with support instead.
    NEVER_SHARED = "never_shared"
    # Whom it concerns would read it: it stays with support instead.
    CONCERNS_COLLEAGUE = "concerns_colleague"


HANDING = frozenset({Fate.HANDED_OVER, Fate.SHARED_AND_HANDED_OVER})
SHARING = frozenset({Fate.SHARED, Fate.SHARED_AND_HANDED_OVER})


@dataclass(frozen=True)
class Wishes:
    """What the request asks for; `concerned` are the people whom each ticket is about, where it is about people."""

    private: Wish
    opened: Wish
    colleague_id: int | None
    concerned: Mapping[int, frozenset[int]]


def fate_of(row: TicketRow, wishes: Wishes) -> Fate:
    """What becomes of this request of the person who leaves."""
    fate = _of_shared(row, wishes) if row.is_shared else _of_private(row, wishes)
    if fate in HANDING and wishes.colleague_id in wishes.concerned.get(row.id, frozenset()):
        return Fate.CONCERNS_COLLEAGUE
    return fate


def _of_shared(row: TicketRow, wishes: Wishes) -> Fate:
    if not row.status.is_open:
        return Fate.STAYS_AS_IT_IS
    return Fate.HANDED_OVER if wishes.opened is Wish.HAND_OVER else Fate.STAYS_SHARED


def _of_private(row: TicketRow, wishes: Wishes) -> Fate:
    if wishes.private is Wish.LEAVE:
        return Fate.SUPPORT_ONLY
    if wishes.private is Wish.HAND_OVER:
        return Fate.HANDED_OVER
    goes_on = row.status.is_open and wishes.opened is Wish.HAND_OVER
    if row.always_private:
        # Who would have let everybody see it lets the colleague see it, who goes on with it.
        return Fate.HANDED_OVER if goes_on else Fate.NEVER_SHARED
    return Fate.SHARED_AND_HANDED_OVER if goes_on else Fate.SHARED
