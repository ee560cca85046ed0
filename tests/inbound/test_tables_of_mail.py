"""What a mail may do, line by line as it was decided: each row of the tables is a row here (M-01 to M-04, M-06)."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from portal.db.tables import Address, BlockedSender, Draft, Entry, Outbox, Ticket
from portal.notify.addresses import message_id, reply_address
from portal.notify.answers import AnswerKind
from portal.tickets import desk
from portal.tickets.rows import TicketRow
from portal.vocabulary import EntryKind, ReceivedState, Status, Trust, Verdict, Visibility
from tests import factories
from tests.factories import LONG_AGO, People
from tests.inbound.arrivals import UNPROVEN, VERIFIED, Proof, decided, done, mail_of

pytestmark = pytest.mark.once

STRANGER = "stranger@nowhere.example"


class Line(NamedTuple):
    """A sender's new mail, whether its bytes prove them, and what happens."""

    sender: str
    proof: Proof
    verdict: Verdict
    state: ReceivedState
    answers: tuple[str, ...] = ()


HELD, DONE = ReceivedState.HELD, ReceivedState.DONE
NEUTRAL, USE_THE_PORTAL = (AnswerKind.HELD,), (AnswerKind.USE_THE_PORTAL,)

# "Plan", for mail that matches no ticket.
NEW_MAIL = [
    Line("dave", VERIFIED, Verdict.TICKET, DONE, ("created",)),
    Line("alice", VERIFIED, Verdict.DRAFT, DONE, USE_THE_PORTAL),
    Line("erin", VERIFIED, Verdict.DRAFT, DONE, USE_THE_PORTAL),
    Line("dave", UNPROVEN, Verdict.UNVERIFIED, HELD, NEUTRAL),
    Line("alice", UNPROVEN, Verdict.UNVERIFIED, HELD, NEUTRAL),
    Line("unknown", VERIFIED, Verdict.UNKNOWN_SENDER, HELD, NEUTRAL),
    Line("unknown", UNPROVEN, Verdict.UNKNOWN_SENDER, HELD, NEUTRAL),
    Line("unverified", VERIFIED, Verdict.UNKNOWN_SENDER, HELD, NEUTRAL),
    Line("blocked", VERIFIED, Verdict.BLOCKED, HELD),
    Line("left", VERIFIED, Verdict.LEFT, HELD, NEUTRAL),
    Line("sam", VERIFIED, Verdict.STAFF, HELD, (AnswerKind.NOT_FROM_HERE,)),
    Line("sam", UNPROVEN, Verdict.STAFF, HELD),
]


@pytest.fixture
def senders(people: People) -> dict[str, str]:
    """The address of each kind of sender."""
    known = {name: people.address(name) for name in people}
    factories.make_person("Lena Left", "lena@acme.example", deactivated_at=LONG_AGO)
    factories.make_person("Uma Unverified", "uma@acme.example")
    Address.update(verified_at=None).where(Address.address == "uma@acme.example").execute()
    BlockedSender.create(address="spam@nowhere.example", created_at=LONG_AGO)
    others = {"left": "lena@acme.example", "unverified": "uma@acme.example", "blocked": "spam@nowhere.example"}
    return known | others | {"unknown": STRANGER}


@pytest.mark.parametrize("line", NEW_MAIL, ids=lambda line: f"{line.sender}-{line.proof.trust}")
def test_what_becomes_of_new_mail(line: Line, senders: dict[str, str]) -> None:
    row = done(mail_of(senders[line.sender]), proof=line.proof)
    assert (row.verdict, row.state) == (line.verdict, line.state)
    assert row.reason
    assert tuple(mail.event for mail in Outbox.select().order_by(Outbox.id)) == line.answers
    assert Ticket.select().count() == (line.verdict is Verdict.TICKET)
    assert Draft.select().count() == (line.verdict is Verdict.DRAFT)


@pytest.mark.settings(inbound={"allow_unverified": True})
@pytest.mark.parametrize(("sender", "verdict"), [("dave", Verdict.TICKET), ("alice", Verdict.UNVERIFIED)])
def test_an_operator_may_take_the_free_plan_at_its_word(sender: str, verdict: Verdict, people: People) -> None:
    assert decided(mail_of(people.address(sender)), proof=UNPROVEN).verdict is verdict


class Rights(NamedTuple):
    """Who answers which ticket, and what comes of it: with their own signed address, with proof alone, with nothing."""

    sender: str
    ticket: str
    token: Verdict
    verified: Verdict
    nothing: Verdict


COMMENT, NOT_THEIRS, UNPROVEN_, STAFF = Verdict.COMMENT, Verdict.NOT_ALLOWED, Verdict.UNVERIFIED, Verdict.STAFF
UNKNOWN, LEFT = Verdict.UNKNOWN_SENDER, Verdict.LEFT

