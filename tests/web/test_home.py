"""Where people arrive after logging in."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from portal.accounts import organisations
from portal.tickets import operations
from portal.vocabulary import Visibility
from tests.factories import People, make_ticket
from tests.support.browser import Browser
from tests.web import journeys
from tests.web.journeys import ALL

pytestmark = pytest.mark.once

Browse = Callable[..., Browser]


def test_the_home_page_offers_every_issue_type_under_its_category(browser: Browse, people: People) -> None:
    page = browser(people.alice).visit("/servicedesk")
    assert page.h1 == "How can we help, Alice?"
    assert {journey.card for journey in ALL} <= set(page.buttons)
    for label in ("Cleura Cloud", "Service Center Portal", "Managed Services"):
        assert label in page.main


def test_the_search_in_the_head_leads_to_the_list_of_tickets(browser: Browse, people: People) -> None:
    """HX-06: a form with a button."""
    form = browser(people.alice).visit("/servicedesk").form_with("Search")
    assert (form.method, form.action) == ("get", "/servicedesk/tickets")
    assert "text" in form.names


def test_a_question_stands_first_with_its_words(browser: Browse, people: People) -> None:
    ticket = make_ticket(people.alice, subject="Volume stuck", visibility=Visibility.SHARED)
    operations.reply(
        people.sam, ticket.reference, "Thank you, Bob. **May we force-detach\nthe volume now?**", asks=True
    )
    page = browser(people.alice).visit("/servicedesk")
    assert "1 ticket needs your answer" in page.main
    assert re.search(
        rf"{ticket.reference} · Sam Holm asked at ..:.. \w+ today: “May we force-detach the volume now\?”", page.main
    )
    assert page.links["Answer: Volume stuck"] == f"/servicedesk/tickets/{ticket.reference}"
    assert "your answer" not in browser(people.bob).visit("/servicedesk").main


def test_a_request_to_approve_stands_first_for_administrators_only(browser: Browse, people: People) -> None:
    ticket = make_ticket(people.bob, subject="Staff Onboarding for Nina Falk", needs_approval=True)
    page = browser(people.alice).visit("/servicedesk")
    assert "Approve: Staff Onboarding for Nina Falk" in page.main
    assert page.links["Review: Approve: Staff Onboarding for Nina Falk"].endswith(ticket.reference)
    assert "Approve:" not in browser(people.bob).visit("/servicedesk").main
    assert "Nina Falk" not in browser(people.carol).visit("/servicedesk").main


def test_the_latest_tickets_are_those_one_may_see(browser: Browse, people: People) -> None:
    make_ticket(people.alice, subject="Shared by Alice", visibility=Visibility.SHARED)
    make_ticket(people.alice, subject="Private to Alice")
    alice, bob = (browser(people[name]).visit("/servicedesk").main for name in ("alice", "bob"))
    assert "Shared by Alice" in alice
    assert "Private to Alice" in alice
    assert "All 2 tickets" in alice
    assert "Shared by Alice" in bob
    assert "Private to Alice" not in bob


def test_somebody_new_is_told_what_will_stand_where(browser: Browse, people: People) -> None:
    page = browser(people.erin).visit("/servicedesk")
    assert "No tickets yet" in page.main
    assert "A ticket you have begun but not sent waits here." in page.main


def test_the_free_plan_is_told_how_to_write_and_can_raise_nothing(browser: Browse, people: People) -> None:
    make_ticket(people.dave, subject="Sent by mail")
    page = browser(people.dave).visit("/servicedesk")
    assert page.h1 == "Write to us at support@support.example"
    assert page.links["Write a mail"] == "mailto:support@support.example"
    for advice in ("English", "subject", "tried", "UUID"):
        assert advice in page.main
    assert "Sent by mail" in page.main
    assert "New ticket" not in page.links
    assert not {journey.card for journey in ALL} & set(page.buttons)


@pytest.mark.parametrize("name", ["sam", "olga"])
def test_engineers_go_to_their_desk(browser: Browse, people: People, name: str) -> None:
    answer = browser(people[name]).get("/servicedesk")
    assert (answer.status_code, answer.location) == (303, "/servicedesk/desk")


def test_nobody_is_sent_to_log_in(browser: Browse, people: People) -> None:
    assert browser().get("/servicedesk").location.startswith("/login")


def test_the_help_explains_the_priorities_in_the_words_of_the_settings(browser: Browse, people: People) -> None:
    page = browser(people.dave).visit("/servicedesk/help/priorities")
    assert "30 minutes, day and night" in page.main
    assert "an update every 3 business days" in page.main
    assert "08:00 to 17:00, Monday to Friday, time of Europe/Stockholm" in page.main


@pytest.mark.once
@pytest.mark.settings(
    plans={
        "free": {"label": "Free", "paid": False, "targets": False},
        "standard": {"label": "Standard", "paid": True},
        "premium": {"label": "Premium", "paid": True, "times": {"P3": {"answer": 45}}, "calendar": {"closes": "20:00"}},
    }
)
def test_the_help_tells_the_times_of_the_plans_that_cover_who_reads(browser: Browse, people: People) -> None:
    """OPS-02: engineers read those of each plan, and who is not logged in those of all that say nothing else."""
    organisations.set_plan(None, people.organisations["acme"], "premium")
    seen = {name: browser(people[name] if name else None).visit("/servicedesk/help/priorities").main
            for name in ("bob", "erin", "carol", "sam", "")}  # fmt: skip
    for plan in ("on Standard", "on Premium"):
        assert {name for name, main in seen.items() if plan in main} == {"carol", "sam"}
    assert {name for name, main in seen.items() if "45 business minutes" in main} == {"bob", "carol", "sam"}
    assert {name for name, main in seen.items() if "8 business hours" in main} == {"erin", "carol", "sam", ""}
    assert "08:00 to 20:00" in seen["bob"]


@pytest.mark.settings(calendar={"opens": "09:00", "closes": "17:00"})
def test_times_that_are_no_whole_days_read_as_hours(browser: Browse, people: People) -> None:
    page = browser(people.alice).visit("/servicedesk/help/priorities")
    assert "1 business day" in page.main
    assert "9 business hours" in page.main


def test_whom_to_tell_about_a_barrier_is_open_to_everybody(browser: Browse) -> None:
    assert "WCAG 2.2" in browser().visit("/servicedesk/help/accessibility").main


def test_somebody_unsure_finds_what_each_issue_type_is_for(browser: Browse, people: People) -> None:
    """UX-24."""
    alice = browser(people.alice)
    page = alice.visit(alice.visit("/servicedesk").links["Not sure which one to choose?"])
    for journey in ALL:
        assert journey.label in page.main


def test_a_half_written_ticket_stands_in_the_list_of_its_author_only(browser: Browse, people: People) -> None:
    alice = browser(people.alice)
    journeys.begin(alice, journeys.INCIDENT)
    alice.press("Save and come back later", subject="Volume stuck")
    assert "Volume stuck" in alice.visit("/servicedesk").main
    assert "Volume stuck" not in browser(people.bob).visit("/servicedesk").main
