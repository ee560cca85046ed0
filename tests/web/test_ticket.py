"""The page of one ticket: what it says to whom."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from urllib.parse import unquote

import pytest

from portal import clock
from portal.db.tables import Membership, Person, Ticket
from portal.notify.addresses import reply_address
from portal.states import Move
from portal.tickets import desk, files, operations, sharing
from portal.tickets.rows import NOTE, Answer, TicketRow
from portal.vocabulary import Following, Level, Priority, Status, Visibility
from tests.factories import People, make_person, make_ticket
from tests.support.browser import Browser
from tests.support.mails import Hands
from tests.support.pages import ShownPage
from tests.support.statements import statements

Browse = Callable[..., Browser]
UUID = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
ANSWERS = (
    Answer("service", "Affected service", "choice", "Block storage"),
    Answer("resources", "Affected resources", "uuids", UUID),
    *(Answer(f"more-{number}", f"Question {number}", "text", f"Answer {number}") for number in range(5)),
    Answer("empty", "What changed?", "paragraph", ""),
)


@pytest.fixture
def ticket(people: People) -> TicketRow:
    """Alice's P2 with eight answers, shared with Acme."""
    return make_ticket(people.alice, subject="Volume stuck", visibility=Visibility.SHARED, answers=ANSWERS,
                       priority=Priority.P2, urgency=Level.HIGH, impact=Level.MEDIUM)  # fmt: skip


def path(ticket: TicketRow) -> str:
    return f"/servicedesk/tickets/{ticket.reference}"


def without_token(source: str) -> str:
    """The page without what is new each second."""
    return re.sub(r'name="csrf_token" value="[^"]+"', "", source)


def test_the_requester_reads_how_it_stands_and_by_when(browser: Browse, people: People, ticket: TicketRow) -> None:
    """OPS-03, OPS-11."""
    page = browser(people.alice).visit(path(ticket))
    assert page.h1 == "Volume stuck"
    assert page.title.startswith("SC-1001 Volume stuck")
    assert "We have received it" in page.text_of("turn")
    assert "First answer by" in page.text_of("turn")
    facts = page.text_of("facts")
    for fact in ("New", "P2", "High urgency, medium impact", "None yet", "Alice Andersson", "Acme AB"):
        assert fact in facts


def test_it_says_who_can_see_it(browser: Browse, people: People, ticket: TicketRow) -> None:
    """JSM-3."""
    operations.follow(people.carol, ticket.reference, Following.MUTE)
    who = browser(people.alice).visit(path(ticket)).text_of("who")
    assert "3 people at Acme AB, and our engineers." in who
    assert "Alice Andersson you" in who.replace("Anderssonyou", "Andersson you")
    assert "Bob Berg" in who
    assert "muted" in who
    assert "Bob and Carol would no longer see it" in who


def test_of_many_only_some_are_named_and_all_are_counted(browser: Browse, people: People, ticket: TicketRow) -> None:
    for number in range(6):
        person = make_person(f"Member {number}", f"member{number}@acme.example")
        Membership.create(person=person, organisation=people.organisations["acme"])
    who = browser(people.alice).visit(path(ticket)).text_of("who")
    assert "9 people at Acme AB" in who
    assert "and 4 more" in who


def test_a_private_ticket_says_that_only_you_see_it(browser: Browse, people: People) -> None:
    page = browser(people.alice).visit(path(make_ticket(people.alice)))
    assert "Only you, and our engineers." in page.text_of("who")
    assert "Share with Acme AB" in page.buttons


@pytest.mark.parametrize("written", ["sc-1001", "1001", "0001001", "Sc-1001"])
def test_a_ticket_has_one_address(written: str, browser: Browse, people: People, ticket: TicketRow) -> None:
    answer = browser(people.alice).get(f"/servicedesk/tickets/{written}")
    assert answer.status_code in {302, 303}
    assert answer.location.endswith("/servicedesk/tickets/SC-1001")


@pytest.mark.parametrize("written", ["SC-999999999", "SC-", "XY-1001", "new", "SC-1001x", "SC-99999999999999999999"])
def test_what_is_no_ticket_is_not_found(written: str, browser: Browse, people: People, ticket: TicketRow) -> None:
    browser(people.alice).visit(f"/servicedesk/tickets/{written}", status=404)


def test_a_ticket_of_others_reads_like_one_that_is_not_there(browser: Browse, people: People) -> None:
    """S-02."""
    ticket = make_ticket(people.alice)
    for name in ("bob", "carol", "dave", "erin"):
        somebody = browser(people[name])
        for suffix in ("", "/timeline?after=0", "/visibility", "/cancel", "/decline"):
            hidden = somebody.get(path(ticket) + suffix)
            missing = somebody.get(f"/servicedesk/tickets/SC-9999{suffix}")
            assert hidden.status_code == missing.status_code == 404
            assert without_token(hidden.text) == without_token(missing.text)


