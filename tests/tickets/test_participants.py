"""Adding somebody to one ticket, and ending it."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest

from portal import clock
from portal.accounts.operations import deactivate_person
from portal.db.tables import Follow, Membership, Outbox, Participant
from portal.errors import NotAllowed, NotFound, Rejected
from portal.tickets import files, operations, participants, sharing
from portal.tickets.history import history
from portal.tickets.queries import get_row, get_visible, may_see_ticket, timeline
from portal.tickets.rows import HistoryFilter, TicketRow
from portal.vocabulary import EntryKind, Following, Status, Visibility
from portal.worker import may_still_see
from tests.factories import People, make_person, make_ticket
from tests.tickets.outgoing import forget, mailed

pytestmark = pytest.mark.once


@pytest.fixture
def ticket(people: People) -> TicketRow:
    """A private one of Alice's."""
    made = make_ticket(people.alice)
    forget()
    return made


def add(people: People, ticket: TicketRow, name: str = "carol") -> str:
    return participants.add_participant(people.alice, ticket.reference, people.numbers[name])


def test_a_participant_sees_a_private_ticket_writes_on_it_and_is_told(people: People, ticket: TicketRow) -> None:
    assert add(people, ticket) == "Carol Weber"
    assert mailed("participant_added") == {"Carol"}
    operations.reply(people.carol, ticket.reference, "I can help.")
    assert mailed("message") == {"Alice"}
    forget()
    operations.reply(people.sam, ticket.reference, "We look into it.")
    assert mailed("message") == {"Alice", "Carol"}
    assert not may_see_ticket(people.bob, ticket.id)


def test_it_stands_in_their_lists_and_its_files_open(people: People, ticket: TicketRow) -> None:
    sent = files.store(people.alice, BytesIO(b"log"), "nova.log", ticket=ticket.id)
    operations.reply(people.alice, ticket.reference, "See the log", files=(sent.id,))
    for whose in ("shared", "all"):
        wanted = HistoryFilter(whose, state="all")
        assert history(people.carol, wanted).rows == ()
        add(people, ticket)
        assert [row.id for row in history(people.carol, wanted).rows] == [ticket.id]
        assert [row.id for row in history(people.carol, wanted._replace(text="volume")).rows] == [ticket.id]
        files.open_visible(people.carol, sent.id).stream.close()
        participants.remove_participant(people.alice, ticket.reference, people.numbers["carol"])
    with pytest.raises(NotFound):
        files.open_visible(people.carol, sent.id)


def test_who_adds_is_asked_by_nobody_twice(people: People, ticket: TicketRow) -> None:
    """UX-21."""
    assert add(people, ticket) == add(people, ticket)
    added = [entry.data for entry in timeline(people.alice, ticket.id) if entry.kind is EntryKind.PARTICIPANT_ADDED]
    assert added == [{"person_id": people.numbers["carol"], "person": "Carol Weber"}]
    for _ in range(2):
        participants.remove_participant(people.alice, ticket.reference, people.numbers["carol"])
    kinds = [entry.kind for entry in timeline(people.alice, ticket.id)]
    assert kinds == [EntryKind.OPENED, EntryKind.PARTICIPANT_ADDED, EntryKind.PARTICIPANT_REMOVED]


def test_the_requester_hears_whom_an_engineer_added(people: People, ticket: TicketRow) -> None:
    participants.add_participant(people.sam, ticket.reference, people.numbers["bob"])
    assert mailed("participant_added") == {"Alice", "Bob"}


def test_only_members_of_its_organisation_can_be_added(people: People, ticket: TicketRow) -> None:
    """S-01."""
    left = make_person("Leo Left", "leo@acme.example")
    Membership.create(person=left, organisation=people.organisations["acme"])
    deactivate_person(None, left)
    for number in (*(people.numbers[name] for name in ("alice", "dave", "erin", "sam")), left, 999_999):
        with pytest.raises(Rejected, match="Choose somebody at Acme AB"):
            participants.add_participant(people.alice, ticket.reference, number)
    assert [name for _, name in participants.addable_to(ticket)] == ["Bob Berg", "Carol Weber"]
    assert Participant.select().count() == 0
    assert mailed() == set()


def test_only_the_requester_and_engineers_add_and_remove(people: People, ticket: TicketRow) -> None:
    add(people, ticket)
    for operation in (participants.add_participant, participants.remove_participant):
        with pytest.raises(NotAllowed):
            operation(people.carol, ticket.reference, people.numbers["bob"])
        with pytest.raises(NotFound):
            operation(people.bob, ticket.reference, people.numbers["carol"])


