"""What mails do: comments with their quoted part and files, tickets, drafts, and tickets that go on with others."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest

from portal import clock
from portal.db import transaction
from portal.db.tables import Attachment, Draft, Entry, Follow, Outbox, Participant, ReceivedMail, Ticket, TicketResource
from portal.errors import NotAllowed
from portal.inbound.judging.subjects import as_subject
from portal.inbound.mails import MailFile
from portal.notify.answers import AnswerKind
from portal.policy import Letter
from portal.settings import Limits
from portal.tickets import desk, drafts, files, operations
from portal.tickets.queries import files_of, get_row, timeline
from portal.tickets.rows import EntryRow, TicketRow
from portal.tickets.search import matching
from portal.vocabulary import EntryKind, Kind, Priority, Source, Status, Trust, Verdict, Visibility
from tests.factories import LONG_AGO, People, make_ticket
from tests.inbound.arrivals import LOGO, VERIFIED, answer_of, done, mail_of
from tests.tickets.outgoing import forget, mailed

pytestmark = pytest.mark.once

REPORT = MailFile("report.pdf", b"%PDF figures", "application/pdf")
QUOTED = "It works again.\n\nOn Mon, 23 Nov 2026 at 09:00, Sam Holm via Service Center wrote:\n> May we restart it?\n"


def last(people: People, ticket_id: int) -> EntryRow:
    """What stands last in the timeline, as an engineer sees it."""
    return timeline(people.sam, ticket_id)[-1]


def events(address: str) -> list[str]:
    """What is sent to this address, in order."""
    found = Outbox.select().where((Outbox.address == address) & (Outbox.state == "queued")).order_by(Outbox.id)
    return [mail.event for mail in found]


def test_an_answer_is_a_comment_of_its_sender_with_the_quoted_part_kept_apart(people: People) -> None:
    row = make_ticket(people.alice)
    stored = done(answer_of(people.alice, row, QUOTED))
    entry = last(people, row.id)
    assert (entry.kind, entry.body, entry.source) == (EntryKind.MESSAGE, "It works again.", Source.EMAIL)
    assert entry.actor_id == people.alice.person_id
    assert "> May we restart it?" in entry.data["quoted"]
    assert (entry.data["mail"], entry.data["trust"]) == (stored.id, Trust.TOKEN)
    assert (stored.entry_id, stored.ticket_id, stored.person_id) == (entry.id, row.id, people.alice.person_id)
    assert stored.proof
    assert stored.settled_at is not None


def test_the_answer_to_a_question_ends_the_waiting(people: People) -> None:
    row = make_ticket(people.dave)
    operations.reply(people.sam, row.reference, "May we restart it?", asks=True)
    done(answer_of(people.dave, row, "Yes."))
    assert get_row(row.id).status is Status.IN_PROGRESS


def test_an_engineer_answers_by_mail_as_in_the_portal(people: People) -> None:
    row = make_ticket(people.dave)
    forget()
    done(answer_of(people.sam, row, "We look at it."))
    found = get_row(row.id)
    assert (found.status, found.answered_at is not None) == (Status.IN_PROGRESS, True)
    assert mailed("message") == {"Dave"}


def test_an_internal_answer_of_an_engineer_is_seen_by_no_customer(people: People) -> None:
    """S-05."""
    row = make_ticket(people.dave)
    forget()
    stored = done(answer_of(people.sam, row, "The customer is wrong about zebras.", internal=True, files=(REPORT,)))
    assert last(people, row.id).kind is EntryKind.NOTE
    assert stored.verdict is Verdict.NOTE
    assert mailed() == set()
    assert [file.name for file in files_of(people.sam, row.id)] == ["report.pdf"]
    assert files_of(people.dave, row.id) == ()


def test_an_engineer_whose_mail_does_nothing_is_told_why(people: People) -> None:
    row = make_ticket(people.dave)
    operations.cancel(people.by_mail("dave"), row.reference)
    forget()
    done(answer_of(people.sam, row, "One more thing."))
    mail = Outbox.get()
    assert (mail.event, mail.address) == (AnswerKind.NOT_FROM_HERE, people.sam.address)
    assert "Nobody can write on this ticket any more" in mail.text


def test_files_go_with_the_comment(people: People) -> None:
    row = make_ticket(people.dave)
    done(answer_of(people.dave, row, "See the report.", files=(REPORT,)))
    found = files_of(people.dave, row.id)
    assert [(file.name, file.entry_id) for file in found] == [("report.pdf", last(people, row.id).id)]


def test_an_answer_of_files_alone_is_an_answer(people: People) -> None:
    row = make_ticket(people.dave)
    assert done(answer_of(people.dave, row, "", files=(REPORT,))).verdict is Verdict.COMMENT
    assert last(people, row.id).body == ""


@pytest.mark.settings(limits=Limits(file_bytes=1024, files=2))
def test_files_that_are_refused_are_named_on_the_ticket_and_to_the_sender(people: People) -> None:
    row = make_ticket(people.dave)
    forget()
    large = MailFile("../../large.log", b"x" * 2000, "text/plain")
    many = [MailFile(f"{number}.txt", b"text", "text/plain") for number in range(3)]
    empty = MailFile("empty.txt", b"", "text/plain")
    done(answer_of(people.dave, row, "See these.", files=(large, empty, *many)))
    refused = last(people, row.id).data["refused"]
    assert ["large.log" in refused[0], "empty.txt" in refused[1], "2.txt" in refused[2]] == [True] * 3
    assert [file.name for file in files_of(people.dave, row.id)] == ["0.txt", "1.txt"]
    answer = Outbox.get(Outbox.event == AnswerKind.FILES_REFUSED)
    assert answer.address == people.dave.address
    assert all(name in answer.text for name in ("large.log", "empty.txt", "2.txt"))


@pytest.mark.settings(limits=Limits(file_bytes=1024))
def test_an_answer_of_one_refused_file_still_says_so_on_the_ticket(people: People) -> None:
    row = make_ticket(people.dave)
    large = MailFile("large.log", b"x" * 2000, "text/plain")
    stored = done(answer_of(people.dave, row, "", files=(large,)))
    assert stored.verdict is Verdict.COMMENT
    assert "large.log" in last(people, row.id).data["refused"][0]


def test_what_waits_in_the_box_of_the_portal_takes_no_room_and_is_not_sent(people: People) -> None:
    row = make_ticket(people.alice)
    files.store(people.alice, BytesIO(b"half written"), "draft.txt", ticket=row.id, field="reply")
    done(answer_of(people.alice, row, "Hello.", files=(REPORT,)))
    sent = [file.name for file in files_of(people.sam, row.id)]
    assert sent == ["report.pdf"]
    assert {file.name for file in files_of(people.alice, row.id)} == {"report.pdf", "draft.txt"}


def test_the_logo_under_every_mail_is_kept_once(people: People) -> None:
    row = make_ticket(people.dave)
    for text in ("One.", "Two."):
        done(answer_of(people.dave, row, text, files=(LOGO,)))
    assert [file.name for file in files_of(people.dave, row.id)] == ["logo.png"]
    assert last(people, row.id).data["repeated"] == ["logo.png"]


def test_a_file_that_somebody_attaches_again_is_attached_again(people: People) -> None:
    row = make_ticket(people.dave)
    for text in ("One.", "Two."):
        done(answer_of(people.dave, row, text, files=(REPORT,)))
    assert len(files_of(people.dave, row.id)) == 2


def test_a_text_longer_than_a_comment_is_kept_whole_in_a_file(people: People) -> None:
    row = make_ticket(people.dave)
    text = "\n".join(f"line {number} of the log" for number in range(2000))
    done(answer_of(people.dave, row, text))
    entry = last(people, row.id)
    assert len(entry.body) <= operations.MOST_CHARACTERS
    assert "message.txt" in entry.body
    (file,) = files_of(people.dave, row.id)
    with files.open_visible(people.dave, file.id).stream as stream:
        assert stream.read().decode() == text


def test_the_first_mail_of_the_free_plan_is_a_ticket_with_all_that_it_said(people: People) -> None:
    text = "Hello,\n\nthe volume is stuck.\n\nOn Sunday Bob wrote:\n> restart it\n"
    mail = mail_of(people.dave.address, text, subject="Re: Fwd: Volume stuck", files=(REPORT,))
    stored = done(mail, proof=VERIFIED)
    row = get_row(stored.ticket_id)
    assert (row.subject, row.issue_type, row.kind) == ("Volume stuck", "general_request", Kind.SERVICE_REQUEST)
    assert (row.visibility, row.priority, row.source) == (Visibility.PRIVATE, Priority.P4, Source.EMAIL)
    assert (row.requester_id, row.organisation_id) == (people.dave.person_id, people.organisations["initech"])
    assert (row.status, row.plan, row.answer_due_at) == (Status.NEW, "free", None)
    assert Ticket.get_by_id(row.id).answers[0]["text"] == text.strip()
    assert [file.name for file in files_of(people.dave, row.id)] == ["report.pdf"]
    assert events(people.dave.address) == ["created"]
    assert Draft.select().count() == 0
    assert Ticket.select().where(matching("stuck")).count() == 1


def test_resources_that_a_mail_names_are_found_by_later_tickets_about_them(people: People) -> None:
    uuid = "9b2f4c1e-77d0-4e0b-8a86-3c1f5d2e9a10"
    stored = done(mail_of(people.dave.address, f"It is {uuid.upper()}, since noon."), proof=VERIFIED)
    assert [row.uuid for row in TicketResource.select().where(TicketResource.ticket == stored.ticket_id)] == [uuid]


def test_mail_about_the_ticket_can_be_answered_at_once(people: People) -> None:
    """The whole way round: mail, confirmation, answer to the confirmation."""
    stored = done(mail_of(people.dave.address), proof=VERIFIED)
    confirmation = Outbox.get()
    back = mail_of(people.dave.address, "It is urgent.", recipients=(confirmation.headers["Reply-To"],))
    assert done(back).ticket_id == stored.ticket_id
    assert last(people, stored.ticket_id).body == "It is urgent."


def test_a_paid_plan_gets_a_draft_that_only_its_author_opens(people: People) -> None:
    mail = mail_of(people.alice.address, "Please raise the quota.", subject="[SC-7] Quota", files=(REPORT,))
    stored = done(mail, proof=VERIFIED)
    draft = drafts.get(people.alice, stored.draft)
    assert draft.issue_type == "general_request"
    assert draft.typed == {"subject": ["Quota"], "description": ["Please raise the quota."]}
    assert [row.id for row in drafts.list_of(people.alice)] == [draft.id]
    assert [file.name for file in files.list_of_draft(people.alice, draft.id)] == ["report.pdf"]
    assert Ticket.select().count() == 0
    answer = Outbox.get()
    assert (answer.event, answer.is_answer) == (AnswerKind.USE_THE_PORTAL, True)
    assert f"/servicedesk/drafts/{draft.id}" in answer.text


def test_each_mail_of_a_paid_plan_is_a_draft_but_one_answer_a_day_is_enough(people: People) -> None:
    """M-12."""
    for number in range(3):
        done(mail_of(people.alice.address, subject=f"Matter {number}"), proof=VERIFIED)
    assert len(drafts.list_of(people.alice)) == 3
    assert events(people.alice.address) == [AnswerKind.USE_THE_PORTAL]


@pytest.mark.settings(limits=Limits(file_bytes=1024))
def test_one_answer_tells_of_the_draft_and_of_the_files_that_are_not_with_it(people: People) -> None:
    done(mail_of(people.alice.address), proof=VERIFIED)
    forget()
    large = MailFile("large.log", b"x" * 2000, "text/plain")
    done(mail_of(people.alice.address, subject="Another matter", files=(large, REPORT)), proof=VERIFIED)
    answer = Outbox.get()
    assert answer.event == AnswerKind.USE_THE_PORTAL
    text = " ".join(answer.text.split())
    assert "as a draft, but not all of its files do" in text
    assert "ONE OF YOUR FILES WAS NOT TAKEN large.log" in text
    assert "add it to the draft" in text


def test_mail_gives_nobody_sight_and_changes_no_requester(people: People) -> None:
    """M-04: whoever stands in Cc stays where they are."""
    row = make_ticket(people.alice)
    before = get_row(row.id)
    mail = answer_of(people.alice, row, "Bob should see this.", files=(REPORT,))
    done(replace(mail, recipients=(*mail.recipients, "bob@acme.example"), headers=(("cc", "bob@acme.example"),)))
    assert Participant.select().count() == Follow.select().count() == 0
    after = get_row(row.id)
    assert (after.requester_id, after.visibility, after.participants) == (
        before.requester_id,
        before.visibility,
        before.participants,
    )


def test_control_headers_of_a_mail_control_nothing(people: People) -> None:
    """M-08."""
    headers = (("x-servicecenter-ticket", "1"), ("x-sc-priority", "P1"), ("x-servicecenter-loop", "x"))
    row = get_row(done(mail_of(people.dave.address, headers=headers), proof=VERIFIED).ticket_id)
    assert (row.priority, row.visibility) == (Priority.P4, Visibility.PRIVATE)


def test_offboarding_by_mail_is_words_and_nothing_else(people: People) -> None:
    """M-18."""
    text = "Please offboard bob@acme.example from Acme AB and make me administrator."
    done(mail_of(people.alice.address, text, subject="Offboarding"), proof=VERIFIED)
    assert people.bob.place(people.organisations["acme"]) is not None
    assert drafts.list_of(people.alice)[0].issue_type == "general_request"


@pytest.fixture
def closed(people: People) -> TicketRow:
    """Alice's ticket of Acme, which was assigned to Sam and is closed."""
    row = make_ticket(people.alice, visibility=Visibility.SHARED)
    desk.assign(people.olga, row.reference, people.sam.person_id)
    operations.resolve(people.sam, row.reference, "Replaced the host.")
    operations.confirm_solved(people.alice, row.reference)
    forget()
    return get_row(row.id)


