"""What waited for an engineer's daily digest was told after they were one no more, internal notes among it."""

from __future__ import annotations

import pytest

from portal.db.tables import DigestItem, Membership, Outbox, Person
from portal.notify import digests, outbox, refusals
from portal.notify.delivery import deliver_due
from portal.tickets import desk, operations
from portal.vocabulary import MailPreference, OutboxState, Role, Visibility
from portal.worker import may_still_see, still_seen
from tests.factories import People, make_ticket
from tests.support.mails import Hands


@pytest.mark.once
def test_a_digest_that_waits_to_leave_is_made_anew_without_the_note(people: People, hands: Hands) -> None:
    """S-05, asked as it leaves; and as it is sent once more."""
    sam = _told_of_a_note_and_an_answer(people)
    hands.forward(days=1)
    assert digests.compose_due(still_seen) == 1
    _becomes_a_customer(people, sam)
    _deliver()
    assert digests.compose_due(still_seen) == 1
    _deliver()
    dropped, second = Outbox.select().where((Outbox.event == "digest") & (Outbox.recipient == sam)).order_by(Outbox.id)
    assert (dropped.state, dropped.last_error) == (OutboxState.DROPPED, refusals.INTERNAL)
    assert (second.state, "Alice Andersson wrote" in second.text) == (OutboxState.SENT, True)
    assert "internal note" in dropped.text
    assert "internal note" not in second.text
    assert outbox.send_again(dropped.id)
    _deliver()
    assert Outbox.get_by_id(dropped.id).state is OutboxState.DROPPED


def _told_of_a_note_and_an_answer(people: People) -> int:
    """Sam's number, whose next digest has both of them."""
    sam = people.sam.person_id
    Person.update(mail_preference=MailPreference.DIGEST).where(Person.id == sam).execute()
    row = make_ticket(people.alice, visibility=Visibility.SHARED)
    desk.assign(people.olga, row.reference, sam)
    operations.note(people.olga, row.reference, "The customer is wrong about zebras.")
    operations.reply(people.alice, row.reference, "Is there news?")
    return sam


def _becomes_a_customer(people: People, person_id: int) -> None:
    Person.update(staff_role=None).where(Person.id == person_id).execute()
    Membership.create(person=person_id, organisation=people.organisations["acme"], role=Role.MEMBER)


def _deliver() -> None:
    while deliver_due(may_still_see):
        pass


@pytest.mark.once
def test_who_is_an_engineer_no_more_hears_of_no_note(people: People, hands: Hands) -> None:
    """S-05."""
    sam = _told_of_a_note_and_an_answer(people)
    _becomes_a_customer(people, sam)
    hands.forward(days=1)
    assert digests.compose_due(still_seen) == 1
    told = Outbox.get((Outbox.event == "digest") & (Outbox.recipient == sam)).text
    assert "Alice Andersson wrote" in told
    assert "internal note" not in told
    assert not [item for item in DigestItem.select() if item.event == "note"]
