"""What somebody has typed is never lost, and never overwritten in silence."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.db.tables import Draft, Ticket
from tests.factories import People
from tests.support.browser import HTMX, Browser
from tests.support.pages import Form
from tests.web import journeys
from tests.web.journeys import INCIDENT

Browse = Callable[..., Browser]


def save(browser: Browser, form: Form, **answers: object) -> int:
    """What the page's script does after a pause: send the whole form to be kept; returns the status."""
    url = form.element.get("data-autosave")
    assert url
    return browser.client.post(url, data=form.filled(answers), headers=HTMX).status_code


def test_a_draft_saves_itself_and_says_when(browser: Browse, people: People) -> None:
    """UX-15."""
    alice = browser(people.alice)
    form = journeys.begin(alice, INCIDENT).form_with("Continue")
    answer = alice.partial(str(form.element.get("data-autosave")), form.filled({"subject": "Half a thou"}))
    assert answer.status_code == 200
    assert len(answer.json["saved"]) == len("10:42")
    page = alice.visit("/servicedesk")
    assert "Half a thou Incident, step 2 of 3" in page.main
    page = alice.visit(page.links["Continue Half a thou"])
    assert page.form_with("Continue").values["subject"] == "Half a thou"
    assert f"Draft saved {answer.json['saved']}" in page.main


def test_saving_says_nothing_about_what_is_wrong(browser: Browse, people: People) -> None:
    """UX-04: rules speak on Continue, not before."""
    alice = browser(people.alice)
    form = journeys.begin(alice, INCIDENT).form_with("Continue")
    assert save(alice, form, started="31 31 2026") == 200
    page = alice.visit(form.action)
    assert page.form_with("Continue").values["started"] == "31 31 2026"
    assert "There is a problem" not in page.main


def test_a_draft_waits_on_another_device_after_log_out(browser: Browse, people: People) -> None:
    """UX-15."""
    here = browser(people.alice)
    journeys.begin(here, INCIDENT)
    page = here.press("Save and come back later", subject="Volume stuck", what_happens="It hangs.")
    assert "Your draft is saved" in page.main
    there = browser(people.alice)
    page = there.visit(there.visit("/servicedesk").links["Continue Volume stuck"])
    assert page.form_with("Continue").values["what_happens"] == "It hangs."


def test_a_draft_in_step_three_is_continued_there(browser: Browse, people: People) -> None:
    alice = browser(people.alice)
    journeys.fill(alice, INCIDENT)
    page = alice.press("Save and come back later", urgency="high")
    page = alice.visit(page.links[f"Continue {INCIDENT.answers['subject']}"])
    assert page.h1 == "Priority and sharing"
    assert page.form_with("Create").values["urgency"] == "high"


def test_going_back_from_step_three_loses_nothing(browser: Browse, people: People) -> None:
    """UX-13."""
    alice = browser(people.alice)
    journeys.fill(alice, INCIDENT)
    page = alice.press("Back", urgency="low", impact="low", sharing="private")
    assert page.form_with("Continue").values["what_happens"] == INCIDENT.answers["what_happens"]
    values = alice.press("Continue").form_with("Create").values
    assert (values["urgency"], values["impact"], values["sharing"]) == ("low", "low", "private")


def test_an_untouched_draft_is_not_listed(browser: Browse, people: People) -> None:
    alice = browser(people.alice)
    alice.visit("/servicedesk")
    alice.press(INCIDENT.card)
    assert "A ticket you have begun but not sent waits here." in alice.visit("/servicedesk").main


def test_deleting_a_draft_asks_first(browser: Browse, people: People) -> None:
    alice = browser(people.alice)
    journeys.begin(alice, INCIDENT)
    page = alice.press("Save and come back later", subject="Volume stuck")
    page = alice.visit(page.links["Delete Volume stuck"])
    assert Draft.select().count() == 1
    page = alice.press("Delete draft")
    assert "The draft is deleted." in page.text
    assert Draft.select().count() == 0


