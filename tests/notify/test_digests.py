"""The daily digest: what it gathers, when it leaves, and what it no longer tells."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from portal.accounts.operations import deactivate_person
from portal.db import transaction
from portal.db.tables import DigestItem, Outbox, Person
from portal.notify import choices, digests, outbox
from portal.notify.choices import Choice, Wish
from portal.notify.daily import EVENT, Happened, Item, Sight, mail
from portal.notify.delivery import deliver_due
from portal.notify.outbox import MailRow
from portal.settings import Settings
from portal.tickets import desk, operations, sharing
from portal.tickets.rows import TicketRow
from portal.vocabulary import Following, MailPreference, OutboxState, Status, Visibility
from portal.worker import may_still_see, still_seen
from tests.factories import People
from tests.support.letters import ALICE, BOB, letter
from tests.support.mails import Hands

MakeTicket = Callable[..., TicketRow]
STOCKHOLM = ZoneInfo("Europe/Stockholm")


# ---------- The hour


@pytest.mark.parametrize(
    ("zone", "now", "expected"),
    [
        ("Europe/Stockholm", "2026-11-23T09:46", "2026-11-23T06:00"),
        ("Europe/Stockholm", "2026-11-23T06:00", "2026-11-23T06:00"),
        ("Europe/Stockholm", "2026-11-23T05:59", "2026-11-22T06:00"),
        ("America/New_York", "2026-11-23T09:46", "2026-11-22T12:00"),
        ("Asia/Tokyo", "2026-11-23T09:46", "2026-11-22T22:00"),
        # The clocks go forward in the night before, and back.
        ("Europe/Stockholm", "2026-03-29T05:00", "2026-03-29T05:00"),
        ("Europe/Stockholm", "2026-10-25T05:59", "2026-10-24T05:00"),
        ("Europe/Stockholm", "2026-10-25T06:00", "2026-10-25T06:00"),
    ],
)
def test_the_hour_of_the_digest_is_that_of_the_readers_own_clock(zone: str, now: str, expected: str) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    assert digests.latest(time(7), ZoneInfo(zone), moment) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize("hour", [time(2, 30), time(2), time(3), time(0), time(23, 59)])
def test_an_hour_that_there_is_twice_or_not_at_all_comes_once_a_day(hour: time) -> None:
    first = datetime(2026, 3, 1, tzinfo=UTC)
    moments = {digests.latest(hour, STOCKHOLM, first + timedelta(minutes=10 * n)) for n in range(6 * 24 * 270)}
    days = sorted(moment.astimezone(STOCKHOLM).date() for moment in moments)
    assert len(days) == len(set(days))
    assert (days[-1] - days[0]).days + 1 == len(days)
    assert date(2026, 3, 29) in days
    assert date(2026, 10, 25) in days


# ---------- What it says

NOON = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)


def digest(*sights: Sight, headlines: tuple[str, ...] = ("Sam Holm wrote on SC-1042",)) -> outbox.NewMail:
    numbers = [sight.letter.ticket_id for sight in sights]
    items = [
        Item(at, number, "message", words, NOON + timedelta(hours=at))
        for number in numbers
        for at, words in enumerate(headlines)
    ]
    return mail(sights, items)


@pytest.mark.usefixtures("settings")
def test_the_digest_tells_ticket_by_ticket_what_happened_and_whose_turn_it_is() -> None:
    other = letter(ticket_id=1043, reference="SC-1043", subject="Second", status=Status.WAITING_FOR_CUSTOMER)
    found = digest(Sight(ALICE, letter(), None), Sight(ALICE, other, None))
    assert found.about == (1042, 1043)
    assert found.ticket_id is None
    assert found.subject == "News on 2 tickets"
    for text in (found.text, found.html):
        assert text.index("SC-1042") < text.index("Volume stuck") < text.index("SC-1043") < text.index("Second")
    assert "http://localhost/servicedesk/tickets/SC-1043" in found.text
    words = " ".join(found.text.split())
    assert "It is our turn: you need not do anything now." in words
    assert "It is your turn: we go on as soon as you have answered." in words


@pytest.mark.usefixtures("settings")
def test_what_happened_again_is_told_once_with_its_last_moment() -> None:
    found = digest(Sight(BOB, letter(), None), headlines=("Sam wrote", "Sam wrote", "Anna took it", "Sam wrote"))
    assert "Sam wrote, 2 times (Mon 23 Nov, 13:00 CET)" in found.text
    assert found.text.count("Sam wrote") == 2
    assert Happened("Anna took it", 1, "Mon 23 Nov, 14:00 CET").moment in found.text


@pytest.mark.usefixtures("settings")
def test_each_ticket_of_the_digest_is_answered_to_its_own_address() -> None:
    """M-02: an answer finds its ticket by the address; a finished ticket has none."""
    found = digest(Sight(BOB, letter(), None), Sight(BOB, letter(ticket_id=7, status=Status.CLOSED), None))
    assert "Answer by mail: support+1042.2." in found.text
    assert "support+7.2." not in found.text
    assert "Reply-To" not in found.headers
    assert "mailto:support+1042.2." in found.html


@pytest.mark.usefixtures("settings")
def test_the_requester_of_a_resolved_ticket_can_answer_from_the_digest() -> None:
    resolved = letter(status=Status.RESOLVED)
    links = choices.Solution(1042, ALICE.person_id, 77)
    mine = digest(Sight(ALICE, resolved, 77))
    assert links.solved_link in mine.text
    assert links.not_solved_link in mine.html
    for other in (digest(Sight(BOB, resolved, 77)), digest(Sight(ALICE, letter(status=Status.IN_PROGRESS), 77))):
        assert "/mail/solved/" not in other.text + other.html


@pytest.mark.usefixtures("settings")
def test_one_press_in_the_mail_program_turns_the_digest_into_as_little_as_possible() -> None:
    """M-17."""
    found = digest(Sight(BOB, letter(), None))
    less = Choice(Wish.LESS, BOB.person_id)
    assert found.headers["List-Unsubscribe"] == f"<{less.link}>"
    assert found.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert found.headers["Auto-Submitted"] == "auto-generated"


# ---------- From what happens to the mail


def prefer(people: People, name: str, preference: MailPreference, **more: object) -> None:
    Person.update(mail_preference=preference, **more).where(Person.id == people.numbers[name]).execute()


def digests_of(address: str) -> list[MailRow]:
    return [row for row in reversed(outbox.newest(1000)) if row.event == EVENT and row.address == address]


def headlines() -> list[str]:
    return [headline for (headline,) in DigestItem.select(DigestItem.headline).order_by(DigestItem.id).tuples()]


@pytest.fixture
def bobs(people: People, hands: Hands, make_ticket: MakeTicket) -> TicketRow:
    """A ticket of Alice's that Bob hears of once a day; nothing has happened on it since it was raised."""
    prefer(people, "bob", MailPreference.DIGEST)
    ticket = make_ticket(people.alice, subject="Payroll server", visibility=Visibility.SHARED)
    assert digests.compose_due(still_seen) == 0
    return ticket


