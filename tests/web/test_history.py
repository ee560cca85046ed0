"""The list of tickets: tabs, states, filters, order, pages, toggles."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from portal.tickets import operations
from portal.vocabulary import Priority, Status, Visibility
from tests.factories import People, make_ticket
from tests.support.browser import Browser
from tests.support.pages import ShownPage
from tests.support.statements import statements

Browse = Callable[..., Browser]
LIST = "/servicedesk/tickets"
START = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)


def subjects(page: ShownPage) -> list[str]:
    """The titles in the table, in order."""
    cells = page.having("td", class_="cell-title")
    return [(link.text or "").strip() for cell in cells for link in cell.iter("a")]


def test_the_list_opens_with_my_open_tickets_the_last_changed_first(browser: Browse, people: People) -> None:
    make_ticket(people.alice, subject="Older", changed_at=START)
    make_ticket(people.alice, subject="Newer")
    make_ticket(people.alice, subject="Solved", status=Status.RESOLVED)
    make_ticket(people.bob, subject="Bob's", visibility=Visibility.SHARED)
    page = browser(people.alice).visit(LIST)
    assert page.h1 == "Tickets"
    assert subjects(page) == ["Newer", "Older"]
    assert "2 open tickets, last change first" in page.main
    assert "1 to 2 of 2" in page.main


def test_tabs_and_states_say_how_many_stand_behind_them(browser: Browse, people: People) -> None:
    make_ticket(people.alice)
    make_ticket(people.alice, status=Status.WAITING_FOR_CUSTOMER)
    make_ticket(people.alice, status=Status.CLOSED)
    make_ticket(people.bob, visibility=Visibility.SHARED)
    links = browser(people.alice).visit(LIST).links
    assert {"Mine 3", "Shared with me 1", "Acme AB 4"} <= set(links)
    assert {"Open 2", "Waiting for me 1", "Resolved 1", "All 3"} <= set(links)


def test_a_count_stops_at_ninety_nine(browser: Browse, people: People) -> None:
    for _ in range(101):
        make_ticket(people.erin)
    page = browser(people.erin).visit(LIST)
    assert "Mine 99+" in page.links
    assert "99+ open tickets" in page.main
    assert "1 to 25 of 99+" in page.main


def test_each_tab_shows_its_own(browser: Browse, people: People) -> None:
    make_ticket(people.alice, subject="Mine")
    make_ticket(people.bob, subject="Bob's", visibility=Visibility.SHARED)
    make_ticket(people.bob, subject="Bob's secret")
    somebody = browser(people.alice)
    links = somebody.visit(LIST).links
    shared = somebody.visit(links["Shared with me 1"])
    assert subjects(shared) == ["Bob's"]
    assert "· Incident · Bob Berg" in shared.main
    assert subjects(somebody.visit(links["Acme AB 2"])) == ["Bob's", "Mine"]


def test_what_is_not_shared_is_nowhere_on_a_colleagues_pages(browser: Browse, people: People) -> None:
    """S-04."""
    make_ticket(people.alice, subject="Payroll of the board")
    acme = people.organisations["acme"]
    somebody = browser(people.bob)
    for query in ("", "?whose=shared", f"?whose=organisation-{acme}&state=all", "?text=payroll&state=all"):
        page = somebody.visit(LIST + query)
        assert "Payroll" not in page.source
        assert "0" in page.text_of("main")
    assert "Payroll" not in somebody.get(f"{LIST}.csv?state=all").text


def test_filters_are_in_the_address_and_stay_in_every_link(browser: Browse, people: People) -> None:
    make_ticket(people.alice, subject="Stuck volume", priority=Priority.P2)
    make_ticket(people.alice, subject="Stuck server", priority=Priority.P1)
    somebody = browser(people.alice)
    somebody.visit(LIST)
    page = somebody.press("Search", text="stuck", priority="P2", issue_type="incident", changed="7")
    assert subjects(page) == ["Stuck volume"]
    asked = {"text": ["stuck"], "priority": ["P2"], "issue_type": ["incident"], "changed": ["7"]}
    for label in ("Resolved 0", "Ticket", "Download as CSV"):
        kept = parse_qs(urlsplit(page.links[label]).query)
        assert asked.items() <= kept.items(), label
    form = page.form_with("Search").values
    assert (form["text"], form["priority"], form["issue_type"], form["changed"]) == ("stuck", "P2", "incident", "7")


def test_colleagues_whose_tickets_are_in_sight_can_be_chosen(browser: Browse, people: People) -> None:
    make_ticket(people.alice, subject="Alice's own")
    make_ticket(people.bob, subject="Bob's", visibility=Visibility.SHARED)
    make_ticket(people.carol, subject="Carol's", visibility=Visibility.SHARED)
    somebody = browser(people.alice)
    page = somebody.visit(LIST)
    assert "requester" not in page.form_with("Search").names, "one's own tickets have one requester"
    acme = next(label for label in page.links if label.startswith("Acme AB"))
    page = somebody.visit(page.links[acme])
    choices = {option.text: option.get("value", "") for option in page.find("requester").iter("option")}
    assert list(choices) == ["Anyone", "Me", "Bob Berg", "Carol Weber"]
    page = somebody.press("Search", requester=choices["Bob Berg"])
    assert subjects(page) == ["Bob's"]
    assert page.form_with("Search").values["requester"] == choices["Bob Berg"]
    own = somebody.visit(page.links["Mine 1"])
    assert subjects(own) == ["Alice's own"], "the choice stays behind on the other tab"


def test_searching_keeps_the_tab_the_state_and_the_order(browser: Browse, people: People) -> None:
    make_ticket(people.bob, subject="Stuck", visibility=Visibility.SHARED, status=Status.RESOLVED)
    somebody = browser(people.alice)
    somebody.visit(f"{LIST}?whose=shared&state=resolved&sort=-opened")
    page = somebody.press("Search", text="stuck")
    assert subjects(page) == ["Stuck"]
    assert "1 resolved ticket, oldest first" in page.main


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("whose=organisation-999", "list"),
        ("whose=everybody", "list"),
        ("state=lost", "state"),
        ("priority=P9", "priority"),
        ("issue_type=cake", "issue type"),
        ("requester=bob", "requester"),
        ("changed=soon", "time"),
        ("sort=colour", "order"),
        ("text=---", "text"),
    ],
)
def test_what_the_address_asks_and_cannot_have_is_left_out_and_said(
    query: str, named: str, browser: Browse, people: People
) -> None:
    """S-21: without repeating it."""
    make_ticket(people.alice, subject="Mine")
    page = browser(people.alice).visit(f"{LIST}?{query}")
    assert subjects(page) == ["Mine"]
    assert f"a {named} that we do not know" in page.main


def test_the_list_of_a_foreign_organisation_reads_like_one_that_is_not_there(browser: Browse, people: People) -> None:
    """S-02."""
    somebody = browser(people.alice)
    pages = [
        somebody.visit(f"{LIST}?whose=organisation-{number}").main
        for number in (people.organisations["globex"], 987_654)
    ]
    assert pages[0] == pages[1]


def test_a_column_sorts_and_turns_round(browser: Browse, people: People) -> None:
    for subject, priority in (("First", Priority.P3), ("Second", Priority.P1), ("Third", None)):
        make_ticket(people.alice, subject=subject, priority=priority)
    somebody = browser(people.alice)
    page = somebody.visit(somebody.visit(LIST).links["Priority"])
    assert subjects(page) == ["Second", "First", "Third"]
    assert [e.get("aria-sort") for e in page.having("th", scope="col") if e.get("aria-sort")] == ["ascending"]
    page = somebody.visit(page.links["Priority"])
    assert subjects(page) == ["Third", "First", "Second"]
    page = somebody.visit(page.links["Ticket"])
    assert subjects(page) == ["Third", "Second", "First"]
    assert subjects(somebody.visit(page.links["Ticket"])) == ["First", "Second", "Third"]


def test_next_and_previous_walk_the_list(browser: Browse, people: People) -> None:
    for number in range(27):
        make_ticket(people.alice, subject=f"Ticket {number}", changed_at=START + timedelta(minutes=number))
    somebody = browser(people.alice)
    first = somebody.visit(LIST)
    assert "1 to 25 of 27" in first.main
    assert "Previous" not in first.links
    second = somebody.visit(first.links["Next"])
    assert subjects(second) == ["Ticket 1", "Ticket 0"]
    assert "Next" not in second.links
    assert subjects(somebody.visit(second.links["Previous"])) == subjects(first)


@pytest.mark.parametrize(
    ("query", "title", "action"),
    [
        ("", "No open tickets", "Show all tickets"),
        ("?state=waiting", "No tickets are waiting for you", "Show all open tickets"),
        ("?state=all", "No tickets yet", None),
        ("?whose=shared", "Nothing is shared with you", "Show all tickets"),
        ("?text=zebra", "No ticket fits", "Clear the filters"),
    ],
)
def test_an_empty_list_says_what_makes_it_fill(
    query: str, title: str, action: str | None, browser: Browse, people: People
) -> None:
    page = browser(people.alice).visit(LIST + query)
    assert title in page.main
    if action:
        assert browser(people.alice).visit(page.links[action]).h1 == "Tickets"


def test_clearing_the_filters_keeps_the_tab(browser: Browse, people: People) -> None:
    links = browser(people.alice).visit(f"{LIST}?whose=shared&state=all&text=zebra").links
    assert parse_qs(urlsplit(links["Clear the filters"]).query) == {"whose": ["shared"], "state": ["all"]}


def test_only_who_decides_gets_a_toggle(browser: Browse, people: People) -> None:
    ticket = make_ticket(people.alice, visibility=Visibility.SHARED)
    fixed = make_ticket(people.alice, always_private=True)
    mine = browser(people.alice).visit(LIST)
    assert f"Make {ticket.reference} private" in mine.buttons
    assert "Always private" in mine.text_of(f"sharing-{fixed.id}")
    theirs = browser(people.bob).visit(f"{LIST}?whose=shared")
    assert not [name for name in theirs.buttons if name.startswith(("Make", "Share"))]
    assert "Acme AB" in theirs.text_of(f"sharing-{ticket.id}")


def test_who_is_in_no_organisation_has_nothing_to_share(browser: Browse, people: People) -> None:
    ticket = make_ticket(people.erin)
    page = browser(people.erin).visit(LIST)
    assert page.text_of(f"sharing-{ticket.id}") == "Private"
    assert not [link for link in page.links if link.startswith("Acme")]


def test_waiting_for_you_is_only_said_to_who_was_asked(browser: Browse, people: People) -> None:
    ticket = make_ticket(people.alice, visibility=Visibility.SHARED)
    operations.reply(people.sam, ticket.reference, "Which disk?", asks=True)
    assert "Waiting for you" in browser(people.alice).visit(LIST).main
    theirs = browser(people.bob).visit(f"{LIST}?whose=shared").main
    assert "Waiting for customer" in theirs
    assert "Waiting for you" not in theirs


def test_the_free_plan_sees_its_tickets_and_raises_none_here(browser: Browse, people: People) -> None:
    make_ticket(people.dave, subject="By mail")
    page = browser(people.dave).visit(LIST)
    assert subjects(page) == ["By mail"]
    assert "New ticket" not in page.links
    assert not [name for name in page.buttons if name.startswith(("Make", "Share"))]


def test_text_of_others_is_never_markup(browser: Browse, people: People) -> None:
    make_ticket(people.alice, subject="<script>alert(1)</script>")
    page = browser(people.alice).visit(LIST)
    assert subjects(page) == ["<script>alert(1)</script>"]
    assert "<script>alert" not in page.source


@pytest.mark.parametrize("number", [1, 30])
def test_the_list_asks_the_database_three_times_however_long_it_is(
    number: int, browser: Browse, people: People
) -> None:
    """R-17: the session, the tickets, the counts."""
    for _ in range(number):
        make_ticket(people.carol)
    somebody = browser(people.carol)
    somebody.visit(LIST)
    with statements() as asked:
        somebody.visit(LIST)
    assert len(asked) == 3, asked
