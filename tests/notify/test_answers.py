"""What the portal answers by itself."""

from __future__ import annotations

import re
from typing import Any

import pytest

from portal.db.tables import ReceivedMail
from portal.notify import addresses, mime, outbox
from portal.notify.answers import Answered, AnswerKind, answer
from portal.notify.outbox import MailRow
from portal.vocabulary import OutboxState
from tests.factories import People
from tests.support.mails import Hands

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.once]
HOSTILE = "Buy <b>pills</b>\r\nBcc: x@y.example https://evil.example"


def answered_with(kind: AnswerKind, address: str = "alice@acme.example", **words: Any) -> MailRow:
    """The answer to a mail that came in, as it stands in the outbox."""
    received = ReceivedMail.create(fingerprint=f"{kind}", way="pipe", size=1, received_at=Hands().time)
    asked = {"answered": Answered("<a@acme.example>", ("<0@acme.example>",), "Disk full"), "person_id": None} | words
    assert answer(kind, address=address, caused_by=received.id, **asked)
    return outbox.newest(1)[0]


@pytest.mark.parametrize("kind", list(AnswerKind))
def test_an_answer_is_known_as_one_by_everybodys_robots(kind: AnswerKind) -> None:
    """M-11."""
    row = answered_with(kind, draft_id="abc", files=[("a.exe", "is a program")], reason="It is for nobody.")
    mail = mime.compose(row)
    assert mail["Auto-Submitted"] == "auto-replied"
    assert mail["X-Auto-Response-Suppress"] == "All"
    assert mail["Precedence"] == "auto_reply"
    assert mail["X-ServiceCenter-Loop"] == addresses.loop_mark()
    assert mail["Reply-To"] is None
    assert mail["In-Reply-To"] == "<a@acme.example>"
    assert mail["References"] == "<0@acme.example> <a@acme.example>"
    assert (row.is_answer, mime.envelope_sender(row), row.event) == (True, "", kind)
    assert addresses.is_own_message_id(row.message_id)
    assert "Write your answer above this line" not in row.text + row.html


def test_who_pays_is_led_to_the_draft_in_the_portal(people: People) -> None:
    row = answered_with(AnswerKind.USE_THE_PORTAL, person_id=people.alice.person_id, name="Alice A", draft_id="dr4ft")
    text = " ".join(row.text.split())
    assert "Hello Alice," in text
    assert 'Thank you for your mail "Disk full".' in text
    assert "nothing has been sent to our engineers yet" in text
    assert "http://localhost/servicedesk/drafts/dr4ft" in text
    assert 'href="http://localhost/servicedesk/drafts/dr4ft"' in row.html
    assert row.recipient_id == people.alice.person_id


def test_a_stranger_reads_nothing_of_what_they_wrote_and_nothing_of_whom_we_know() -> None:
    """M-06: nobody makes us send their words to somebody else."""
    asked = Answered("<a@evil.example>", (), HOSTILE)
    row = answered_with(AnswerKind.HELD, answered=asked, name=HOSTILE, reason=HOSTILE, files=[(HOSTILE, HOSTILE)])
    whole = row.subject + row.text + row.html
    assert not re.search("pills|Bcc|evil|Buy", whole)
    assert "Hello," in row.text
    assert not re.search("account|plan|customer|unknown", row.text)


def test_refused_files_are_named_with_the_reason(people: People, make_ticket: Any) -> None:
    ticket = make_ticket(people.alice)
    refused = [("virus\r\n.exe", "Programs are not taken."), ("film.mov", "It is larger than 25 MB.")]
    row = answered_with(AnswerKind.FILES_REFUSED, ticket_id=ticket.id, files=refused, person_id=people.alice.person_id)
    text = " ".join(row.text.split())
    assert row.subject == f"[{ticket.reference}] Some of your files were not taken"
    assert "2 of your files were not taken" in text
    assert "virus .exe Programs are not taken. film.mov It is larger than 25 MB." in text
    assert f"http://localhost/servicedesk/tickets/{ticket.reference}" in text
    assert row.ticket_id == ticket.id


def test_an_engineer_learns_why_their_mail_did_nothing() -> None:
    row = answered_with(AnswerKind.NOT_FROM_HERE, reason="It came from an address that is not yours.", name="Sam Holm")
    text = " ".join(row.text.split())
    assert "changed no ticket. It came from an address that is not yours." in text
    assert "Your mail" in row.subject


def test_customers_words_in_an_answer_never_become_markup() -> None:
    """M-07."""
    asked = Answered("<a@acme.example>", (), HOSTILE)
    for kind in (AnswerKind.USE_THE_PORTAL, AnswerKind.FILES_REFUSED, AnswerKind.NOT_FROM_HERE):
        row = answered_with(
            kind, answered=asked, name=HOSTILE, draft_id="x", files=[(HOSTILE, HOSTILE)], reason=HOSTILE
        )
        assert "<b>pills" not in row.html
        assert "\n" not in row.subject
        mime.compose(row)


def test_one_mail_gets_one_answer_of_a_kind_however_often_it_is_dealt_with() -> None:
    first = answered_with(AnswerKind.HELD)
    again = answer(
        AnswerKind.HELD, address=first.address, person_id=None, caused_by=first.caused_by or 0, answered=Answered()
    )
    assert not again
    assert [row.state for row in outbox.newest(10)] == [OutboxState.QUEUED]
