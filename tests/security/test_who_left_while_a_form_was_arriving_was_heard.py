"""Who had left while their form was still on its way was taken for who they had been when it began."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest

from portal.accounts.leaving import leave
from portal.db.tables import Entry
from portal.vocabulary import EntryKind, Visibility
from tests.factories import People, make_ticket
from tests.support.browser import Browser
from tests.support.mails import Hands


class Slow(BytesIO):
    """A body that arrives slowly; meanwhile something happens."""

    def __init__(self, body: bytes, meanwhile: Callable[[], object]) -> None:
        super().__init__(body)
        self._meanwhile = [meanwhile]

    def readinto(self, place: Any) -> int:
        """The next bytes."""
        while self._meanwhile:
            self._meanwhile.pop()()
        return super().readinto(place)


@pytest.mark.once
@pytest.mark.parametrize("partial", [True, False])
def test_what_arrives_after_its_sender_has_left_is_not_taken(
    browser: Callable[..., Browser], people: People, hands: Hands, partial: bool
) -> None:
    """OPS-30: also where somebody holds a form open for as long as they like."""
    ticket, bob = make_ticket(people.alice, visibility=Visibility.SHARED), browser(people.bob)
    body = f"csrf_token={bob.token()}&body=I+am+still+here".encode()

    def goes() -> None:
        hands.forward(minutes=1)
        leave(people.bob.person_id, people.organisations["acme"])

    answer = bob.client.post(
        f"/servicedesk/tickets/{ticket.reference}/reply",
        input_stream=Slow(body, goes),
        content_length=len(body),
        content_type="application/x-www-form-urlencoded",
        headers={"HX-Request": "true", "HX-Request-Type": "partial"} if partial else {},
    )
    assert answer.status_code == (401 if partial else 303)
    assert not Entry.select().where(Entry.kind == EntryKind.MESSAGE).exists()
