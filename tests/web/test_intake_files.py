"""Files of a draft are stored the moment they arrive."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest

from portal.db.tables import Attachment, Ticket
from portal.tickets import queries
from tests.factories import People
from tests.support.browser import HTMX, Browser
from tests.support.pages import Form, ShownPage
from tests.web import journeys
from tests.web.journeys import GENERAL, INCIDENT, day

Browse = Callable[..., Browser]


def a_file(name: str = "nova-compute.log", content: bytes = b"detaching\n") -> tuple[BytesIO, str]:
    """A file as somebody chooses it."""
    return BytesIO(content), name


def send(browser: Browser, form: Form, button: str, files: dict[str, Any], **answers: Any) -> ShownPage:
    """Press a button of the form with files chosen in it."""
    response = browser.client.post(form.action, data={**form.filled(answers, button), **files})
    target = response.location or form.action
    if response.status_code == 303:
        return browser.visit(target.partition("#")[0])
    page = ShownPage(response.text, form.action, response.status_code)
    page.check()
    browser.page = page
    return page


def test_a_file_is_kept_though_another_answer_is_wrong(browser: Browse, people: People) -> None:
    """UX-17: it never has to be chosen again."""
    alice = browser(people.alice)
    form = journeys.begin(alice, INCIDENT).form_with("Continue")
    page = send(alice, form, "Continue", {"attachments": a_file()})
    assert page.status == 422
    assert "nova-compute.log" in page.main
    page = alice.press("Continue", **INCIDENT.answers)
    assert "nova-compute.log (10 bytes)" in page.main
    alice.press("Create", **INCIDENT.priority, sharing="private")
    assert [file.name for file in queries.files_of(people.alice, Ticket.get().id)] == ["nova-compute.log"]


def test_several_files_arrive_at_once(browser: Browse, people: People) -> None:
    alice = browser(people.alice)
    form = journeys.begin(alice, INCIDENT).form_with("Continue")
    page = send(alice, form, "Save and come back later", {"attachments": [a_file("a.log"), a_file("b.log")]})
    assert page.path == "/servicedesk"
    assert {file.name for file in Attachment.select()} == {"a.log", "b.log"}


def test_a_stored_file_can_be_removed_without_losing_what_is_typed(browser: Browse, people: People) -> None:
    alice = browser(people.alice)
    form = journeys.begin(alice, INCIDENT).form_with("Continue")
    page = send(alice, form, "Continue", {"attachments": a_file()})
    form = page.form_with("Remove nova-compute.log")
    remove = next(e for e in form.element.iter("button") if e.get("aria-label") == "Remove nova-compute.log")
    response = alice.client.post(str(remove.get("formaction")), data=form.filled({"subject": "Typed meanwhile"}))
    page = alice.visit(response.location.partition("#")[0])
    assert "nova-compute.log" not in page.main
    assert page.form_with("Continue").values["subject"] == "Typed meanwhile"
    assert Attachment.select().count() == 0


def test_a_dropped_file_is_answered_with_the_list_of_files(browser: Browse, people: People) -> None:
    alice = browser(people.alice)
    form = journeys.begin(alice, INCIDENT).form_with("Continue")
    data = {"csrf_token": alice.token(), "attachments": a_file()}
    answer = alice.client.post(f"{form.action}/files", data=data, headers=HTMX)
    assert answer.status_code == 200
    assert answer.text.strip().startswith('<ul class="files" id="attachments-files"')
    assert "nova-compute.log" in answer.text


@pytest.mark.settings(limits={"file_bytes": 2048, "ticket_bytes": 3000, "files": 2})
@pytest.mark.parametrize(
    ("files", "words"),
    [
        ([("empty.log", 0)], "“empty.log” is empty"),
        ([("big.log", 2049)], "“big.log” is larger than 2.0 KiB"),
        ([("a.log", 2000), ("b.log", 2000)], "“b.log” was not stored: all files together"),
        ([("a.log", 9), ("b.log", 9), ("c.log", 9)], "“c.log” was not stored: 2 files are the most"),
    ],
)
def test_each_limit_has_its_own_words_and_the_rest_is_kept(
    browser: Browse, people: People, files: list[tuple[str, int]], words: str
) -> None:
    """UX-18."""
    alice = browser(people.alice)
    page = journeys.begin(alice, INCIDENT)
    assert "Up to 2 files, 2.0 KiB each, 2.9 KiB together." in page.main
    chosen = [a_file(name, b"x" * size) for name, size in files]
    page = send(alice, page.form_with("Continue"), "Continue", {"attachments": chosen}, **INCIDENT.answers)
    assert page.status == 422
    assert words in page.main
    assert page.form_with("Continue").values["subject"] == INCIDENT.answers["subject"]
    assert Attachment.select().count() == len(files) - 1


@pytest.mark.settings(limits={"file_bytes": 2048, "form_bytes": 65536, "request_bytes": 65536})
def test_a_request_that_is_too_large_is_refused_in_words(browser: Browse, people: People) -> None:
    alice = browser(people.alice)
    form = journeys.begin(alice, INCIDENT).form_with("Continue")
    data = {**form.filled({}, "Continue"), "attachments": a_file(content=b"x" * 70_000)}
    answer = alice.client.post(form.action, data=data)
    assert answer.status_code == 413
    assert "too large" in answer.text


def test_a_question_for_a_file_takes_files_of_its_own(browser: Browse, people: People) -> None:
    alice = browser(people.alice)
    alice.visit("/servicedesk")
    alice.press(GENERAL.card)
    alice.press("Update", about="account")
    page = alice.press("Update", account_matter="termination")
    answers = {"subject": "We leave", "description": "By the end of the year."}
    page = send(alice, page.form_with("Continue"), "Continue", {}, **answers)
    assert [link.get("href") for link in page.find("error-summary").iter("a")] == ["#signed_form"]
    page = send(alice, page.form_with("Continue"), "Continue", {"signed_form": a_file("form.pdf")}, **answers)
    assert "form.pdf" in page.main
    alice.press("Create", **GENERAL.priority, sharing="private")
    assert [(file.field, file.name) for file in queries.files_of(people.alice, Ticket.get().id)] == [
        ("signed_form", "form.pdf")
    ]


def test_files_of_a_question_left_again_do_not_go_with_the_ticket(browser: Browse, people: People) -> None:
    alice = browser(people.alice)
    alice.visit("/servicedesk")
    alice.press(GENERAL.card)
    alice.press("Update", about="account")
    page = alice.press("Update", account_matter="termination")
    send(alice, page.form_with("Continue"), "Save and come back later", {"signed_form": a_file("form.pdf")})
    alice.visit(page.path)
    alice.press("Update", about="information")
    alice.press("Continue", **GENERAL.answers)
    alice.press("Create", **GENERAL.priority, sharing="private")
    assert queries.files_of(people.alice, Ticket.get().id) == ()


def test_a_posted_file_for_a_question_that_is_not_asked_is_ignored(browser: Browse, people: People) -> None:
    alice = browser(people.alice)
    form = journeys.begin(alice, INCIDENT).form_with("Continue")
    send(alice, form, "Continue", {"signed_form": a_file("form.pdf")}, **INCIDENT.answers)
    assert Attachment.select().count() == 0


def test_only_its_author_opens_a_file_of_a_draft(browser: Browse, people: People) -> None:
    alice = browser(people.alice)
    form = journeys.begin(alice, INCIDENT).form_with("Continue")
    send(alice, form, "Continue", {"attachments": a_file()})
    path = f"/servicedesk/files/{Attachment.get().id}"
    assert alice.get(path).data == b"detaching\n"
    for name in ("bob", "carol", "dave", "erin", "sam"):
        assert browser(people[name]).get(path).status_code == 404


def test_a_file_is_saved_and_never_shown(browser: Browse, people: People) -> None:
    alice = browser(people.alice)
    form = journeys.begin(alice, INCIDENT).form_with("Continue")
    send(alice, form, "Continue", {"attachments": a_file("Fehler ö.html", b"<script>alert(1)</script>")})
    answer = alice.get(f"/servicedesk/files/{Attachment.get().id}")
    named = answer.headers["Content-Disposition"]
    assert named == "attachment; filename=\"Fehler _.html\"; filename*=UTF-8''Fehler%20%C3%B6.html"
    assert answer.data == b"<script>alert(1)</script>"
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("file_id", ["x", "x" * 43, "..", "%2e%2e%2fportal.db"])
def test_a_file_that_is_none_is_not_found(browser: Browse, people: People, file_id: str) -> None:
    assert browser(people.alice).get(f"/servicedesk/files/{file_id}").status_code == 404


def test_removing_a_file_of_another_draft_removes_nothing(browser: Browse, people: People) -> None:
    alice, bob = browser(people.alice), browser(people.bob)
    form = journeys.begin(alice, INCIDENT).form_with("Continue")
    send(alice, form, "Continue", {"attachments": a_file()})
    own = journeys.begin(bob, INCIDENT).form_with("Continue")
    assert bob.post(f"{own.action}/files/{Attachment.get().id}/remove").status_code == 404
    assert Attachment.select().count() == 1


def test_a_past_incident_keeps_its_days(browser: Browse, people: People) -> None:
    """The offer carries the moments over, in the zone of the other question."""
    alice = browser(people.alice)
    journeys.begin(alice, INCIDENT)
    alice.press("Update", **{**INCIDENT.answers, "going_on": "stopped"})
    alice.press("Update", **{"stopped": day(-1), "stopped-time": "10:15"})
    values = alice.press("Go on with a General request").form_with("Continue").values
    assert values["until"]
    assert values["until-time"]