def test_the_answers_are_all_there_the_first_few_at_once(browser: Browse, people: People, ticket: TicketRow) -> None:
    page = browser(people.alice).visit(path(ticket))
    assert "8 answers" in page.main
    assert "Show all 8 answers" in page.main
    for answer in ANSWERS:
        assert answer.label in page.main
        assert (answer.text or "Not provided") in page.main


def test_a_resource_leads_to_the_other_tickets_about_it(browser: Browse, people: People, ticket: TicketRow) -> None:
    somebody = browser(people.alice)
    found = somebody.visit(somebody.visit(path(ticket)).links[UUID])
    assert "Volume stuck" in found.main


def test_the_timeline_tells_what_happened_in_order(browser: Browse, people: People, ticket: TicketRow) -> None:
    desk.assign(people.sam, ticket.reference, people.numbers["sam"])
    operations.reply(people.sam, ticket.reference, "I see the **volume**.")
    operations.reply(people.by_mail("bob"), ticket.reference, "The agent is stopped.")
    operations.reply(people.sam, ticket.reference, "May we detach it?", asks=True)
    text = browser(people.alice).visit(path(ticket)).text_of("timeline")
    told = (
        "Alice Andersson created the ticket as P2, shared with Acme AB", "Sam Holm took the ticket",
        "First answer", "I see the volume.", "by e-mail", "The agent is stopped.", "Question for you",
        "May we detach it?", "Now waiting for you",
    )  # fmt: skip
    places = [text.index(one) for one in told]
    assert places == sorted(places)


def test_a_question_leads_to_its_words(browser: Browse, people: People, ticket: TicketRow) -> None:
    entry = operations.reply(people.sam, ticket.reference, "Which disk?", asks=True)
    page = browser(people.alice).visit(path(ticket))
    assert "We need an answer from you" in page.text_of("turn")
    assert page.links["Go to the question"].endswith(f"#entry-{entry}")
    assert "Within 4 h of your answer" in page.text_of("facts")
    assert "Waiting for Alice Andersson" in browser(people.bob).visit(path(ticket)).text_of("turn")


def test_what_is_said_beside_a_question_is_not_the_question(browser: Browse, people: People, ticket: TicketRow) -> None:
    entry = operations.reply(people.sam, ticket.reference, "Which disk?", asks=True)
    operations.reply(people.sam, ticket.reference, "The host is fine, by the way.")
    page = browser(people.alice).visit(path(ticket))
    assert page.links["Go to the question"].endswith(f"#entry-{entry}")
    assert page.text_of("timeline").count("Question for you") == 1


def test_waiting_without_a_question_leads_nowhere(browser: Browse, people: People, ticket: TicketRow) -> None:
    operations.reply(people.sam, ticket.reference, "Is it down?", asks=True)
    operations.reply(people.alice, ticket.reference, "No.")
    desk.set_status(people.sam, ticket.reference, Move.ASK, "Tell us when you are back.")
    page = browser(people.alice).visit(path(ticket))
    assert "We need an answer from you" in page.text_of("turn")
    assert "Go to the question" not in page.links
    assert "Tell us when you are back." in page.text_of("timeline")


def test_a_long_timeline_folds_in_the_middle_and_loses_nothing(
    browser: Browse, people: People, ticket: TicketRow
) -> None:
    for number in range(24):
        operations.reply(people.alice, ticket.reference, f"Message {number}.")
    page = browser(people.alice).visit(path(ticket))
    assert "Show 10 more messages and events" in page.main
    assert all(f"Message {number}." in page.main for number in range(24))
    short = make_ticket(people.alice)
    assert "more messages" not in browser(people.alice).visit(path(short)).main


def test_every_move_and_its_reason_is_told(browser: Browse, people: People, ticket: TicketRow) -> None:
    desk.set_status(people.sam, ticket.reference, Move.WAIT, "The disk maker looks at it.")
    desk.set_priority(people.sam, ticket.reference, Priority.P3, "It can wait.")
    desk.assign(people.sam, ticket.reference, people.numbers["olga"])
    desk.assign(people.olga, ticket.reference, None)
    operations.resolve(people.sam, ticket.reference, "New disk.")
    operations.reopen(people.alice, ticket.reference, "Not yet.")
    text = browser(people.alice).visit(path(ticket)).text_of("timeline")
    for told in (
        "Sam Holm waits for a supplier", "The disk maker looks at it.", "changed the priority from P2 to P3",
        "It can wait.", "gave the ticket to Olga Nilsson", "put the ticket back", "resolved the ticket", "New disk.",
        "Alice Andersson reopened the ticket", "Not yet.",
    ):  # fmt: skip
        assert told in text


