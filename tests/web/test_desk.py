"""The engineers' desk: queues, filters, views, and what is changed for several tickets at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from portal import clock
from portal.tickets import desk, operations, presence, views
from portal.tickets.queries import get_row, timeline
from portal.tickets.rows import TicketRow
from portal.vocabulary import DueKind, EntryKind, FulfilmentKind, Priority, Status
from portal.web.desk.lines import due_of
from tests.factories import People, make_ticket
from tests.support.browser import Browser
from tests.support.mails import Hands
from tests.support.pages import ShownPage
from tests.support.statements import statements

Browse = Callable[..., Browser]
DESK = "/servicedesk/desk"


def _choose(somebody: Browser, button: str, *rows: TicketRow, status: int = 200, **answers: str) -> ShownPage:
    """Tick the boxes of these tickets on the page in sight, and press a button of the bar."""
    return somebody.press(button, ticket=[f"{row.reference}:{row.version}" for row in rows], status=status, **answers)


def _shows(page: ShownPage, *subjects: str) -> set[str]:
    return {subject for subject in subjects if subject in page.links}


def test_the_desk_is_for_engineers(browser: Browse, people: People) -> None:
    for name in ("alice", "dave"):
        browser(people[name]).visit(DESK, status=403)


def test_each_queue_has_its_tickets_and_its_number(browser: Browse, people: People) -> None:
    sam, late = people.numbers["sam"], clock.now() - timedelta(minutes=18)
    make_ticket(people.alice, subject="Nobody's")
    make_ticket(people.erin, subject="Sam's", engineer=sam, status=Status.IN_PROGRESS, due_at=late)
    make_ticket(people.bob, subject="Asked", engineer=sam, status=Status.WAITING_FOR_CUSTOMER)
    make_ticket(people.alice, subject="Leaver", engineer=sam, fulfilment=FulfilmentKind.OFFBOARD)
    make_ticket(people.carol, subject="Over", status=Status.CLOSED)
    somebody = browser(people.sam)
    links = somebody.visit(DESK).links
    expected = {
        "Unassigned 1": {"Nobody's"},
        "Mine 3": {"Sam's", "Asked", "Leaver"},
        "Waiting for us 3": {"Nobody's", "Sam's", "Leaver"},
        "Overdue 1": {"Sam's"},
        "On- and offboarding 1": {"Leaver"},
        "All open 4": {"Nobody's", "Sam's", "Asked", "Leaver"},
        "All tickets 5": {"Nobody's", "Sam's", "Asked", "Leaver", "Over"},
    }
    for label, subjects in expected.items():
        page = somebody.visit(links[label])
        assert _shows(page, "Nobody's", "Sam's", "Asked", "Leaver", "Over") == subjects, label


def test_filters_are_links_that_add_and_take_away(browser: Browse, people: People) -> None:
    """UX: without a script, and the address says what is chosen."""
    make_ticket(people.alice, subject="Acme's", priority=Priority.P1)
    make_ticket(people.erin, subject="Erin's", priority=Priority.P4)
    globex = people.organisations["globex"]
    make_ticket(people.carol, subject="Globex's", priority=Priority.P4, organisation_id=globex)
    somebody = browser(people.sam)
    page = somebody.visit(f"{DESK}?queue=open")
    page = somebody.visit(page.links["No organisation 1"])
    assert _shows(page, "Acme's", "Erin's", "Globex's") == {"Erin's"}
    page = somebody.visit(page.links["Globex AG 1"])
    assert _shows(page, "Acme's", "Erin's", "Globex's") == {"Erin's", "Globex's"}
    page = somebody.visit(page.links["P1 1"])
    assert "No ticket fits" in page.main
    page = somebody.visit(somebody.visit(page.links["P1 1"]).links["No organisation 1"])
    assert _shows(page, "Acme's", "Erin's", "Globex's") == {"Globex's"}
    page = somebody.press("Search", text="nothing of the kind")
    assert _shows(somebody.visit(page.links["Clear the filters"]), "Acme's", "Erin's") == {"Acme's", "Erin's"}


def test_an_address_that_asks_for_nonsense_says_so(browser: Browse, people: People) -> None:
    page = browser(people.sam).visit(f"{DESK}?queue=none&priority=P1,P9&organisation=x&sort=size")
    for name in ("queue", "priority", "organisation", "sort"):
        assert f"asked for a {name} that we do not know" in page.main


def test_the_desk_asks_the_database_six_times(browser: Browse, people: People) -> None:
    """R-17: session, list, views, counts, what can be chosen from, and how many mails are held."""
    for _ in range(20):
        make_ticket(people.alice)
    views.save_view(people.sam, "Stuck", "queue=open&text=stuck")
    somebody = browser(people.sam)
    somebody.visit(DESK)
    with statements() as asked:
        somebody.visit(DESK)
    assert len(asked) == 6, asked


def test_an_open_queue_says_that_it_has_changed_and_changes_only_when_asked(browser: Browse, people: People) -> None:
    """What it asks for is the list alone; until something has changed, nothing is sent."""
    queue = f"{DESK}?queue=open&priority=P2,none"
    somebody = browser(people.sam)

    def hear(page: ShownPage, status: int) -> str:
        path = next(element.get("hx-get") for element in page.root.iter() if element.get("id") == "desk-news")
        with statements() as asked:
            answer = somebody.partial(path)
        assert (answer.status_code, len(asked)) == (status, 2), asked
        return answer.text

    page = somebody.visit(queue)
    hear(page, 204)
    row = make_ticket(people.alice, subject="Stuck", priority=Priority.P2)
    assert f'href="{DESK}?queue=open&amp;priority=P2%2Cnone"' in hear(page, 200)
    page = somebody.visit(queue)
    operations.note(people.olga, row.reference, "Not yet.")
    hear(page, 204)
    desk.assign(people.olga, row.reference, people.olga.person_id)
    assert "The list has changed" in hear(page, 200)
    assert somebody.visit(f"{DESK}/news?queue=mine").title.startswith("Mine")


@pytest.mark.once
@pytest.mark.parametrize(
    ("due_in", "facts", "state", "words"),
    [
        (-18, {"due_kind": DueKind.UPDATE}, "late", "Update 18 min late"),
        (12, {"due_kind": DueKind.ANSWER}, "soon", "Answer in 12 min"),
        (100, {"due_kind": DueKind.ANSWER}, "soon", "Answer in 1 h 40 min"),
        (130, {"due_kind": DueKind.ANSWER}, "plain", "Answer in 2 h 10 min"),
        (7 * 60, {}, "plain", "Today 17:46"),
        (24 * 60, {}, "plain", "Tomorrow 10:46"),
        (5 * 24 * 60, {}, "plain", "28 Nov 10:46"),
        (None, {"status": Status.WAITING_FOR_CUSTOMER}, "stands", "Clock stands"),
        (None, {"plan": "free"}, "stands", "No target: free plan"),
        (None, {"priority": None}, "stands", "No target"),
        (None, {"status": Status.CLOSED, "due_at": clock.NEVER}, "stands", "Finished"),
    ],
)
def test_what_is_due_reads_by_how_near_it_is(
    due_in: int | None, facts: dict[str, object], state: str, words: str, people: People, hands: Hands
) -> None:
    """Under a quarter of an hour or of the target it is amber; P3 has eight hours."""
    row = make_ticket(people.alice)
    moment = clock.STANDS if due_in is None else clock.now() + timedelta(minutes=due_in)
    due = due_of(row._replace(**{"due_at": moment, **facts}))
    assert (due.state, due.words if due.words == words else due.words.striptags()) == (state, words)  # type: ignore[union-attr]


def test_an_engineer_takes_the_next_ticket_and_stands_on_its_page(browser: Browse, people: People) -> None:
    make_ticket(people.alice, subject="Later", due_at=clock.now() + timedelta(hours=3))
    make_ticket(people.alice, subject="Pressing", due_at=clock.now() + timedelta(minutes=3))
    somebody = browser(people.sam)
    somebody.visit(DESK)
    page = somebody.press("Take next")
    assert page.h1 == "Pressing"
    assert "You have taken SC-1002: Pressing." in page.text
    somebody.visit(f"{DESK}?queue=mine")
    assert somebody.press("Take next").h1 == "Later"
    somebody.visit(f"{DESK}?queue=mine")
    page = somebody.press("Take next")
    assert "No ticket waits for an engineer." in page.text
    assert page.h1 == "Mine"


def test_one_ticket_is_taken_from_its_queue_and_the_queue_stays(browser: Browse, people: People) -> None:
    row = make_ticket(people.alice, subject="Volume stuck")
    somebody = browser(people.sam)
    somebody.visit(f"{DESK}?queue=open&text=volume")
    page = _choose(somebody, "Take", row)
    assert "SC-1001: Sam Holm has it now." in page.text
    assert (page.h1, page.find("text").get("value")) == ("All open", "volume")


def test_a_change_of_several_tells_of_each_what_became_of_it(browser: Browse, people: People) -> None:
    """OPS-17: rights and versions are asked for each, and nothing is half done."""
    rows = [make_ticket(people.alice, subject=subject) for subject in ("Fine", "Changed", "Over", "There already")]
    fine, changed, over, there = rows
    somebody = browser(people.sam)
    somebody.visit(f"{DESK}?queue=open")
    page = _choose(somebody, "Status", *rows)
    assert page.h1 == "Change status: 4 tickets"
    page.choose("status", "wait")
    page = somebody.press("Change status", status=422)
    assert page.form_with("Change status").values["status"] == "wait"
    operations.reply(people.olga, changed.reference, "It is the disk.")
    operations.cancel(people.alice, over.reference)
    desk.set_status(people.olga, there.reference, desk.Move.WAIT, "Another reason.")
    page = somebody.press("Change status", reason="The maker looks at it.")
    assert page.title.startswith("Change status: 1 of 4 done")
    assert "Olga Nilsson changed SC-1002 while you were looking at it." in page.main
    assert [get_row(row.id).status for row in rows] == [
        Status.WAITING_FOR_THIRD_PARTY,
        Status.IN_PROGRESS,
        Status.CANCELLED,
        Status.WAITING_FOR_THIRD_PARTY,
    ]
    assert timeline(people.alice, fine.id)[-1].body == "The maker looks at it."
    assert timeline(people.alice, there.id)[-1].body == "Another reason."
    page = somebody.press("Do it all the same")
    assert "SC-1002: It is “Waiting for supplier” now." in page.text
    assert get_row(changed.id).status is Status.WAITING_FOR_THIRD_PARTY


def test_several_are_assigned_and_made_more_pressing(browser: Browse, people: People) -> None:
    rows = [make_ticket(people.alice) for _ in range(2)]
    somebody = browser(people.sam)
    somebody.visit(DESK)
    _choose(somebody, "Assign", *rows)
    page = somebody.press("Assign", engineer=str(people.numbers["olga"]))
    assert page.title.startswith("Assign: 2 of 2 done")
    somebody.visit(f"{DESK}?queue=open")
    _choose(somebody, "Priority", *[get_row(row.id) for row in rows])
    somebody.press("Change priority", priority="P1", reason="It spreads.")
    assert {(get_row(row.id).engineer_name, get_row(row.id).priority) for row in rows} == {("Olga Nilsson", "P1")}
    somebody.visit(f"{DESK}?queue=open")
    _choose(somebody, "Priority", *[get_row(row.id) for row in rows])
    page = somebody.press("Change priority", priority="P1", reason="Nobody reads this.")
    assert page.title.startswith("Change priority: 0 of 2 done")
    assert "The priority was P1 already, so these words were not sent." in page.main


@pytest.mark.once
@pytest.mark.parametrize(
    ("tickets", "words"),
    [
        ([], "No ticket is selected."),
        (["SC-1001", "SC-1001:-1"], "No ticket is selected."),
        ([f"SC-{number}:0" for number in range(101)], "At most 100 tickets can be changed at a time."),
    ],
)
def test_nothing_or_too_much_at_a_time_is_said_in_words(
    tickets: list[str], words: str, browser: Browse, people: People
) -> None:
    make_ticket(people.alice)
    somebody = browser(people.sam)
    somebody.visit(DESK)
    page = somebody.press("Take", ticket=tickets)
    assert words in page.text
    assert get_row(1001).engineer_id is None


@pytest.mark.once
def test_a_form_leads_back_to_the_desk_and_nowhere_else(browser: Browse, people: People) -> None:
    """S-26."""
    for back in ("https://evil.example/servicedesk/desk", "//evil.example", "/login"):
        answer = browser(people.sam).post(f"{DESK}/next", {"back": back})
        assert answer.location == DESK


def test_a_view_is_saved_renamed_and_removed(browser: Browse, people: People) -> None:
    make_ticket(people.carol, subject="Globex's", priority=Priority.P1)
    somebody = browser(people.sam)
    page = somebody.visit(f"{DESK}?queue=open&priority=P1&priority=P2")
    page = somebody.visit(page.links["Save this view"])
    assert "This list: All open, P1 or P2; due first." in page.main
    page = somebody.press("Save view", status=422, name=" ")
    page = somebody.press("Save view", name="Globex, P1 and P2")
    assert page.h1 == "Globex, P1 and P2"
    assert parse_qs(urlsplit(page.links["Globex, P1 and P2 1"]).query) == {"queue": ["open"], "priority": ["P1,P2"]}
    assert "Save this view" not in page.links
    page = somebody.visit(f"{DESK}/views?queue=mine")
    page = somebody.press("Save view", name="globex, p1 and p2", status=409)
    assert "choose another name" in page.main
    page = somebody.press("Rename Globex, P1 and P2", name="Pressing")
    assert "Pressing 1" in browser(people.sam).visit(DESK).links
    assert "Pressing 1" not in browser(people.olga).visit(DESK).links
    somebody.press("Remove Pressing")
    assert views.views_of(people.sam) == ()
    query = f"organisation=none,{people.organisations['globex']}&issue_type=incident"
    words = "This list: Unassigned, no organisation or Globex AG, Incident; due first."
    assert words in somebody.visit(f"{DESK}/views?{query}").main


def test_a_view_of_a_colleague_is_nobody_elses(browser: Browse, people: People) -> None:
    views.save_view(people.olga, "Mine", "queue=mine")
    number = views.views_of(people.olga)[0].id
    for path in (f"{DESK}/views/{number}", f"{DESK}/views/{number}/remove"):
        assert browser(people.sam).post(path, {"name": "Ours"}).status_code == 404
    assert views.views_of(people.olga)[0].name == "Mine"


def test_colleagues_see_on_desk_and_ticket_who_is_at_it_and_customers_never(browser: Browse, people: People) -> None:
    """R-11, S-05."""
    row = make_ticket(people.alice)
    path = f"/servicedesk/tickets/{row.reference}"
    assert browser(people.olga).partial(f"{path}/presence", {}).status_code == 200
    assert "Olga is looking" in browser(people.sam).visit(DESK).main
    assert "Olga is looking" in browser(people.sam).visit(path).main
    assert "Olga is" not in browser(people.olga).visit(path).main
    alice = browser(people.alice).visit(path)
    assert "presence" not in alice.source
    assert "desk.js" not in alice.source
    assert "desk.css" not in alice.source
    operations.keep_reply_draft(people.olga, row.reference, "We are")
    presence.be_present(people.olga, row.id)
    assert "Olga is writing" in browser(people.sam).partial(f"{path}/presence", {}).text


def test_an_answer_waits_until_a_colleagues_answer_was_read(browser: Browse, people: People) -> None:
    """R-11: 409 with both texts, and nothing typed is lost; sent again from there it goes through."""
    row = make_ticket(people.alice)
    path = f"/servicedesk/tickets/{row.reference}"
    somebody = browser(people.sam)
    somebody.visit(path)
    operations.reply(people.olga, row.reference, "It is the **disk**.")
    page = somebody.press("Reply", body="It is the network.", status=409)
    assert "Olga Nilsson was faster" in page.text
    assert "Olga Nilsson wrote:" in page.text_of("reply")
    assert page.form_with("Reply").values["body"] == "It is the network."
    assert len(timeline(people.sam, row.id)) == 3
    somebody.press("Reply")
    assert timeline(people.alice, row.id)[-1].body == "It is the network."


def test_with_a_script_the_box_is_put_in_again_with_both_texts(browser: Browse, people: People) -> None:
    row = make_ticket(people.alice)
    operations.reply(people.olga, row.reference, "It is the disk.")
    answer = browser(people.sam).partial(
        f"/servicedesk/tickets/{row.reference}/reply", {"body": "It is the network.", "newest": "1"}
    )
    assert (answer.status_code, answer.headers["HX-Reswap"]) == (409, "outerHTML")
    assert "It is the disk." in answer.text
    assert "It is the network." in answer.text


@pytest.mark.parametrize("what", ["note", "by the customer", "own"])
def test_an_answer_is_not_held_up_by_what_does_not_matter(what: str, browser: Browse, people: People) -> None:
    """Internal notes, one's own words, and for customers anything: what they write holds all the same."""
    row = make_ticket(people.alice)
    somebody = browser(people.alice if what == "by the customer" else people.sam)
    somebody.visit(f"/servicedesk/tickets/{row.reference}")
    if what == "note":
        operations.note(people.olga, row.reference, "Rack 7 again.")
    else:
        operations.reply(people.sam, row.reference, "We look at it.")
    somebody.press("Reply", body="A word")
    assert [entry.body for entry in timeline(people.sam, row.id) if entry.kind is EntryKind.MESSAGE][-1] == "A word"


def test_resolving_and_reopening_wait_for_what_the_customer_wrote_meanwhile(browser: Browse, people: People) -> None:
    row = make_ticket(people.alice)
    somebody = browser(people.sam)
    somebody.visit(f"/servicedesk/tickets/{row.reference}")
    operations.reply(people.alice, row.reference, "It broke again.")
    page = somebody.press("Resolve", body="It works again.", status=409)
    assert "It broke again." in page.text_of("reply")
    assert get_row(row.id).status is not Status.RESOLVED
    somebody.press("Resolve")
    assert get_row(row.id).status is Status.RESOLVED
    somebody.visit(f"/servicedesk/tickets/{row.reference}")
    operations.reply(people.alice, row.reference, "Thank you, it works.")
    page = somebody.press("Reopen", body="We look at it once more.", status=409)
    assert "Thank you, it works." in page.text_of("reply")
    assert get_row(row.id).status is Status.RESOLVED


def test_all_keys_stand_on_a_page(browser: Browse, people: People) -> None:
    page = browser(people.sam).visit(f"{DESK}/keys")
    assert "The next ticket" in page.main
