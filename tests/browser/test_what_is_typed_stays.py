"""A draft survives whatever happens to the page, the network, the session and the server (UX-15, UX-16)."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Route, expect

from portal import clock
from portal.db.tables import Session
from portal.settings import Settings
from tests.browser.support import raising
from tests.browser.support.installation import Installation
from tests.browser.support.journeys import FEEDBACK, GENERAL, INCIDENT, JOURNEYS
from tests.browser.support.watching import Watch
from tests.browser.support.window import Window, open_window
from tests.factories import PASSWORD, People

pytestmark = pytest.mark.browser
Windows = Callable[..., Window]
_WORDS = "The volume has been detaching for 40 minutes.\nIt should take seconds."
_LABEL = "What happens, and what did you expect?"
_STATUS = "[data-autosave-status]"
_SAVED = re.compile(r"^Draft saved \d\d:\d\d$")
_NETWORK = "net::ERR_|Failed to fetch"


def write(mine: Window, text: str = _WORDS) -> None:
    """Type, and wait until the server has it and the page says so."""
    mine.field(_LABEL).fill(text)
    raising.wait_until_kept(mine, "incident", "what_happens", text)
    expect(mine.page.locator(_STATUS).first).to_have_text(_SAVED)


def _shown(mine: Window) -> str:
    return mine.field(_LABEL).input_value()


def test_a_window_that_dies_loses_nothing(window: Windows, people: People) -> None:
    """UX-15: saved after a pause; there again after a reload, and in another browser."""
    mine = window(people.alice)
    raising.begin(mine, INCIDENT)
    write(mine)
    path = mine.path
    mine.page.reload()
    assert _shown(mine) == _WORDS
    mine.page.close(run_before_unload=False)
    other = window(people.alice)
    other.go("/servicedesk")
    other.page.get_by_role("link", name="Continue Incident").click()
    assert other.path.startswith(path)
    assert _shown(other) == _WORDS


def test_a_page_that_is_left_at_once_is_saved_on_the_way(window: Windows, people: People) -> None:
    """UX-15: no pause is needed where the page goes away."""
    mine = window(people.alice)
    raising.begin(mine, INCIDENT)
    mine.field(_LABEL).fill(_WORDS)
    mine.follow("Tickets", within="header")
    mine.page.wait_for_url("**/servicedesk/tickets")
    mine.page.go_back()
    expect(mine.field(_LABEL)).to_have_value(_WORDS)


def test_an_ended_session_loses_nothing_that_was_saved(window: Windows, people: People) -> None:
    """UX-16: logged out elsewhere, Continue leads to the log-in and then back to the draft."""
    mine = window(people.alice)
    raising.begin(mine, INCIDENT)
    write(mine)
    path = mine.path
    Session.delete().execute()
    mine.press("Continue")
    _log_in_again(mine)
    mine.page.wait_for_url(f"**{path}")
    assert _shown(mine) == _WORDS


def test_a_lapsed_session_loses_not_even_what_was_typed_last(window: Windows, people: People) -> None:
    """UX-16: what the form held when it was sent too late is offered again after the log-in."""
    mine = window(people.alice)
    raising.begin(mine, INCIDENT)
    write(mine)
    path = mine.path
    Session.update(seen_at=clock.now() - timedelta(days=3)).execute()
    mine.field(_LABEL).fill(f"{_WORDS} Since noon.")
    mine.press("Continue")
    _log_in_again(mine)
    mine.page.wait_for_url("**/continue")
    assert "Since noon." in mine.main
    mine.press("Send it now")
    mine.page.wait_for_url(f"**{path}")
    assert _shown(mine) == f"{_WORDS} Since noon."


def _log_in_again(mine: Window) -> None:
    mine.page.wait_for_url(re.compile(r"/login\?next="))
    mine.page.get_by_label("E-mail").fill(People.address("alice"))
    mine.page.get_by_label("Password", exact=True).fill(PASSWORD)
    mine.press("Log in", within="body")


def test_autosave_says_that_the_session_has_lapsed(window: Windows, people: People) -> None:
    """UX-05: the page says what to do, and keeps the text; after a log-in in another tab it saves again."""
    mine = window(people.alice)
    raising.begin(mine, INCIDENT)
    Session.delete().execute()
    mine.field(_LABEL).fill(_WORDS)
    expect(mine.page.locator(_STATUS).first).to_contain_text("logged out")
    expect(mine.page.locator("#live")).to_contain_text("logged out")
    assert _shown(mine) == _WORDS


def test_a_network_that_is_gone_is_told_and_nothing_is_lost(window: Windows, people: People, watch: Watch) -> None:
    """UX-05: autosave and a changing choice say that the portal is out of reach; later both go through."""
    watch.expect(_NETWORK)
    mine = window(people.alice)
    raising.begin(mine, INCIDENT)
    mine.page.context.set_offline(True)
    mine.field(_LABEL).fill(_WORDS)
    expect(mine.page.locator(_STATUS).first).to_contain_text("We could not save. Your text is still here")
    expect(mine.page.locator("#live")).to_contain_text("We could not save")
    mine.field("Affected service").select_option(label="Kubernetes")
    expect(mine.page.locator(".problem-note")).to_contain_text("We cannot reach the portal. Your text is still here")
    assert _shown(mine) == _WORDS
    mine.page.context.set_offline(False)
    mine.answer("Affected service", "Object storage")
    mine.field("Bucket or container name").wait_for()
    assert mine.page.locator(".problem-note").count() == 0
    assert _shown(mine) == _WORDS
    raising.wait_until_kept(mine, "incident", "what_happens", _WORDS)


def test_an_answer_that_breaks_on_our_side_is_told_and_nothing_is_lost(
    window: Windows, people: People, watch: Watch
) -> None:
    """UX-05: 500 for a changing choice and for autosave."""
    watch.expect("status of 500")
    mine = window(people.alice)
    raising.begin(mine, INCIDENT)
    broken = re.compile(r"/(fields|save)$")
    mine.page.route(broken, lambda route: route.fulfill(status=500, content_type="text/html", body="<h1>Broken</h1>"))
    mine.field("Affected service").select_option(label="Kubernetes")
    expect(mine.page.locator(".problem-note")).to_contain_text("Something broke on our side")
    mine.field(_LABEL).fill(_WORDS)
    expect(mine.page.locator(_STATUS).first).to_contain_text("We could not save")
    assert _shown(mine) == _WORDS
    mine.page.unroute(broken)
    mine.answer("Affected service", "Compute")
    assert _shown(mine) == _WORDS


def test_what_is_typed_while_questions_change_is_not_lost(window: Windows, people: People) -> None:
    """UX-13: a slow answer comes when the person is already typing in the next field, and leaves it alone."""
    mine = window(people.alice)
    raising.begin(mine, INCIDENT)

    def slowly(route: Route) -> None:
        time.sleep(0.6)
        route.continue_()

    mine.page.route(re.compile(r"/fields$"), slowly)
    mine.field("Affected service").select_option(label="Kubernetes")
    mine.field(_LABEL).click()
    mine.page.keyboard.type("It answers 503.", delay=60)
    mine.settled()
    mine.field("Shoot cluster name").wait_for()
    mine.page.keyboard.type(" Since noon.")
    assert _shown(mine) == "It answers 503. Since noon."


def test_a_type_and_back_again_restores_every_answer(window: Windows, people: People, tmp_path: Path) -> None:
    """UX-08: A > B > A, with what both types have in common carried over."""
    mine = window(people.alice)
    raising.begin(mine, INCIDENT)
    raising.fill(mine, JOURNEYS["incident_with_a_volume"], tmp_path)
    _switch(mine, "cloud", "General request")
    assert mine.field("Subject").input_value() == "Volume stuck in detaching"
    mine.answer("What is it about?", "Invoice")
    mine.answer("Invoice number", "2026-1107")
    _switch(mine, "cloud", "Incident")
    raising.to_check(mine)
    shown = mine.answers_shown()
    wanted = JOURNEYS["incident_with_a_volume"].shown()
    assert [label for label, text in wanted.items() if not shown[label].startswith(text)] == []
    _switch(mine, "cloud", "General request")
    assert mine.field("Invoice number").input_value() == "2026-1107"


def _switch(mine: Window, category: str, label: str) -> None:
    draft = mine.path.split("/")[3].split("?")[0].split("#")[0]
    mine.go(f"/servicedesk/new?draft={draft}&category={category}")
    mine.page.locator("#choose").get_by_role("link", name=re.compile(f"^{label}")).click()
    mine.press("Continue")
    mine.page.wait_for_url("**/drafts/*")
    assert mine.h1 == label


def test_the_offer_for_an_incident_that_is_over_takes_everything_along(window: Windows, people: People) -> None:
    """UX-12: "It has stopped" offers a General request about a prior incident, with what was typed."""
    mine = window(people.alice)
    raising.begin(mine, INCIDENT)
    mine.answer("Subject", "Load balancer was gone")
    mine.answer_all(JOURNEYS["incident_with_clusters_in_several_regions"].answers)
    mine.press("Go on with a General request")
    mine.page.get_by_role("heading", name="General request", level=1).wait_for()
    assert mine.field("Subject").input_value() == "Load balancer was gone"
    assert "The API server of the cluster answers with 503." in mine.field("Describe your request").input_value()
    assert mine.field("From (UTC)").get_by_label("Time").input_value() != ""


def test_back_never_loses_anything(window: Windows, people: People) -> None:
    """UX-13: Back of the page and Back of the browser show the step before as it was last seen."""
    journey, mine = JOURNEYS["feedback"], window(people.bob)
    raising.begin(mine, FEEDBACK)
    mine.answer_all(journey.answers)
    raising.to_check(mine)
    mine.answer("Who will see it?", "Private Request")
    mine.press("Back")
    mine.page.wait_for_url(re.compile(r"/drafts/[^/]+$"))
    assert mine.field("Your feedback").input_value() == journey.answers["Your feedback"]
    mine.page.go_back()
    mine.page.wait_for_url("**/priority")
    expect(mine.page.get_by_role("radio", name="Private Request")).to_be_checked()
    mine.page.go_back()
    assert mine.field("Your feedback").input_value() == journey.answers["Your feedback"]


def test_a_killed_server_loses_nothing_that_it_said_was_saved(
    chromium: Chromium, settings: Settings, app: Flask, people: People, watch: Watch
) -> None:
    """UX-15, R-01: kill -9 of every process; the page says that it cannot save, and does once the server is back."""
    watch.expect(_NETWORK)
    installation = Installation(settings)
    installation.start()
    mine = open_window(chromium, installation.address, watch, 8_000)
    mine.page.clock.install()
    try:
        mine.log_in_as(app, people.alice)
        raising.begin(mine, GENERAL)
        mine.answer("What is it about?", "Information")
        mine.field("Describe your request").fill("Which regions have GPUs?")
        raising.wait_until_kept(mine, "general_request", "description", "Which regions have GPUs?")
        installation.kill()
        mine.field("Subject").fill("GPUs")
        expect(mine.page.locator(_STATUS).first).to_contain_text("We could not save")
        installation.start()
        mine.page.clock.fast_forward(60_000)  # past the next try
        expect(mine.page.locator(_STATUS).first).to_have_text(_SAVED)
        mine.page.reload()
        assert mine.field("Subject").input_value() == "GPUs"
        assert mine.field("Describe your request").input_value() == "Which regions have GPUs?"
    finally:
        mine.page.context.close()
        installation.kill()
