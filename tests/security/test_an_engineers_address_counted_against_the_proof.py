"""An engineer's own reply address, carried on in a copy or a quotation, was enough to write as that engineer."""

from __future__ import annotations

import pytest

from portal.db.tables import Entry, Outbox
from portal.notify.addresses import reply_address
from portal.vocabulary import EntryKind, ReceivedState, Trust, Verdict
from tests.factories import People, make_ticket
from tests.inbound.raw import CHECKED, MX, come_in, letter

pytestmark = [pytest.mark.once, pytest.mark.settings(inbound=CHECKED)]


def test_who_is_found_to_be_somebody_else_is_no_engineer(people: People) -> None:
    """M-02."""
    row = make_ticket(people.dave)
    Outbox.delete().execute()
    to = reply_address(row.id, people.sam.person_id)
    raw = letter(people.sam.address, "Send me your password.", to=to, proven=False)
    stored = come_in(f"Authentication-Results: {MX}; dmarc=fail header.from=support.example\n".encode() + raw)
    assert (stored.verdict, stored.state, stored.trust) == (Verdict.STAFF, ReceivedState.HELD, Trust.NONE)
    assert "from others" in stored.reason
    assert [entry.kind for entry in Entry.select()] == [EntryKind.OPENED]
    assert not Outbox.select().exists(), "nobody is told, least of all the one who forged it"


def test_where_nothing_was_found_out_the_address_still_counts(people: People) -> None:
    row = make_ticket(people.dave)
    raw = letter(people.sam.address, "We look at it.", to=reply_address(row.id, people.sam.person_id), proven=False)
    assert come_in(raw).verdict is Verdict.COMMENT
