"""One mail with other marks of its way, as anybody who has a copy can add them, said the same again for its sender."""

from __future__ import annotations

import pytest

from portal.db.tables import Entry, Outbox, Ticket
from portal.inbound.fingerprints import print_of_words
from portal.tickets import operations
from portal.vocabulary import ReceivedState, Verdict
from tests.factories import People
from tests.inbound.raw import CHECKED, MX, come_in, letter

pytestmark = [pytest.mark.once, pytest.mark.settings(inbound=CHECKED)]

DATE = "Mon, 23 Nov 2026 09:00:00 +0000"
DAVE = "dave@initech.example"


def test_a_copy_with_other_marks_does_nothing(people: People) -> None:
    """R-07."""
    raw = letter(DAVE, "Delete volume 7.", Date=DATE)
    first = come_in(raw)
    assert first.verdict is Verdict.TICKET
    operations.cancel(people.by_mail("dave"), f"SC-{first.ticket_id}")
    before = (Ticket.select().count(), Entry.select().count(), Outbox.select().count())
    passed = f"{MX}; dmarc=pass header.from".encode()
    for copy in (
        b"Sender: mallory@evil.example\n" + raw,
        raw.replace(passed, b"%s; spf=none; dmarc=pass header.from" % MX.encode()),
        raw.replace(b"Delete volume", b"Delete  volume"),
        b"In-Reply-To: <another@ticket.example>\n" + raw,
    ):
        again = come_in(copy)
        assert (again.verdict, again.state) == (Verdict.REPEATED, ReceivedState.IGNORED)
        assert f"mail {first.id} again" in again.reason
    assert (Ticket.select().count(), Entry.select().count(), Outbox.select().count()) == before


def test_a_copy_without_proof_that_came_first_does_not_stand_for_the_mail(people: People) -> None:
    raw = letter(DAVE, "Delete volume 7.", Date=DATE)
    forged = come_in(b"X-Autoreply: yes\n" + raw.partition(b"\n")[2])
    assert forged.verdict is Verdict.AUTOMATIC
    assert come_in(raw).verdict is Verdict.TICKET


def test_other_words_under_the_same_message_id_are_another_mail(people: People) -> None:
    first = letter(DAVE, "Delete volume 7.", Date=DATE)
    other = first.replace(b"Delete volume", b"Keep volume")
    assert [come_in(raw).verdict for raw in (first, other)] == [Verdict.TICKET, Verdict.TICKET]


def test_what_does_not_say_which_mail_it_is_and_when_it_was_written_is_never_taken_for_another() -> None:
    assert print_of_words(b"From: a@b.example\nMessage-ID: <1@b.example>\n\nYes") == ""
    assert print_of_words(b"From: a@b.example\nDate: today\n\nYes") == ""