def test_an_internal_note_is_for_engineers_only_on_every_page(
    browser: Browse, people: People, ticket: TicketRow
) -> None:
    """S-05."""
    operations.note(people.sam, ticket.reference, "Their zebra was never paid for.")
    assert "zebra" in browser(people.olga).visit(path(ticket)).main
    for name in ("alice", "bob", "carol"):
        somebody = browser(people[name])
        addresses = (
            path(ticket),
            "/servicedesk",
            "/servicedesk/tickets?whose=shared",
            "/servicedesk/tickets?text=zebra",
        )
        for address in addresses:
            assert "zebra" not in somebody.visit(address).main
        answer = somebody.partial(f"{path(ticket)}/timeline?after=1")
        assert (answer.status_code, answer.text) == (204, "")


def test_the_file_of_a_note_is_named_to_engineers_only(browser: Browse, people: People, ticket: TicketRow) -> None:
    """S-05."""
    file = files.store(people.sam, BytesIO(b"x"), "zebra.log", ticket=ticket.id, field=NOTE)
    operations.note(people.sam, ticket.reference, "See the log.", files=(file.id,))
    assert "zebra.log" in browser(people.olga).visit(path(ticket)).main
    assert "zebra.log" not in browser(people.alice).visit(path(ticket)).main


def test_what_people_write_is_never_markup(browser: Browse, people: People, ticket: TicketRow) -> None:
    """HX-04."""
    operations.reply(people.bob, ticket.reference, '<img src=x onerror=alert(1)><b hx-get="/">x</b> [a](javascript:1)')
    source = browser(people.alice).visit(path(ticket)).source
    assert "<img src=x" not in source
    assert "<b hx-get" not in source
    assert 'href="javascript' not in source


def test_a_page_that_is_open_gets_what_is_new_and_nothing_else(
    browser: Browse, people: People, ticket: TicketRow
) -> None:
    somebody = browser(people.alice)
    news = somebody.visit(path(ticket)).find("news").get("hx-get")
    assert news is not None
    assert somebody.partial(news).status_code == 204
    operations.reply(people.sam, ticket.reference, "Hello Alice.", asks=True)
    answer = somebody.partial(news)
    assert answer.status_code == 200
    assert "Hello Alice." in answer.text
    assert "created the ticket" not in answer.text
    assert "New message from Sam Holm" in answer.text
    assert "We need an answer from you" in answer.text
    assert "<html" not in answer.text
    assert "<textarea" not in answer.text, "a half-written reply is left alone"
    newest = answer.text.split("timeline?after=")[1].split('"')[0]
    assert somebody.partial(f"{path(ticket)}/timeline?after={newest}").status_code == 204


def test_a_question_that_was_answered_no_longer_asks_on_a_page_that_is_open(
    browser: Browse, people: People, ticket: TicketRow
) -> None:
    operations.reply(people.sam, ticket.reference, "May we restart it?", asks=True)
    page = browser(people.alice).visit(path(ticket))
    asked = page.having("li", class_="timeline-message by-engineer")[-1].get("id", "")
    assert "Question for you" in page.text_of(asked)
    news = page.find("news").get("hx-get", "")
    operations.reply(people.alice, ticket.reference, "Yes.")
    parts = browser(people.alice).partial(news).text.split("<hx-partial ")
    swapped = [part for part in parts if part.startswith(f'hx-target="#{asked}"')]
    assert len(swapped) == 1
    assert "May we restart it?" in swapped[0]
    assert "Question for you" not in swapped[0]


def test_who_no_longer_sees_the_ticket_gets_no_news(browser: Browse, people: People, ticket: TicketRow) -> None:
    somebody = browser(people.bob)
    assert somebody.partial(f"{path(ticket)}/timeline?after=0").status_code == 200
    sharing.set_visibility(people.alice, ticket.reference, Visibility.PRIVATE)
    assert somebody.partial(f"{path(ticket)}/timeline?after=0").status_code == 404


@pytest.mark.parametrize("after", ["", "x", "-1", "1e3", "9" * 30, "²"])
def test_news_after_no_entry_are_not_found(after: str, browser: Browse, people: People, ticket: TicketRow) -> None:
    assert browser(people.alice).partial(f"{path(ticket)}/timeline?after={after}").status_code == 404