def test_an_answer_soon_after_closing_opens_the_ticket_again_with_the_same_engineer(
    people: People, closed: TicketRow
) -> None:
    stored = done(answer_of(people.alice, closed, "It is back."))
    row = get_row(closed.id)
    assert stored.verdict is Verdict.COMMENT
    assert (row.status, row.engineer_id) == (Status.IN_PROGRESS, people.sam.person_id)
    assert (row.finished_at, row.resolved_at) == (None, None)
    assert [entry.kind for entry in timeline(people.alice, closed.id)][-2:] == [
        EntryKind.MESSAGE,
        EntryKind.STATUS_CHANGED,
    ]
    assert "Sam" in mailed("reopened")


def test_an_answer_long_after_closing_begins_another_ticket_that_says_so(people: People, closed: TicketRow) -> None:
    with clock.at(clock.now() + timedelta(days=8)):
        stored = done(answer_of(people.alice, closed, QUOTED, files=(REPORT,)))
    row = get_row(stored.ticket_id)
    assert stored.verdict is Verdict.FOLLOW_UP
    assert get_row(closed.id).status is Status.CLOSED
    assert (row.follows_id, row.organisation_id, row.visibility) == (
        closed.id,
        closed.organisation_id,
        Visibility.PRIVATE,
    )
    assert (row.subject, row.priority, row.plan) == (closed.subject, Priority.P4, "standard")
    assert row.answer_due_at is not None
    opened, linked = timeline(people.alice, row.id)
    assert "> May we restart it?" in opened.data["quoted"]
    assert (linked.kind, linked.data["follows"]) == (EntryKind.LINKED, closed.reference)
    before = last(people, closed.id)
    assert (before.kind, before.data["followed_by"]) == (EntryKind.LINKED, row.reference)
    confirmation = Outbox.get(Outbox.address == people.alice.address)
    assert closed.reference in confirmation.text
    assert row.reference in confirmation.subject
    assert [file.name for file in files_of(people.alice, row.id)] == ["report.pdf"]


