"""Which ticket a mail belongs to, in the order of what can be forged least."""

from __future__ import annotations

import pytest

from portal.db.tables import Outbox
from portal.inbound.judging.matching import Match, Way, match
from portal.notify.addresses import message_id, reply_address
from portal.tickets import operations
from portal.tickets.rows import TicketRow
from portal.vocabulary import Verdict
from tests.factories import People, make_ticket
from tests.inbound.arrivals import UNPROVEN, VERIFIED, answer_of, decided, done, mail_of
from tests.support.mails import queue

pytestmark = pytest.mark.once


@pytest.fixture
def row(people: People) -> TicketRow:
    """Alice's ticket, which only she sees."""
    return make_ticket(people.alice)


def found_for(people: People, name: str, **facts: object) -> Match | None:
    """What a mail of this person with these headers belongs to."""
    recipients = facts.pop("recipients", ())
    return match(mail_of(people.address(name), **facts), recipients, people[name])  # type: ignore[arg-type]


def test_the_signed_address_says_the_ticket_and_its_recipient(people: People, row: TicketRow) -> None:
    """M-02."""
    found = found_for(people, "alice", recipients=("x@y.example", reply_address(row.id, people.alice.person_id)))
    assert found == Match(row.id, Way.ADDRESS, people.alice.person_id)


def test_the_signed_address_counts_before_any_message_id(people: People, row: TicketRow) -> None:
    other = make_ticket(people.alice)
    to, answered = reply_address(row.id, 7), message_id(other.id, 1, 7, "message")
    found = found_for(people, "alice", recipients=(to,), in_reply_to=(answered,))
    assert found is not None
    assert found.ticket_id == row.id


def test_ones_own_signed_address_counts_before_a_colleagues(people: People, row: TicketRow) -> None:
    other = make_ticket(people.bob)
    both = (reply_address(other.id, people.bob.person_id), reply_address(row.id, people.alice.person_id))
    found = found_for(people, "alice", recipients=both)
    assert found == Match(row.id, Way.ADDRESS, people.alice.person_id)


@pytest.mark.parametrize("where", ["in_reply_to", "references"])
def test_a_signed_message_id_says_the_ticket(where: str, people: People, row: TicketRow) -> None:
    found = found_for(people, "alice", **{where: (message_id(row.id, 3, 7, "message"),)})
    assert found == Match(row.id, Way.MESSAGE_ID, 7)


def test_references_are_read_from_the_right(people: People, row: TicketRow) -> None:
    other = make_ticket(people.alice)
    ids = (message_id(other.id, 1, 7, "message"), "<x@y.example>", message_id(row.id, 2, 7, "message"))
    found = found_for(people, "alice", references=ids)
    assert found is not None
    assert found.ticket_id == row.id


def test_the_answer_to_ones_own_first_mail_finds_its_ticket(people: People) -> None:
    first = done(mail_of(people.dave.address, message_id="<first@initech.example>"), proof=VERIFIED)
    second = mail_of(people.dave.address, "And another thing.", in_reply_to=("<first@initech.example>",))
    decision = decided(second, proof=VERIFIED)
    assert decision.verdict is Verdict.COMMENT
    assert decision.ticket_id == first.ticket_id


def test_a_mail_that_we_sent_is_known_by_what_was_stored_of_it(people: People, row: TicketRow) -> None:
    """Its signature was made with a key that has been given up since."""
    queue(ticket_id=row.id, message_id="<t1.1.1.message.oldsignature@support.example>")
    found = found_for(people, "alice", in_reply_to=("<t1.1.1.message.oldsignature@support.example>",))
    assert found == Match(row.id, Way.STORED)


def test_of_tickets_by_stored_ids_one_sees_only_ones_own(people: People) -> None:
    """A mail of somebody else's may carry any Message-ID, also that of a mail which is still to come."""
    done(mail_of(people.dave.address, message_id="<same@mail.example>"), proof=VERIFIED)
    own = make_ticket(people.alice)
    Outbox.delete().execute()
    queue(ticket_id=own.id, message_id="<same@mail.example>")
    found = found_for(people, "alice", in_reply_to=("<same@mail.example>",))
    assert found == Match(own.id, Way.STORED)


@pytest.mark.parametrize(
    "forged",
    [
        {"subject": "Re: [SC-1001] Volume is stuck"},
        {"in_reply_to": ("<t1001.1.1.message.aaaaaaaaaaaaaaaa@support.example>",)},
        {"references": ("<ticket-1001@support.example>",)},
        {"recipients": ("support+1001.1.aaaaaaaaaaaaaaaa@support.example",)},
        {"in_reply_to": ("<unknown@mail.example>",)},
    ],
)
def test_nothing_that_anybody_can_write_leads_to_a_ticket(
    forged: dict[str, object], people: People, row: TicketRow
) -> None:
    """M-02, M-03."""
    assert row.id == 1001
    assert found_for(people, "alice", **forged) is None


def test_the_number_in_a_subject_is_a_hint_for_engineers(people: People, row: TicketRow) -> None:
    """M-02: it makes no comment, also where its sender may write there."""
    stored = done(mail_of(people.alice.address, subject=f"AW: [{row.reference}] Volume"), proof=VERIFIED)
    assert stored.verdict is Verdict.DRAFT
    assert stored.data["hint"] == row.reference


def test_a_signature_for_a_ticket_that_is_gone_matches_nothing(people: People) -> None:
    assert found_for(people, "alice", recipients=(reply_address(4711, people.alice.person_id),)) is None


@pytest.mark.parametrize("sign", ["address", "message_id", "both"])
def test_the_answer_to_a_note_is_a_note(sign: str, people: People, row: TicketRow) -> None:
    """S-05: whatever else the mail carries, it is never public."""
    note = operations.note(people.sam, row.reference, "Looks like the host.")
    by_note = {"in_reply_to": (message_id(row.id, note, people.sam.person_id, "message"),)}
    mail = answer_of(
        people.sam, row, "I agree.", internal=sign != "message_id", **({} if sign == "address" else by_note)
    )
    stored = done(mail)
    assert stored.verdict is Verdict.NOTE


def test_a_customer_who_answers_a_mail_about_a_note_is_held(people: People, row: TicketRow) -> None:
    """S-05: somebody passed it on to them."""
    mail = answer_of(people.alice, row, internal=True)
    assert decided(mail, proof=VERIFIED).verdict is Verdict.NOT_ALLOWED


def test_the_address_of_somebody_else_proves_nobody(people: People, row: TicketRow) -> None:
    """M-02: Bob was sent on Alice's mail about a ticket that he may not see, and answers it."""
    mail = mail_of(people.bob.address, recipients=(reply_address(row.id, people.alice.person_id),))
    assert decided(mail, proof=VERIFIED).verdict is Verdict.NOT_ALLOWED
    shared = make_ticket(people.alice, visibility="shared")
    mail = mail_of(people.bob.address, recipients=(reply_address(shared.id, people.alice.person_id),))
    assert decided(mail, proof=UNPROVEN).verdict is Verdict.UNVERIFIED
    assert decided(mail, proof=VERIFIED).verdict is Verdict.COMMENT


def test_an_engineers_name_and_a_customers_address_make_no_engineer(people: People, row: TicketRow) -> None:
    """M-02: who writes as one of us needs the address that was given to them."""
    mail = mail_of(people.sam.address, recipients=(reply_address(row.id, people.alice.person_id),))
    assert decided(mail, proof=VERIFIED).verdict is Verdict.STAFF