@pytest.mark.once
def test_who_chose_the_digest_hears_of_everything_in_one_mail_a_day(
    people: People, bobs: TicketRow, hands: Hands
) -> None:
    operations.reply(people.sam, bobs.reference, f"**We look** at <it>.\n\nThe secret of the reply. {'More. ' * 50}")
    assert [row.event for row in outbox.newest(100) if row.address == "bob@acme.example"] == []
    wrote = f"Sam Holm wrote on {bobs.reference}: “We look at <it>.”"
    assert headlines() == [f"Alice Andersson raised {bobs.reference}", wrote]
    hands.forward(hours=20, minutes=13)
    assert digests.compose_due(still_seen) == 0  # 6:59 in Stockholm
    hands.forward(minutes=1)
    assert digests.compose_due(still_seen) == 1
    assert digests.compose_due(still_seen) == 0
    (found,) = digests_of("bob@acme.example")
    assert found.about == [bobs.id]
    assert found.subject == f"News on one ticket: [{bobs.reference}] Payroll server"
    assert wrote in " ".join(found.text.split())
    assert "We look at &lt;it&gt;." in found.html
    assert "The secret of the reply" not in found.text + found.html


@pytest.mark.once
def test_the_digest_comes_by_the_clock_of_its_reader(people: People, bobs: TicketRow, hands: Hands) -> None:
    Person.update(time_zone="America/New_York").where(Person.id == people.numbers["bob"]).execute()
    hands.forward(hours=2, minutes=13)
    assert digests.compose_due(still_seen) == 0
    hands.forward(minutes=2)
    assert digests.compose_due(still_seen) == 1
    (found,) = digests_of("bob@acme.example")
    assert "Mon 23 Nov, 04:46 EST" in found.text