def test_an_older_window_does_not_overwrite_a_newer_one(browser: Browse, people: People) -> None:
    """R-11: both texts are kept until their author chooses."""
    alice = browser(people.alice)
    page = journeys.begin(alice, INCIDENT)
    older, newer = page.form_with("Continue"), alice.visit(page.path).form_with("Continue")
    assert save(alice, newer, subject="From the newer window") == 200
    assert save(alice, older, subject="From the older window") == 409
    page = alice.submit(older, "Save and come back later", status=409, subject="From the older window")
    assert "This draft was changed in another window" in page.main
    assert "Subject: From the newer window" in page.main
    assert page.form_with("Continue").values["subject"] == "From the older window"
    page = alice.press("Save and come back later")
    assert "From the older window" in page.main


def test_one_window_saves_again_and_again(browser: Browse, people: People) -> None:
    alice = browser(people.alice)
    form = journeys.begin(alice, INCIDENT).form_with("Continue")
    assert save(alice, form, subject="V") == 200
    assert save(alice, form, subject="Vol") == 200
    assert alice.submit(form, "Save and come back later", subject="Volume").path == "/servicedesk"


def test_an_older_window_cannot_create_what_its_author_has_not_seen(browser: Browse, people: People) -> None:
    alice = browser(people.alice)
    older = journeys.fill(alice, INCIDENT).form_with("Create")
    details = alice.visit(older.action.removesuffix("/priority")).form_with("Continue")
    assert save(alice, details, subject="Another subject") == 200
    page = alice.submit(older, "Create", status=409, **INCIDENT.priority, sharing="private")
    assert "changed in another window" in page.main
    assert Ticket.select().count() == 0
    assert alice.press("Create").h1.endswith("is created")


def test_a_changed_selection_brings_only_the_part_of_the_page(browser: Browse, people: People) -> None:
    """HX-09, HX-11: the same file as in the page, with what changed said."""
    alice = browser(people.alice)
    form = journeys.begin(alice, INCIDENT).form_with("Continue")
    answer = alice.client.post(f"{form.action}/fields", data=form.filled({"service": "kubernetes"}), headers=HTMX)
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith('<div class="columns" id="details">')
    assert 'name="cluster"' in answer.text
    assert "1 question added" in answer.text
    whole = alice.visit(form.action)
    assert "cluster" in whole.form_with("Continue").names


def test_a_changed_priority_brings_its_result_at_once(browser: Browse, people: People) -> None:
    alice = browser(people.alice)
    form = journeys.fill(alice, INCIDENT).form_with("Create")
    answer = alice.client.post(form.action, data=form.filled({"urgency": "low", "impact": "low"}), headers=HTMX)
    assert "Low urgency, low impact." in answer.text
    assert answer.text.lstrip().startswith('<div class="columns" id="priority">')


def test_a_lapsed_session_sends_to_the_log_in_and_the_draft_is_still_there(browser: Browse, people: People) -> None:
    """UX-16."""
    alice = browser(people.alice)
    form = journeys.begin(alice, INCIDENT).form_with("Continue")
    save(alice, form, subject="Volume stuck")
    stranger = browser()
    assert stranger.client.get(form.action).status_code == 303
    assert browser(people.alice).visit(form.action).form_with("Continue").values["subject"] == "Volume stuck"


@pytest.mark.parametrize(("step", "heading"), [("Issue type (done)", "New ticket"), ("Details (done)", "Incident")])
def test_the_line_of_steps_leads_back_and_keeps_what_is_chosen(
    browser: Browse, people: People, step: str, heading: str
) -> None:
    """UX-16, without scripts too."""
    alice = browser(people.alice)
    place = journeys.fill(alice, INCIDENT).path
    assert alice.press(step, urgency="high", impact="low").h1 == heading
    form = alice.visit(place).form_with("Create")
    assert (form.values["urgency"], form.values["impact"]) == ("high", "low")


def test_the_line_of_steps_keeps_what_is_half_written(browser: Browse, people: People) -> None:
    """UX-16: nothing is asked for on the way back."""
    alice = browser(people.alice)
    place = journeys.begin(alice, INCIDENT).path
    assert alice.press("Issue type (done)", subject="Half a thou").h1 == "New ticket"
    assert alice.visit(place).form_with("Continue").values["subject"] == "Half a thou"
