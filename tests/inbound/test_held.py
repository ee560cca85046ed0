"""What engineers do with mail that waits for them: once, with their name on it, and nothing that a sender may not."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest

from portal.db.tables import BlockedSender, Draft, Entry, Outbox, Person, RawMail, ReceivedMail, Ticket
from portal.errors import NotAllowed, NotFound, Rejected
from portal.inbound import handling
from portal.inbound.engineers import held, queries
from portal.inbound.engineers.rows import ReceivedRow
from portal.inbound.receiving import hold
from portal.notify.addresses import message_id
from portal.policy import Actor
from portal.tickets.queries import files_of, timeline
from portal.vocabulary import EntryKind, OutboxState, ReceivedState, Source, Trust, Verdict, Visibility
from tests.factories import LONG_AGO, People, make_person, make_ticket
from tests.inbound.raw import CHECKED, come_in, letter

pytestmark = [pytest.mark.once, pytest.mark.settings(inbound=CHECKED)]

HELD, DONE, IGNORED = ReceivedState.HELD, ReceivedState.DONE, ReceivedState.IGNORED
ACTS: dict[str, Callable[[Actor, int], object]] = {
    "accept": held.accept,
    "attach": lambda actor, number: held.attach(actor, number, "SC-1001"),
    "make_draft": held.make_draft,
    "replay": held.replay,
    "put_away": held.put_away,
    "block": held.block,
}


def unproven(sender: str, text: str = "The volume is stuck.", **headers: str) -> int:
    """The number of a mail that is held because nothing proves its sender."""
    row = come_in(letter(sender, text, proven=False, **headers))
    assert row.state is HELD, row.reason
    return int(row.id)


def messages(ticket_id: int) -> list[Entry]:
    """What was written on the ticket, publicly or not."""
    kinds = [EntryKind.MESSAGE, EntryKind.NOTE]
    return list(Entry.select().where((Entry.ticket == ticket_id) & Entry.kind.in_(kinds)).order_by(Entry.id))


def test_a_mail_goes_its_way_from_its_bytes_to_a_ticket(people: People) -> None:
    row = come_in(letter("Dave Miller <dave@initech.example>"))
    assert (row.verdict, row.trust, row.sender, row.sender_name) == (
        Verdict.TICKET,
        Trust.VERIFIED,
        "dave@initech.example",
        "Dave Miller",
    )
    assert Ticket.get_by_id(row.ticket_id).subject == "Volume stuck"


def test_bytes_that_are_no_mail_are_held_as_they_are(people: People) -> None:
    """R-08."""
    row = come_in(b"\x00\xff\xfe no mail at all")
    assert (row.state, row.verdict) == (HELD, Verdict.UNREADABLE)
    assert row.reason
    assert queries.raw(people.sam, row.id) == b"\x00\xff\xfe no mail at all"


def test_an_accepted_mail_of_the_free_plan_is_a_ticket_of_its_sender(people: People) -> None:
    number = unproven(people.dave.address)
    row = held.accept(people.sam, number)
    assert (row.state, row.verdict, row.trust, row.settled_by) == (DONE, Verdict.TICKET, Trust.ACCEPTED, "Sam Holm")
    ticket = Ticket.get_by_id(row.ticket_id)
    assert ticket.requester_id == people.dave.person_id
    assert ticket.source is Source.EMAIL
    opened = timeline(people.dave, ticket.id)[0]
    assert (opened.data["trust"], opened.data["accepted_by"]) == (Trust.ACCEPTED, "Sam Holm")


def test_an_accepted_mail_of_a_paid_plan_is_a_draft_and_its_sender_hears_of_it(people: People) -> None:
    number = unproven(people.alice.address)
    Outbox.delete().execute()
    assert held.accept(people.sam, number).verdict is Verdict.DRAFT
    assert Draft.get().author_id == people.alice.person_id
    assert [mail.event for mail in Outbox.select()] == ["use_the_portal"]


def test_each_draft_that_an_engineer_makes_is_told_to_its_owner(people: People) -> None:
    """M-12: once a day is enough only for what the portal does by itself."""
    come_in(letter(people.alice.address, "The first one."))
    held.make_draft(people.sam, unproven(people.alice.address, "Another one.", Subject="Quota"))
    told = Outbox.select().where((Outbox.event == "use_the_portal") & (Outbox.state == OutboxState.QUEUED))
    assert told.count() == 2


def test_an_accepted_answer_is_a_comment_of_its_sender(people: People) -> None:
    ticket = make_ticket(people.alice)
    answered = message_id(ticket.id, 1, people.alice.person_id, "message")
    row = held.accept(people.sam, unproven(people.alice.address, "It is back.", In_Reply_To=answered))
    assert (row.verdict, row.reference) == (Verdict.COMMENT, ticket.reference)
    (entry,) = messages(ticket.id)
    assert (entry.actor_id, entry.body, entry.by_engineer) == (people.alice.person_id, "It is back.", False)


def test_accepting_gives_no_right_that_the_sender_has_not(people: People) -> None:
    ticket = make_ticket(people.alice)
    answered = message_id(ticket.id, 1, people.alice.person_id, "message")
    number = unproven(people.bob.address, "Let me in.", In_Reply_To=answered)
    with pytest.raises(Rejected, match="Attach it"):
        held.accept(people.sam, number)
    assert messages(ticket.id) == []
    assert queries.one(people.sam, number).state is HELD


@pytest.mark.parametrize(
    ("sender", "mend"),
    [
        ("stranger@nowhere.example", "Attach it to a ticket, block the sender, or put it away"),
        ("sam@support.example", "writes on the ticket's page"),
        ("lena@acme.example", "Attach it to a ticket"),
    ],
)
def test_who_cannot_be_taken_for_the_sender_is_told_with_what_to_do(sender: str, mend: str, people: People) -> None:
    make_person("Lena Left", "lena@acme.example", deactivated_at=LONG_AGO)
    number = unproven(sender)
    with pytest.raises(Rejected, match=mend):
        held.accept(people.sam, number)
    assert queries.one(people.sam, number).state is HELD


def test_too_many_tickets_are_few_enough_for_an_engineer(people: People) -> None:
    numbers = [come_in(letter(people.dave.address, f"Matter {number}")).id for number in range(11)]
    assert queries.one(people.sam, numbers[-1]).verdict is Verdict.TOO_MANY
    assert held.accept(people.sam, numbers[-1]).verdict is Verdict.TICKET


def test_a_mail_that_only_looks_automatic_can_be_accepted(people: People) -> None:
    row = come_in(letter(people.dave.address, Auto_Submitted="auto-generated"))
    assert row.verdict is Verdict.AUTOMATIC
    assert held.accept(people.sam, row.id).verdict is Verdict.TICKET
    assert Outbox.select().where(Outbox.address == people.dave.address).count() == 0


def test_each_act_is_for_engineers_alone(people: People) -> None:
    make_ticket(people.alice)
    number = unproven(people.alice.address)
    for act, name in product(ACTS, ("alice", "dave")):
        with pytest.raises(NotAllowed):
            ACTS[act](people[name], number)
    assert queries.one(people.sam, number).state is HELD


@pytest.mark.parametrize("act", ["accept", "attach", "make_draft", "put_away", "block"])
def test_each_act_made_twice_is_made_once(act: str, people: People) -> None:
    """UX-21."""
    ticket = make_ticket(people.alice)
    number = unproven(people.alice.address)
    first = ACTS[act](people.sam, number)
    mails = Outbox.select().count()
    assert ACTS[act](people.olga, number) == first
    assert isinstance(first, ReceivedRow)
    assert first.settled_by == "Sam Holm"
    assert "Sam Holm" in f"{first.reason} {first.proof}"
    assert (Outbox.select().count(), len(messages(ticket.id))) == (mails, act == "attach")
    assert Draft.select().count() == (act in {"accept", "make_draft"})


def test_what_is_done_stays_done(people: People) -> None:
    make_ticket(people.alice)
    done = come_in(letter(people.dave.address))
    before = (Ticket.select().count(), Entry.select().count(), Draft.select().count())
    for act in ACTS.values():
        act(people.sam, done.id)
    assert queries.one(people.sam, done.id).verdict is Verdict.TICKET
    assert (Ticket.select().count(), Entry.select().count(), Draft.select().count()) == before


def test_of_a_mail_that_is_not_there_nothing_is_made(people: People) -> None:
    for act in ACTS.values():
        with pytest.raises(NotFound):
            act(people.sam, 4711)


def test_a_mail_is_attached_as_its_senders_words_where_they_may_write(people: People) -> None:
    ticket = make_ticket(people.alice, visibility=Visibility.SHARED)
    row = held.attach(people.sam, unproven(people.bob.address, "Same here."), ticket.reference)
    (entry,) = messages(ticket.id)
    assert (entry.kind, entry.actor_id, entry.body) == (EntryKind.MESSAGE, people.bob.person_id, "Same here.")
    assert (row.verdict, row.reference, row.entry_id) == (Verdict.COMMENT, ticket.reference, entry.id)


@pytest.mark.parametrize("sender", ["stranger@nowhere.example", "bob@acme.example", "olga@support.example"])
def test_else_a_mail_is_quoted_in_a_note_that_only_engineers_see(sender: str, people: People) -> None:
    """S-05."""
    ticket = make_ticket(people.alice)
    Outbox.delete().execute()
    number = unproven(sender, "I know the cause.", Subject="About zebras")
    Outbox.delete().execute()
    row = held.attach(people.sam, number, ticket.reference)
    (entry,) = messages(ticket.id)
    assert (entry.kind, entry.actor_id) == (EntryKind.NOTE, people.sam.person_id)
    assert all(part in entry.body for part in (sender, "About zebras", "I know the cause."))
    assert row.verdict is Verdict.NOTE
    assert Outbox.select().count() == 0
    assert [entry.kind for entry in timeline(people.alice, ticket.id)] == [EntryKind.OPENED]


def test_a_mail_that_cannot_be_read_is_attached_as_a_file(people: People) -> None:
    ticket = make_ticket(people.alice)
    number = come_in(b"\x00 no mail").id
    held.attach(people.sam, number, ticket.reference)
    assert [file.name for file in files_of(people.sam, ticket.id)] == ["mail.eml"]
    assert files_of(people.alice, ticket.id) == ()
    with pytest.raises(Rejected, match="Attach it"):
        held.accept(people.sam, come_in(b"\x00 no mail either").id)


def test_attaching_to_a_ticket_that_is_not_there_leaves_the_mail_held(people: People) -> None:
    number = unproven(people.alice.address)
    with pytest.raises(NotFound):
        held.attach(people.sam, number, "SC-4711")
    assert queries.one(people.sam, number).state is HELD


def test_only_who_has_drafts_gets_one(people: People) -> None:
    for sender in (people.dave.address, people.sam.address, "stranger@nowhere.example"):
        with pytest.raises(Rejected, match="paid plan"):
            held.make_draft(people.olga, unproven(sender))
    assert Draft.select().count() == 0


def test_who_is_blocked_is_blocked_until_an_engineer_takes_that_back(people: People) -> None:
    number = unproven("spam@nowhere.example")
    row = held.block(people.sam, number)
    assert (row.state, row.verdict) == (IGNORED, Verdict.BLOCKED)
    assert [blocked.address for blocked in queries.blocked(people.sam)] == ["spam@nowhere.example"]
    assert come_in(letter("spam@nowhere.example", "Again.")).verdict is Verdict.BLOCKED
    held.unblock(people.sam, "Spam@Nowhere.example")
    held.unblock(people.sam, "spam@nowhere.example")
    assert BlockedSender.select().count() == 0
    assert come_in(letter("spam@nowhere.example", "Once more.")).verdict is Verdict.UNKNOWN_SENDER


def test_one_of_us_is_not_blocked(people: People) -> None:
    with pytest.raises(Rejected, match="one of us"):
        held.block(people.sam, unproven(people.olga.address))
    assert BlockedSender.select().count() == 0


def test_only_engineers_unblock(people: People) -> None:
    with pytest.raises(NotAllowed):
        held.unblock(people.alice, "spam@nowhere.example")


def test_a_replayed_mail_is_judged_as_everything_stands_now(people: People) -> None:
    """R-08: here its sender has got an account meanwhile."""
    number = come_in(letter("nina@nowhere.example")).id
    assert queries.one(people.sam, number).verdict is Verdict.UNKNOWN_SENDER
    assert held.replay(people.sam, number).verdict is Verdict.UNKNOWN_SENDER
    assert Outbox.select().count() == 1
    make_person("Nina New", "nina@nowhere.example")
    row = held.replay(people.sam, number)
    assert (row.verdict, row.settled_by) == (Verdict.TICKET, "Sam Holm")


def test_a_mail_that_fails_again_is_still_there(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    """R-08."""
    number = unproven(people.dave.address)

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(handling, "arrival_of", broken)
    with pytest.raises(Rejected, match="failed again"):
        held.replay(people.sam, number)
    assert queries.one(people.sam, number).state is HELD


def test_of_bytes_that_were_thrown_away_nothing_is_made(people: People) -> None:
    number = unproven(people.dave.address)
    RawMail.delete().execute()
    for act in ("accept", "make_draft", "replay"):
        with pytest.raises(Rejected, match="thrown away"):
            ACTS[act](people.sam, number)
    assert held.put_away(people.sam, number).verdict is Verdict.PUT_AWAY


def test_of_a_mail_whose_headers_alone_were_kept_nothing_is_made(people: People) -> None:
    """M-14: it would be an empty one, and what its sender wrote would be lost."""
    ticket = make_ticket(people.dave)
    headers = letter(people.dave.address).partition(b"\n\n")[0]
    number = hold(headers, way="imap://box", size=50_000_000, reason="It lies in the mailbox, as 7/42.")
    for act in ("accept", "attach", "make_draft", "replay"):
        with pytest.raises(Rejected, match=r"Only the headers .* It lies in the mailbox, as 7/42\."):
            ACTS[act](people.sam, number)
    assert (Ticket.select().count(), len(messages(ticket.id))) == (1, 0)
    assert queries.one(people.sam, number).state is HELD
    assert held.put_away(people.sam, number).verdict is Verdict.PUT_AWAY


def test_what_was_put_away_can_be_taken_up_again(people: People) -> None:
    number = unproven(people.dave.address)
    held.put_away(people.sam, number)
    assert held.accept(people.olga, number).verdict is Verdict.TICKET


def test_an_engineer_who_goes_leaves_the_mail_as_it_was_settled(people: People) -> None:
    number = unproven(people.dave.address)
    held.put_away(people.sam, number)
    Person.update(deactivated_at=LONG_AGO).where(Person.id == people.sam.person_id).execute()
    assert queries.one(people.olga, number).settled_by == "Sam Holm"
    assert ReceivedMail.get_by_id(number).settled_at is not None
