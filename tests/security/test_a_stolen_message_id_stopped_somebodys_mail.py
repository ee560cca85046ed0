"""Who had been sent a copy of a customer's answer knew the Message-ID of our mail, and forged its return."""

from __future__ import annotations

import pytest

from portal.db.tables import Outbox
from portal.notify import suspensions
from portal.notify.addresses import bounce_address
from portal.vocabulary import Verdict
from tests.factories import People, make_ticket
from tests.inbound.arrivals import done, mail_of
from tests.inbound.arrivals import returned as report

pytestmark = pytest.mark.once


def returned(people: People, to: str = "support@support.example") -> Outbox:
    """The mail that Alice got about her ticket; a report says that it came back."""
    make_ticket(people.alice)
    mail = Outbox.get(Outbox.address == people.alice.address)
    to = bounce_address(mail.id) if to == "ENVELOPE" else to
    told = mail_of("mailer-daemon@evil.example", recipients=(to,))
    stored = done(told, returned=report(message_id=mail.message_id))
    assert (stored.verdict, stored.ticket_id) == (Verdict.BOUNCE, mail.ticket_id)
    return mail


def test_a_report_that_knows_only_the_message_id_is_shown_and_stops_nothing(people: People) -> None:
    """M-13."""
    assert not suspensions.is_suspended(returned(people).address)


def test_one_that_came_to_the_address_on_the_envelope_is_certain(people: People) -> None:
    assert suspensions.is_suspended(returned(people, "ENVELOPE").address)


@pytest.mark.settings(mail={"bounce_addresses": False})
def test_where_envelopes_have_no_address_of_their_own_the_message_id_has_to_do(people: People) -> None:
    assert suspensions.is_suspended(returned(people).address)