@pytest.mark.once
def test_what_happens_after_the_digest_waits_for_the_next_day(people: People, bobs: TicketRow, hands: Hands) -> None:
    hands.forward(days=1)
    assert digests.compose_due(still_seen) == 1
    operations.reply(people.sam, bobs.reference, "More")
    hands.forward(hours=12)
    assert digests.compose_due(still_seen) == 0
    hands.forward(hours=12)
    assert digests.compose_due(still_seen) == 1
    assert len(digests_of("bob@acme.example")) == 2


@pytest.mark.once
def test_what_was_told_is_forgotten_once_the_mail_has_left(people: People, bobs: TicketRow, hands: Hands) -> None:
    hands.forward(days=1)
    digests.compose_due(still_seen)
    assert len(headlines()) == 1
    (found,) = outbox.claim(10, 60)[-1:]
    assert found.event == EVENT
    assert outbox.sent(found)
    digests.compose_due(still_seen)
    assert headlines() == []


@pytest.mark.once
def test_a_ticket_that_was_made_private_meanwhile_is_not_told_of(
    people: People, bobs: TicketRow, hands: Hands, make_ticket: MakeTicket
) -> None:
    """M-15, asked as the digest is composed."""
    kept = make_ticket(people.alice, subject="Still shared", visibility=Visibility.SHARED)
    sharing.set_visibility(people.alice, bobs.reference, Visibility.PRIVATE)
    hands.forward(days=1)
    assert digests.compose_due(still_seen) == 1
    (found,) = digests_of("bob@acme.example")
    assert found.about == [kept.id]
    assert "Payroll" not in found.text + found.html + found.subject
    assert bobs.reference not in found.text + found.html


@pytest.mark.once
def test_a_dropped_digest_is_gathered_again_without_what_is_out_of_sight(
    people: People, bobs: TicketRow, hands: Hands, make_ticket: MakeTicket
) -> None:
    """M-15, asked as the digest leaves: the rest of it still arrives on that day."""
    kept = make_ticket(people.alice, subject="Still shared", visibility=Visibility.SHARED)
    hands.forward(days=1)
    digests.compose_due(still_seen)
    sharing.set_visibility(people.alice, bobs.reference, Visibility.PRIVATE)
    (first,) = [row for row in outbox.claim(10, 60) if row.event == EVENT]
    with transaction():
        outbox.drop(first, "out of sight")
        assert digests.regather(first) == 2
    assert digests.compose_due(still_seen) == 1
    dropped, second = digests_of("bob@acme.example")
    assert (dropped.state, second.state) == (OutboxState.DROPPED, OutboxState.QUEUED)
    assert second.about == [kept.id]
    assert "Payroll" not in second.text
    assert digests.compose_due(still_seen) == 0


@pytest.mark.once
def test_the_worker_drops_a_digest_that_tells_too_much_and_sends_the_rest(
    people: People, bobs: TicketRow, hands: Hands, make_ticket: MakeTicket, settings: Settings
) -> None:
    """M-15, from the item to the file that left."""
    make_ticket(people.alice, subject="Still shared", visibility=Visibility.SHARED)
    hands.forward(days=1)
    digests.compose_due(still_seen)
    sharing.set_visibility(people.alice, bobs.reference, Visibility.PRIVATE)
    for _ in range(2):
        while deliver_due(may_still_see):
            pass
        digests.compose_due(still_seen)
    assert [row.state for row in digests_of("bob@acme.example")] == [OutboxState.DROPPED, OutboxState.SENT]
    assert headlines() == []
    left = [path.read_text() for path in (settings.instance / "mail").iterdir()]
    (mine,) = [text for text in left if "To: bob@acme.example" in text and "daily mail" in text]
    assert "Still shared" in mine
    assert "Payroll" not in mine


@pytest.mark.once
def test_nothing_is_gathered_for_who_was_deactivated(people: People, bobs: TicketRow, hands: Hands) -> None:
    deactivate_person(None, people.numbers["bob"])
    hands.forward(days=1)
    assert digests.compose_due(still_seen) == 0
    assert headlines() == []


@pytest.mark.once
def test_who_muted_the_ticket_meanwhile_reads_nothing_of_it(people: People, bobs: TicketRow, hands: Hands) -> None:
    operations.follow(people.bob, bobs.reference, Following.MUTE)
    hands.forward(days=1)
    assert digests.compose_due(still_seen) == 0
    assert headlines() == []