# "Reply", for mail that matches a ticket: every kind of sender and ticket, under each proof.
REPLIES = [
    Rights("alice", "shared", COMMENT, COMMENT, UNPROVEN_),
    Rights("alice", "private", COMMENT, COMMENT, UNPROVEN_),
    Rights("bob", "shared", COMMENT, COMMENT, UNPROVEN_),
    Rights("bob", "private", NOT_THEIRS, NOT_THEIRS, NOT_THEIRS),
    Rights("dave", "shared", NOT_THEIRS, NOT_THEIRS, NOT_THEIRS),
    Rights("dave", "private", NOT_THEIRS, NOT_THEIRS, NOT_THEIRS),
    Rights("dave", "own", COMMENT, COMMENT, UNPROVEN_),
    Rights("erin", "shared", NOT_THEIRS, NOT_THEIRS, NOT_THEIRS),
    Rights("sam", "shared", COMMENT, STAFF, STAFF),
    Rights("sam", "private", COMMENT, STAFF, STAFF),
    Rights("unknown", "shared", UNKNOWN, UNKNOWN, UNKNOWN),
    Rights("left", "shared", LEFT, LEFT, LEFT),
]


@pytest.fixture
def tickets(people: People) -> dict[str, TicketRow]:
    """A ticket of Alice's that Acme sees, one that only she sees, and one of Dave's."""
    return {
        "shared": factories.make_ticket(people.alice, visibility=Visibility.SHARED),
        "private": factories.make_ticket(people.alice),
        "own": factories.make_ticket(people.dave),
    }


@pytest.mark.parametrize("line", REPLIES, ids=lambda line: f"{line.sender}-{line.ticket}")
def test_who_writes_on_which_ticket_by_mail(
    line: Rights, senders: dict[str, str], tickets: dict[str, TicketRow]
) -> None:
    """M-02, M-04: the signed address proves its own recipient, and nothing lets in who may not write there."""
    row, address = tickets[line.ticket], senders[line.sender]
    owner = Address.select(Address.person).where(Address.address == address).tuples().first()
    person_id = owner[0] if owner else 99_999
    to_them = {"recipients": (reply_address(row.id, person_id),)}
    to_support = {"in_reply_to": (message_id(row.id, 1, person_id, "message"),)}
    comments = 0
    for headers, proof, expected in (
        (to_them, UNPROVEN, line.token),
        (to_support, VERIFIED, line.verified),
        (to_support, UNPROVEN, line.nothing),
    ):
        assert done(mail_of(address, "Any news?", **headers), proof=proof).verdict is expected
        comments += expected is COMMENT
        written = Entry.select().where((Entry.ticket == row.id) & (Entry.kind == EntryKind.MESSAGE)).count()
        assert written == comments


# What a customer's answer does to the status, by the status that the ticket is in.
AFTER = [
    (Status.NEW, Verdict.COMMENT, Status.NEW),
    (Status.WAITING_FOR_APPROVAL, Verdict.COMMENT, Status.WAITING_FOR_APPROVAL),
    (Status.IN_PROGRESS, Verdict.COMMENT, Status.IN_PROGRESS),
    (Status.WAITING_FOR_CUSTOMER, Verdict.COMMENT, Status.IN_PROGRESS),
    (Status.WAITING_FOR_THIRD_PARTY, Verdict.COMMENT, Status.WAITING_FOR_THIRD_PARTY),
    (Status.RESOLVED, Verdict.COMMENT, Status.RESOLVED),
    (Status.CANCELLED, Verdict.FOLLOW_UP, Status.CANCELLED),
    (Status.DECLINED, Verdict.FOLLOW_UP, Status.DECLINED),
]


@pytest.mark.parametrize(("before", "verdict", "after"), AFTER)
def test_what_an_answer_does_to_the_status(before: Status, verdict: Verdict, after: Status, people: People) -> None:
    row = factories.make_ticket(people.alice, status=before)
    stored = done(mail_of(people.alice.address, recipients=(reply_address(row.id, people.alice.person_id),)))
    assert stored.verdict is verdict
    assert Ticket.get_by_id(row.id).status is after
    assert (Ticket.get_by_id(row.id).after_resolve_at is not None) == (before is Status.RESOLVED)


def test_the_trust_of_each_answer_is_kept_with_it(people: People) -> None:
    """M-01."""
    row = factories.make_ticket(people.alice)
    done(mail_of(people.alice.address, "One.", recipients=(reply_address(row.id, people.alice.person_id),)))
    done(mail_of(people.alice.address, "Two.", in_reply_to=(message_id(row.id, 1, 1, "message"),)), proof=VERIFIED)
    found = Entry.select().where((Entry.ticket == row.id) & (Entry.kind == EntryKind.MESSAGE)).order_by(Entry.id)
    assert [(entry.body, entry.data["trust"]) for entry in found] == [("One.", Trust.TOKEN), ("Two.", Trust.VERIFIED)]


def test_an_engineer_is_told_of_the_answer_to_a_ticket_of_theirs(people: People) -> None:
    row = factories.make_ticket(people.dave)
    desk.assign(people.olga, row.reference, people.sam.person_id)
    Outbox.delete().execute()
    done(mail_of(people.dave.address, recipients=(reply_address(row.id, people.dave.person_id),)))
    assert {mail.address for mail in Outbox.select()} == {people.sam.address}
