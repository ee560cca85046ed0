"""A copy with marks of a machine that anybody can add had the fingerprint of the mail, came first, and stood for it."""

from __future__ import annotations

import pytest

from portal.db.tables import Entry, Ticket
from portal.inbound.fingerprints import _AUTORESPONDER, _IDENTIFYING
from portal.inbound.reading import automatic
from portal.notify.addresses import loop_mark
from portal.vocabulary import ReceivedState, Verdict
from tests.factories import People
from tests.inbound.raw import CHECKED, come_in, letter

DAVE = "dave@initech.example"
MARKS = (
    b"Precedence: auto_reply\n",
    b"X-Precedence: auto-reply\n",
    b"X-Autoreply: yes\n",
    b"Delivered-To: Autoresponder\n",
    b"X-ServiceCenter-Loop: %s\n",
)


def marked(raw: bytes, mark: bytes) -> bytes:
    return (mark % loop_mark().encode() if b"%s" in mark else mark) + raw


@pytest.mark.once
@pytest.mark.settings(inbound=CHECKED)
@pytest.mark.parametrize("mark", MARKS, ids=lambda mark: mark.decode().partition(":")[0])
def test_the_mail_is_dealt_with_whichever_comes_first(mark: bytes, people: People) -> None:
    """R-07."""
    raw = letter(DAVE, "Delete volume 7.", Date="Mon, 23 Nov 2026 09:00:00 +0000")
    copy = come_in(marked(raw, mark))
    assert copy.verdict in {Verdict.AUTOMATIC, Verdict.OWN_MAIL}
    assert come_in(raw).verdict is Verdict.TICKET
    before = (Ticket.select().count(), Entry.select().count())
    again = come_in(marked(raw, b"Precedence: junk\n" + mark))
    assert (again.verdict, again.state is ReceivedState.DONE) == (copy.verdict, False)
    assert come_in(marked(raw, b"Precedence: list\n")).verdict is Verdict.REPEATED
    assert (Ticket.select().count(), Entry.select().count()) == before


def test_every_header_that_shows_a_machine_makes_another_mail() -> None:
    looked_at = {*automatic._AUTORESPONDERS, *automatic._PRECEDENCES, *automatic._VALUES, automatic._LOOP}
    there = {*_IDENTIFYING, _AUTORESPONDER[0]}
    assert {name.encode() for name in looked_at} <= there