def test_a_colleague_does_not_open_a_closed_ticket_but_begins_one_of_their_own(
    people: People, closed: TicketRow
) -> None:
    stored = done(answer_of(people.bob, closed, "It is back."))
    assert stored.verdict is Verdict.FOLLOW_UP
    assert get_row(closed.id).status is Status.CLOSED
    assert get_row(stored.ticket_id).requester_id == people.bob.person_id


@pytest.mark.settings(inbound={"reopen_days": 0})
def test_an_operator_may_have_every_late_answer_begin_another_ticket(people: People) -> None:
    row = make_ticket(people.dave, status=Status.CLOSED, finished_at=LONG_AGO)
    assert done(answer_of(people.dave, row)).verdict is Verdict.FOLLOW_UP


def test_a_machine_gets_no_confirmation_of_the_ticket_that_it_raised(people: People) -> None:
    """M-11."""
    stored = done(mail_of(people.dave.address), proof=VERIFIED, marker="It was passed on by a list.")
    assert stored.verdict is Verdict.TICKET
    assert Outbox.select().count() == 0


def test_the_mail_that_made_somebody_act_is_known_of_each_mail_that_it_caused(people: People) -> None:
    stored = done(mail_of(people.dave.address), proof=VERIFIED)
    assert Outbox.get().caused_by == stored.id


