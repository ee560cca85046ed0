"""What no page offers: requests made by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.db.tables import Draft, Ticket
from portal.tickets import drafts
from portal.vocabulary import Priority, Visibility
from tests.factories import People
from tests.support.browser import Browser
from tests.support.pages import ShownPage
from tests.web import journeys
from tests.web.journeys import INCIDENT, OFFBOARDING

Browse = Callable[..., Browser]


def test_a_posted_priority_changes_nothing(browser: Browse, people: People) -> None:
    alice = browser(people.alice)
    form = journeys.fill(alice, INCIDENT).form_with("Create")
    data = form.filled({"urgency": "low", "impact": "low", "sharing": "private"}, "Create")
    alice.client.post(form.action, data={**data, "priority": "P1", "rank": "1", "status": "resolved"})
    assert Ticket.get().priority is Priority.P4


def test_a_ticket_cannot_be_shared_with_a_foreign_organisation(browser: Browse, people: People) -> None:
    alice = browser(people.alice)
    form = journeys.fill(alice, INCIDENT).form_with("Create")
    for field in ("sharing", "on_behalf_of", "organisation"):
        chosen = {**INCIDENT.priority, "sharing": "private"}
        data = form.filled(chosen, "Create") | {field: str(people.organisations["globex"])}
        alice.client.post(form.action, data=data)
    assert not Ticket.select().where(Ticket.organisation == people.organisations["globex"]).exists()


def test_a_foreign_organisation_in_sharing_is_an_error_of_that_field(browser: Browse, people: People) -> None:
    alice = browser(people.alice)
    journeys.fill(alice, INCIDENT)
    crafted = str(people.organisations["globex"])
    page = alice.press("Create", status=422, **INCIDENT.priority, sharing=crafted)
    assert [link.get("href") for link in page.find("error-summary").iter("a")] == ["#sharing"]


def test_a_hidden_field_is_neither_kept_nor_sent(browser: Browse, people: People) -> None:
    """UX-09."""
    alice = browser(people.alice)
    form = journeys.begin(alice, INCIDENT).form_with("Continue")
    data = form.filled(INCIDENT.answers, "Continue") | {"bucket": "invoices", "cluster": "shoot-1", "nonsense": "x"}
    alice.client.post(form.action, data=data)
    page = alice.visit(f"{form.action}/priority")
    assert "invoices" not in page.main
    alice.press("Create", **INCIDENT.priority, sharing="private")
    assert not {"bucket", "cluster", "nonsense"} & {answer["key"] for answer in Ticket.get().answers}


def test_an_offboarding_cannot_be_shared(browser: Browse, people: People) -> None:
    alice = browser(people.alice)
    form = journeys.fill(alice, OFFBOARDING, employee=str(people.bob.person_id)).form_with("Create")
    data = form.filled({}, "Create") | {"sharing": str(people.organisations["acme"])}
    alice.client.post(form.action, data=data)
    ticket = Ticket.get()
    assert (ticket.visibility, ticket.always_private) == (Visibility.PRIVATE, True)


def test_an_employee_of_another_organisation_cannot_be_offboarded(browser: Browse, people: People) -> None:
    alice = browser(people.alice)
    journeys.begin(alice, OFFBOARDING)
    page = alice.press("Continue", status=422, **OFFBOARDING.answers, employee=str(people.dave.person_id))
    assert "#employee" in [link.get("href") for link in page.find("error-summary").iter("a")]


PATHS = ("", "/priority", "/delete")
POSTS = ("", "/fields", "/save", "/priority", "/priority/save", "/type", "/delete", "/files", "/files/x/remove")


@pytest.mark.parametrize("name", ["bob", "carol", "erin"])
def test_a_foreign_draft_is_as_unknown_as_one_that_does_not_exist(browser: Browse, people: People, name: str) -> None:
    """S-02."""
    draft = drafts.start(people.alice, "incident").id
    other = browser(people[name])
    for path in PATHS:
        foreign = other.get(f"/servicedesk/drafts/{draft}{path}")
        missing = other.get(f"/servicedesk/drafts/{draft[::-1]}{path}")
        assert (foreign.status_code, missing.status_code) == (404, 404)
        assert ShownPage(foreign.text).text == ShownPage(missing.text).text
    posted = {"go": "create", "to": "feedback", "subject": "Mine now", "issue_type": "incident"}
    assert {other.post(f"/servicedesk/drafts/{draft}{path}", posted).status_code for path in POSTS} == {404}
    assert Draft.get_by_id(draft).answers == {}


@pytest.mark.parametrize("name", ["dave", "sam", "olga"])
def test_who_may_not_raise_tickets_can_neither_begin_nor_touch_one(browser: Browse, people: People, name: str) -> None:
    """The free plan is e-mail only; engineers answer tickets."""
    draft = drafts.start(people.alice, "incident").id
    other = browser(people[name])
    assert other.get("/servicedesk/new").status_code == 403
    assert other.get("/servicedesk/new?issue_type=incident").status_code == 403
    assert other.post("/servicedesk/drafts", {"issue_type": "incident"}).status_code == 403
    assert {other.get(f"/servicedesk/drafts/{draft}{path}").status_code for path in PATHS} == {403}
    assert {other.post(f"/servicedesk/drafts/{draft}{path}", {"to": "hosting"}).status_code for path in POSTS} == {403}
    assert (Draft.select().count(), Ticket.select().count()) == (1, 0)


def test_a_post_without_its_token_is_refused(browser: Browse, people: People) -> None:
    alice = browser(people.alice)
    assert alice.client.post("/servicedesk/drafts", data={"issue_type": "incident"}).status_code == 400
    assert Draft.select().count() == 0


@pytest.mark.parametrize("issue_type", ["", "unknown", "staff_onboarding "])
def test_an_issue_type_that_does_not_exist_begins_nothing(browser: Browse, people: People, issue_type: str) -> None:
    assert browser(people.alice).post("/servicedesk/drafts", {"issue_type": issue_type}).status_code == 422


def test_reading_pages_changes_nothing(browser: Browse, people: People) -> None:
    """HX-12."""
    alice = browser(people.alice)
    path = journeys.fill(alice, INCIDENT).path
    before = Draft.get()
    for address in (path, path.removesuffix("/priority"), "/servicedesk/new?issue_type=hosting", "/servicedesk"):
        alice.visit(address)
    after = Draft.get()
    assert (after.version, after.changed_at, after.answers) == (before.version, before.changed_at, before.answers)


def test_signs_that_no_text_has_do_no_harm(browser: Browse, people: People) -> None:
    """NUL and half characters are refused by some databases: they never get there."""
    alice = browser(people.alice)
    odd = {"subject": "Volume\x00 stuck \ud800 here", "what_happens": "It\x00 hangs."}
    form = journeys.begin(alice, INCIDENT).form_with("Continue")
    data = form.filled({**INCIDENT.answers, **odd}, "Continue")
    body = {key: text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text for key, text in data.items()}
    alice.client.post(form.action, data=body)
    alice.visit(f"{form.action}/priority")
    alice.press("Create", **INCIDENT.priority, sharing="private")
    assert "\x00" not in Ticket.get().subject
    assert "\x00" not in str(Ticket.get().answers)