@pytest.mark.once
def test_as_little_mail_as_possible_is_one_mail_a_day_about_ones_own_tickets(
    people: People, hands: Hands, make_ticket: MakeTicket
) -> None:
    prefer(people, "alice", MailPreference.NONE)
    prefer(people, "bob", MailPreference.NONE)
    ticket = make_ticket(people.alice, visibility=Visibility.SHARED)
    operations.reply(people.sam, ticket.reference, "We look at it")
    operations.reply(people.sam, ticket.reference, "Which host?", asks=True)
    at_once = [
        (row.address, row.event) for row in reversed(outbox.newest(100)) if row.address != "carol@globex.example"
    ]
    assert at_once == [("alice@acme.example", "created"), ("alice@acme.example", "question")]
    hands.forward(days=1)
    assert digests.compose_due(still_seen) == 1
    (found,) = digests_of("alice@acme.example")
    assert "Sam Holm wrote on" in found.text


@pytest.mark.once
def test_ones_own_muted_ticket_comes_once_a_day(people: People, hands: Hands, make_ticket: MakeTicket) -> None:
    ticket = make_ticket(people.alice)
    operations.follow(people.alice, ticket.reference, Following.MUTE)
    operations.reply(people.sam, ticket.reference, "word " * 50)
    assert [row.event for row in outbox.newest(100)] == ["created"]
    (told,) = headlines()
    assert told.startswith(f"Sam Holm wrote on {ticket.reference}: “word word")
    assert told.endswith("word…”")
    assert len(told) < 160


@pytest.mark.once
def test_of_a_note_the_digest_tells_no_words(people: People, bobs: TicketRow, hands: Hands) -> None:
    prefer(people, "sam", MailPreference.DIGEST)
    desk.assign(people.olga, bobs.reference, people.numbers["sam"])
    operations.note(people.olga, bobs.reference, "About zebras")
    assert f"Olga Nilsson wrote an internal note on {bobs.reference}" in headlines()


@pytest.mark.once
def test_a_digest_that_cannot_be_composed_does_not_hold_up_the_others(
    people: People, bobs: TicketRow, hands: Hands, caplog: pytest.LogCaptureFixture
) -> None:
    prefer(people, "carol", MailPreference.DIGEST)
    operations.reply(people.sam, bobs.reference, "For both")
    hands.forward(days=1)

    def look(person_id: int, ticket_ids: object) -> tuple[Sight, ...]:
        if person_id == people.numbers["bob"]:
            raise RuntimeError("broken")
        return still_seen(person_id, ticket_ids)  # type: ignore[arg-type]

    assert digests.compose_due(look) == 1
    assert len(digests_of("carol@globex.example")) == 1
    assert "could not be composed" in caplog.text
    assert digests.compose_due(still_seen) == 1


@pytest.mark.once
def test_a_digest_that_broke_off_is_composed_whole_later(people: People, bobs: TicketRow, hands: Hands) -> None:
    """What kills the process between mail and items leaves neither."""
    hands.forward(days=1)

    class Killed(BaseException):
        """The process ends here."""

    def look(person_id: int, ticket_ids: object) -> tuple[Sight, ...]:
        seen = still_seen(person_id, ticket_ids)  # type: ignore[arg-type]
        outbox.enqueue(mail(seen, [Item(1, bobs.id, "message", "x", NOON)]))
        raise Killed

    with pytest.raises(Killed):
        digests.compose_due(look)
    assert digests_of("bob@acme.example") == []
    assert digests.compose_due(still_seen) == 1


def test_two_workers_at_once_make_one_digest(people: People, bobs: TicketRow, hands: Hands, settings: Settings) -> None:
    """On either database: who comes second waits, and finds it made."""
    import threading

    from portal import db

    hands.forward(days=1)
    together = threading.Barrier(2)
    made: list[int] = []

    def look(person_id: int, ticket_ids: object) -> tuple[Sight, ...]:
        return still_seen(person_id, ticket_ids)  # type: ignore[arg-type]

    def work() -> None:
        with db.connection():
            together.wait()
            made.append(digests.compose_due(look))

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(made) == [0, 1]
    assert len(digests_of("bob@acme.example")) == 1
    assert Outbox.select().where(Outbox.event == EVENT).count() == 1