def test_nobody_acts_as_one_of_us_through_a_draft_by_mail(people: People) -> None:
    sam = replace(people.sam, letter=Letter(1, Trust.VERIFIED))
    for actor in (sam, people.alice):
        with pytest.raises(NotAllowed):
            drafts.of_mail(actor, "x" * 43, "general_request", {})


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Re: AW: Sv: Volume", "Volume"),
        ("[SC-1042] Volume", "Volume"),
        ("Re: [SC-1042] Fwd: Volume", "Volume"),
        ("Re[2]: Volume", "Volume"),
        ("Firmware: update", "Firmware: update"),
        ("Region: sto2", "Region: sto2"),
        ("", "Mail of 23 November"),
        ("Re: ", "Mail of 23 November"),
        ("Volume\r\nBcc: everybody@acme.example", "Volume Bcc: everybody@acme.example"),
        ("y" * 200, "y" * 147 + "..."),
    ],
)
def test_a_subject_is_one_line_without_what_mail_programs_add(written: str, kept: str, people: People) -> None:
    """M-07."""
    assert as_subject(written, datetime(2026, 11, 23, 9, tzinfo=UTC)) == kept


def test_files_of_a_mail_that_fails_leave_no_row(people: People) -> None:
    """R-04."""
    row = make_ticket(people.dave)
    with transaction() as failing:
        done(answer_of(people.dave, row, files=(REPORT,)))
        failing.rollback()
    assert Attachment.select().count() == Entry.select().where(Entry.kind == EntryKind.MESSAGE).count() == 0
    assert ReceivedMail.select().count() == 0
