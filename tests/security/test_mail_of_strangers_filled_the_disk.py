"""Mail that nobody decided on kept its bytes for ever, and anybody could send as much of it as they liked."""

from __future__ import annotations

import pytest

from portal.db.tables import RawMail, ReceivedMail
from portal.errors import Rejected
from portal.inbound import sweeping
from portal.inbound.engineers import held, queries
from portal.inbound.engineers.showing import shown
from portal.inbound.receiving import receive
from portal.notify.addresses import bounce_address
from portal.vocabulary import ReceivedState, Verdict
from tests.factories import People
from tests.inbound.raw import letter
from tests.support.mails import Hands
from tests.support.received import hold

pytestmark = [pytest.mark.once, pytest.mark.settings(inbound={"stranger_mails_a_day": 2, "keep_days": 90})]

MALLORY = "Mallory <mallory@evil.example>"
IGNORED, HELD = ReceivedState.IGNORED, ReceivedState.HELD


def take(sender: str, number: int, to: str = "support@support.example") -> ReceivedMail:
    raw = letter(sender, f"{number} " * 1000, to=to)
    return ReceivedMail.get_by_id(receive(raw, way="test"))


def is_whole(row: ReceivedMail) -> bool:
    return len(RawMail.get_by_id(row.id).content) == row.size


def test_of_what_a_stranger_sends_beyond_so_many_mails_a_day_only_the_headers_are_kept(
    people: People, hands: Hands
) -> None:
    rows = [take(MALLORY, number) for number in range(4)]
    assert [is_whole(row) for row in rows] == [True, True, False, False]
    late = rows[-1]
    assert (late.state, late.verdict, late.sender) == (HELD, Verdict.UNKNOWN_SENDER, "mallory@evil.example")
    assert late.reason.startswith("Nobody who has an account uses mallory@evil.example, and 2 such mails came")
    seen = shown(queries.raw(people.sam, late.id))
    assert "subject: Volume stuck" in seen.headers
    assert take(MALLORY, 3).id == late.id, "the same mail again is known"
    assert is_whole(take("other@evil.example", 9))
    with pytest.raises(Rejected, match="Only the headers"):
        held.accept(people.sam, late.id)
    hands.forward(days=1, seconds=1)
    assert is_whole(take(MALLORY, 5))


def test_mail_of_people_who_have_an_account_and_returned_mail_is_stored_whole(people: People) -> None:
    assert all(is_whole(take(people.dave.address, number)) for number in range(4))
    returned = [take("mailer-daemon@mx.example", number, bounce_address(number)) for number in range(4)]
    assert all(is_whole(row) for row in returned)
    nameless = [take("undisclosed", number) for number in range(3)]
    assert "It names no sender, and 2 such mails" in nameless[-1].reason


@pytest.mark.parametrize(
    "verdict",
    [Verdict.UNKNOWN_SENDER, Verdict.BLOCKED, Verdict.SIGN_IN_LINK, Verdict.UNREADABLE, Verdict.TOO_MANY],
)
def test_held_mail_of_strangers_is_put_away_after_its_time(verdict: Verdict, people: People, hands: Hands) -> None:
    dave = people.dave.person_id
    strange = hold(verdict, received_at=hands.now(), reason="Why.")
    others = [
        hold(Verdict.UNVERIFIED, received_at=hands.now(), person=dave),
        hold(Verdict.FAILED, received_at=hands.now()),
    ]
    hands.forward(days=29)
    assert sweeping.sweep_mails() == 0
    hands.forward(days=2)
    assert (sweeping.sweep_mails(), sweeping.sweep_mails()) == (1, 0)
    row = ReceivedMail.get_by_id(strange)
    assert (row.state, row.verdict, row.settled_at) == (IGNORED, Verdict.PUT_AWAY, hands.now())
    assert row.reason == "Why. Nobody decided on it within 30 days: its bytes were thrown away."
    assert [raw.mail_id for raw in RawMail.select().order_by(RawMail.mail)] == others
    hands.forward(days=60)
    assert sweeping.sweep_mails() == 2
    assert {row.state for row in ReceivedMail.select()} == {IGNORED}


def test_what_was_put_away_goes_soon_where_it_is_of_nobody(people: People, hands: Hands) -> None:
    of_nobody = hold(Verdict.OWN_MAIL, state=IGNORED, settled_at=hands.now())
    of_dave = hold(Verdict.EMPTY, state=IGNORED, settled_at=hands.now(), person=people.dave.person_id)
    hands.forward(days=31)
    assert sweeping.sweep_mails() == 1
    assert [raw.mail_id for raw in RawMail.select()] == [of_dave]
    assert ReceivedMail.get_by_id(of_nobody).verdict is Verdict.OWN_MAIL