def test_the_address_of_the_news_without_scripts_is_the_ticket(
    browser: Browse, people: People, ticket: TicketRow
) -> None:
    assert browser(people.alice).visit(f"{path(ticket)}/timeline?after=0").h1 == "Volume stuck"


def test_a_target_that_was_missed_is_said_plainly(
    browser: Browse, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands = Hands()
    monkeypatch.setattr(clock, "now", hands.now)
    ticket = make_ticket(people.alice, priority=Priority.P2)
    somebody = browser(people.alice)
    assert "First answer by 12:46 CET today." in somebody.visit(path(ticket)).text_of("turn")
    hands.forward(hours=3)
    assert "First answer was promised by 12:46 CET today: we are late." in somebody.visit(path(ticket)).text_of("turn")
    operations.reply(people.sam, ticket.reference, "Sorry.")
    assert "Next update by 17:46 CET today." in somebody.visit(path(ticket)).text_of("turn")


def test_the_turn_of_a_finished_ticket_is_nobodys(browser: Browse, people: People) -> None:
    ticket = make_ticket(people.alice, status=Status.CLOSED)
    page = browser(people.alice).visit(path(ticket))
    assert "Finished" in page.text_of("turn")
    assert "nothing can be added" in page.text_of("reply")
    assert not {"Reply", "Resolve", "Reopen", "Cancel request"} & {*page.buttons, *page.links}


def test_an_engineer_writes_notes_on_a_finished_ticket_and_nothing_else(browser: Browse, people: People) -> None:
    ticket = make_ticket(people.alice, status=Status.CLOSED)
    sam = browser(people.sam)
    page = sam.visit(path(ticket))
    assert "nobody writes to its customer any more" in page.text_of("reply")
    assert "Reply" not in page.buttons
    sam.visit(page.links["Write an internal note"])
    assert "It came back with SC-1002." in sam.press("Write note", body="It came back with SC-1002.").text_of(
        "timeline"
    )
    assert "Write an internal note" not in browser(people.alice).visit(path(ticket)).links


def test_the_free_plan_is_told_how_to_say_that_it_is_not_solved(browser: Browse, people: People) -> None:
    ticket = make_ticket(people.dave, status=Status.RESOLVED)
    turn = browser(people.dave).visit(path(ticket)).text_of("turn")
    assert "press “It is not solved” in the mail that told you" in turn
    assert "The requester can reopen it." in browser(people.sam).visit(path(ticket)).text_of("turn")


def test_the_free_plan_reads_and_is_told_to_answer_by_mail(browser: Browse, people: People) -> None:
    ticket = make_ticket(people.dave)
    page = browser(people.dave).visit(path(ticket))
    assert "reply to any mail about SC-1001" in page.text_of("reply")
    assert "becomes another ticket" in page.text_of("reply")
    own = reply_address(ticket.id, people.numbers["dave"])
    assert unquote(page.links["Answer by e-mail"]) == f"mailto:{own}?subject=[SC-1001] Volume is stuck"
    finished = make_ticket(people.dave, status=Status.CLOSED)
    page = browser(people.dave).visit(path(finished))
    assert "a new ticket goes on with it" in page.text_of("reply")
    assert "Answer by e-mail" not in page.links
    assert not {"Reply", "Resolve", "Cancel request"} & {*page.buttons, *page.links}


def _buttons(page: ShownPage) -> set[str]:
    known = {"Reply", "Resolve", "Reopen", "Cancel request", "Approve", "Decline", "Make private", "Take", "Assign",
             "Internal note"}  # fmt: skip
    return known & {*page.buttons, *page.links}


def test_everybody_gets_the_buttons_that_they_may_use(browser: Browse, people: People, ticket: TicketRow) -> None:
    """HX-12."""
    assert _buttons(browser(people.alice).visit(path(ticket))) == {"Reply", "Resolve", "Cancel request", "Make private"}
    assert _buttons(browser(people.bob).visit(path(ticket))) == {"Reply"}
    assert _buttons(browser(people.sam).visit(path(ticket))) == {
        "Reply", "Resolve", "Make private", "Take", "Assign", "Internal note",
    }  # fmt: skip
    operations.resolve(people.alice, ticket.reference)
    assert _buttons(browser(people.alice).visit(path(ticket))) == {"Reply", "Reopen", "Make private"}


@pytest.mark.parametrize("messages", [0, 30])
@pytest.mark.parametrize(("name", "times"), [("alice", 5), ("bob", 5), ("sam", 9)])
def test_a_ticket_asks_the_database_five_times_however_long_it_is(
    name: str, times: int, messages: int, browser: Browse, people: People, ticket: TicketRow
) -> None:
    """R-17: session, ticket, timeline, files, who sees it; templates, colleagues, having seen it, held mails."""
    for number in range(messages):
        operations.reply(people.alice, ticket.reference, f"Message {number}.")
    somebody = browser(people[name])
    somebody.visit(path(ticket))
    with statements() as asked:
        somebody.visit(path(ticket))
    assert len(asked) == times, asked


def test_looking_for_news_asks_three_times(browser: Browse, people: People, ticket: TicketRow) -> None:
    somebody = browser(people.alice)
    somebody.visit(path(ticket))
    with statements() as asked:
        somebody.partial(f"{path(ticket)}/timeline?after=1")
    assert len(asked) == 3, asked


def test_times_are_those_of_the_readers_clock(browser: Browse, people: People, ticket: TicketRow) -> None:
    """R-20."""
    Ticket.update(opened_at=datetime(2026, 7, 1, 22, 30, tzinfo=UTC)).where(Ticket.id == ticket.id).execute()
    assert "2 Jul 2026, 00:30 CEST" in browser(people.alice).visit(path(ticket)).text_of("facts")
    Person.update(time_zone="Asia/Tokyo").where(Person.id == people.numbers["alice"]).execute()
    assert "2 Jul 2026, 07:30 JST" in browser(people.alice).visit(path(ticket)).text_of("facts")


def test_following_is_a_button_for_who_can_choose(browser: Browse, people: People, ticket: TicketRow) -> None:
    assert not [name for name in browser(people.alice).visit(path(ticket)).buttons if name.startswith("Follow")]
    somebody = browser(people.bob)
    somebody.visit(path(ticket))
    page = somebody.press("Following: press to get no more mail about this ticket")
    assert "You get no more mail about SC-1001." in page.text
    page = somebody.press("Follow: press to get mail about this ticket")
    assert "You get mail about SC-1001." in page.text


def test_a_ticket_from_long_ago_names_the_day_of_each_message(
    browser: Browse, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands = Hands()
    monkeypatch.setattr(clock, "now", hands.now)
    ticket = make_ticket(people.alice)
    assert "created the ticket as P3 · 10:46" in browser(people.alice).visit(path(ticket)).main
    hands.forward(days=2)
    assert "created the ticket as P3 · 23 Nov, 10:46" in browser(people.alice).visit(path(ticket)).main
    hands.time += timedelta(days=400)
    assert "created the ticket as P3 · 23 Nov 2026, 10:46" in browser(people.alice).visit(path(ticket)).main


def test_all_that_an_open_page_says_beside_the_timeline_changes_with_the_ticket(
    browser: Browse, people: People, ticket: TicketRow
) -> None:
    """UX-05: who has it and who sees it at a glance, who will read the reply, and what can be done."""
    somebody = browser(people.alice)
    page = somebody.visit(path(ticket))
    assert "No engineer yet" in page.text_of("glance")
    news = page.find("news").get("hx-get", "")
    sharing.set_visibility(people.alice, ticket.reference, Visibility.PRIVATE)
    desk.assign(people.sam, ticket.reference, people.sam.person_id)
    operations.resolve(people.sam, ticket.reference, "A new host.")
    parts = {part.partition('"')[0]: part for part in somebody.partial(news).text.split('<hx-partial hx-target="#')}
    fresh = somebody.visit(path(ticket))
    assert "Sam Holm" in parts["glance"]
    assert "Private" in parts["glance"]
    assert fresh.text_of("body-hint") in parts["body-hint"]
    assert "Bob Berg" not in parts["body-hint"]
    assert "Reopen" in parts["reply-end"]
    assert "Resolve" not in parts["reply-end"]


def test_news_beside_a_note_say_that_nobody_is_mailed(browser: Browse, people: People, ticket: TicketRow) -> None:
    news = f"{path(ticket)}/timeline?after=0&kind=note"
    assert "Nobody is mailed." in browser(people.sam).partial(news).text
    assert "Nobody is mailed." not in browser(people.alice).partial(news).text


def test_somebody_of_the_same_name_is_heard_of(browser: Browse, people: People, ticket: TicketRow) -> None:
    """UX-05: what is one's own is known by the person, not by the name."""
    news = browser(people.alice).visit(path(ticket)).find("news").get("hx-get", "")
    Person.update(name=people.alice.name).where(Person.id == people.bob.person_id).execute()
    operations.reply(people.bob, ticket.reference, "Me too.")
    assert f"New message from {people.alice.name}" in browser(people.alice).partial(news).text
    assert f"New message from {people.alice.name}" not in browser(people.bob).partial(news).text