def test_what_is_always_private_or_in_no_organisation_has_none(people: People) -> None:
    for ticket, actor in (
        (make_ticket(people.alice, always_private=True), people.alice),
        (make_ticket(people.erin), people.erin),
    ):
        for somebody in (actor, people.sam):
            with pytest.raises(NotAllowed):
                participants.add_participant(somebody, ticket.reference, people.numbers["bob"])


def test_there_is_a_most(people: People, ticket: TicketRow) -> None:
    for number in range(participants.MOST + 1):
        person = make_person(f"Member {number}", f"member{number}@acme.example")
        Membership.create(person=person, organisation=people.organisations["acme"])
        if number < participants.MOST:
            Participant.create(ticket=ticket.id, person=person, created_at=clock.now())
    with pytest.raises(Rejected, match="Share the ticket instead"):
        participants.add_participant(people.alice, ticket.reference, person)


def test_being_removed_ends_sight_following_and_queued_mail_at_once(people: People, ticket: TicketRow) -> None:
    """M-15."""
    add(people, ticket)
    operations.follow(people.carol, ticket.reference, Following.FOLLOW)
    operations.reply(people.sam, ticket.reference, "A secret word.")
    assert may_still_see(people.numbers["carol"], ticket.id)
    forget()
    participants.remove_participant(people.alice, ticket.reference, people.numbers["carol"])
    with pytest.raises(NotFound):
        get_visible(people.carol, ticket.reference)
    assert not may_still_see(people.numbers["carol"], ticket.id)
    assert Follow.select().count() == 0
    assert mailed("made_private") == {"Carol"}
    assert ticket.subject not in _last_mail(), "that mail tells nothing of the ticket"
    forget()
    operations.reply(people.sam, ticket.reference, "Another one.")
    assert mailed() == {"Alice"}


def _last_mail() -> str:
    mail = Outbox.select().order_by(Outbox.id.desc()).first()
    return f"{mail.subject} {mail.text} {mail.html} {mail.headers}"


def test_a_participant_leaves_and_hears_nothing_more_of_it(people: People, ticket: TicketRow) -> None:
    add(people, ticket)
    forget()
    participants.remove_participant(people.carol, ticket.reference, people.numbers["carol"])
    assert not may_see_ticket(people.carol, ticket.id)
    assert mailed() == set()


def test_on_a_shared_ticket_who_is_removed_goes_on_seeing_it(people: People) -> None:
    ticket = make_ticket(people.alice, visibility=Visibility.SHARED)
    add(people, ticket)
    operations.follow(people.carol, ticket.reference, Following.MUTE)
    forget()
    participants.remove_participant(people.alice, ticket.reference, people.numbers["carol"])
    assert may_see_ticket(people.carol, ticket.id)
    assert Follow.select().count() == 1
    assert mailed() == set()


def test_making_it_private_keeps_its_participants(people: People, ticket: TicketRow) -> None:
    """UX-11."""
    sharing.set_visibility(people.alice, ticket.reference, Visibility.SHARED)
    add(people, ticket)
    lost = sharing.set_visibility(people.alice, ticket.reference, Visibility.PRIVATE)
    assert [reader.name for reader in lost] == ["Bob Berg"]
    assert may_see_ticket(people.carol, ticket.id)
    gained = sharing.set_visibility(people.alice, ticket.reference, Visibility.SHARED)
    assert [reader.name for reader in gained] == ["Bob Berg"]


def test_who_joined_later_sees_the_one_old_ticket_that_they_were_added_to(people: People, ticket: TicketRow) -> None:
    later = clock.now() + timedelta(days=1)
    Membership.update(sees_from=later).where(Membership.person == people.numbers["carol"]).execute()
    other = make_ticket(people.alice, visibility=Visibility.SHARED)
    add(people, ticket)
    assert may_see_ticket(people.carol, ticket.id)
    assert not may_see_ticket(people.carol, other.id)


def test_leaving_the_organisation_ends_it_too(people: People, ticket: TicketRow) -> None:
    """OPS-30."""
    add(people, ticket)
    Membership.delete().where(
        (Membership.person == people.numbers["carol"]) & (Membership.organisation == people.organisations["acme"])
    ).execute()
    assert not may_see_ticket(people.carol, ticket.id)
    with pytest.raises(Rejected):
        add(people, ticket)


def test_a_finished_ticket_can_be_shown_to_somebody_too(people: People, ticket: TicketRow) -> None:
    closed = make_ticket(people.alice, status=Status.CLOSED)
    add(people, closed)
    assert get_row(closed.id).participants == {people.numbers["carol"]}
