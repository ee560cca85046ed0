"""Somebody raises a ticket, without JavaScript."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.db.tables import Draft, Membership, Outbox, Ticket
from portal.tickets import queries
from portal.vocabulary import Approval, Level, Priority, Role, Status, Visibility
from tests.factories import People, make_person
from tests.support.browser import Browser
from tests.web import journeys
from tests.web.journeys import ALL, FEEDBACK, GENERAL, INCIDENT, OFFBOARDING, ONBOARDING, UUID, Journey

Browse = Callable[..., Browser]


def the_ticket() -> Ticket:
    """The only ticket there is."""
    assert Ticket.select().count() == 1
    return Ticket.get()


@pytest.mark.parametrize("journey", ALL, ids=lambda journey: journey.label)
def test_each_issue_type_goes_from_the_home_page_to_created(browser: Browse, people: People, journey: Journey) -> None:
    """UX-01, UX-19."""
    alice = browser(people.alice)
    page = journeys.create(alice, journey, **journeys.more_for(journey, people.alice, people.bob))
    ticket = the_ticket()
    assert page.h1 == f"SC-{ticket.id} is created"
    assert "alice@acme.example" in page.main
    assert page.links[f"Open SC-{ticket.id}"] == f"/servicedesk/tickets/SC-{ticket.id}"
    assert ticket.issue_type_label == journey.label
    assert ticket.visibility is Visibility.PRIVATE
    assert (
        Outbox.select().where((Outbox.event == "created") & (Outbox.recipient == people.alice.person_id)).count() == 1
    )
    assert Draft.select().count() == 0


def test_the_ticket_holds_what_was_answered_and_what_the_server_computed(browser: Browse, people: People) -> None:
    journeys.create(browser(people.alice), INCIDENT, str(people.alice.places[0].organisation_id))
    row = queries.get_visible(people.bob, f"SC-{the_ticket().id}")
    assert (row.row.priority, row.row.urgency, row.row.impact) == (Priority.P2, Level.HIGH, Level.MEDIUM)
    assert row.row.visibility is Visibility.SHARED
    assert row.row.subject == "Volume stuck in detaching"
    answers = {answer.label: answer.text for answer in row.answers}
    assert answers["Affected service"] == "Block storage"
    assert answers["Who is affected?"] == "Our customers, Our users"
    assert row.row.answer_due_at is not None


def test_a_choice_brings_its_questions_and_takes_those_of_another(browser: Browse, people: People) -> None:
    alice = browser(people.alice)
    page = journeys.begin(alice, INCIDENT)
    assert "resources" in page.form_with("Continue").names
    assert "cluster" not in page.form_with("Continue").names
    page = alice.press("Update", service="kubernetes")
    assert "cluster" in page.form_with("Continue").names
    assert "1 question added" in page.text


def test_what_is_wrong_is_said_above_and_at_the_field_in_the_same_words(browser: Browse, people: People) -> None:
    """UX-02, UX-03: nothing typed is lost."""
    alice = browser(people.alice)
    journeys.begin(alice, INCIDENT)
    wrong = {**INCIDENT.answers, "region": "", "resources": f"{UUID}\n9b2f4c1e-77d0-4e", "who_is_affected": []}
    page = alice.press("Continue", status=422, **wrong)
    assert page.title.startswith("Error: ")
    summary = page.find("error-summary")
    assert summary.get("role") == "alert"
    problems = {link.get("href"): "".join(link.itertext()) for link in summary.iter("a")}
    assert list(problems) == ["#region", "#resources", "#who_is_affected"]
    for target, words in problems.items():
        assert words in "".join(page.find(f"{target[1:]}-error").itertext())
    values = page.form_with("Continue").values
    assert values["resources"] == f"{UUID}\n9b2f4c1e-77d0-4e"
    assert values["what_happens"] == INCIDENT.answers["what_happens"]
    assert page.source.index("error-summary") < page.source.index("<h1")


def test_nothing_is_chosen_beforehand(browser: Browse, people: People) -> None:
    """UX-06."""
    page = journeys.fill(browser(people.alice), INCIDENT)
    assert not {"urgency", "impact", "sharing"} & set(page.form_with("Create").values)
    assert "required" not in {name for field in page.root.iter("input") for name in field.attrib}


def test_leaving_priority_and_sharing_open_is_an_error(browser: Browse, people: People) -> None:
    alice = browser(people.alice)
    journeys.fill(alice, INCIDENT)
    page = alice.press("Create", status=422)
    assert page.title.startswith("Error: ")
    links = [link.get("href") for link in page.find("error-summary").iter("a")]
    assert links == ["#urgency", "#impact", "#sharing"]
    assert Ticket.select().count() == 0


def test_changing_the_type_and_back_brings_back_what_was_typed(browser: Browse, people: People) -> None:
    """UX-08: A > B > A."""
    alice = browser(people.alice)
    journeys.begin(alice, INCIDENT)
    page = alice.press("Back", subject="Volume stuck", what_happens="It hangs.", region="sto2")
    assert page.h1 == "New ticket"
    page = alice.visit(page.links["General request Get assistance for general problems and questions"])
    page = alice.press("Continue")
    assert page.h1 == "General request"
    assert page.form_with("Continue").values["subject"] == "Volume stuck"
    page = alice.press("Back", subject="Another question")
    page = alice.visit(page.links["Cleura Cloud Cloud operations"])
    page = alice.visit(page.links["Incident Report an ongoing incident"])
    page = alice.press("Continue")
    values = page.form_with("Continue").values
    assert (values["subject"], values["what_happens"], values["region"]) == ("Volume stuck", "It hangs.", "sto2")


def test_the_ticket_holds_only_the_branch_that_was_sent(browser: Browse, people: People) -> None:
    alice = browser(people.alice)
    journeys.begin(alice, INCIDENT)
    alice.press("Update", service="kubernetes")
    alice.press("Update", service="block_storage", cluster="shoot-1")
    alice.press("Continue", **INCIDENT.answers)
    alice.press("Create", **INCIDENT.priority, sharing="private")
    assert "cluster" not in [answer["key"] for answer in the_ticket().answers]


def test_an_incident_that_has_stopped_is_offered_to_go_on_as_a_general_request(browser: Browse, people: People) -> None:
    alice = browser(people.alice)
    journeys.begin(alice, INCIDENT)
    page = alice.press("Update", **{**INCIDENT.answers, "going_on": "stopped"})
    assert "Is it over already?" in page.main
    page = alice.press("Go on with a General request")
    assert page.h1 == "General request"
    values = page.form_with("Continue").values
    assert values["about"] == "prior_incident"
    assert values["subject"] == INCIDENT.answers["subject"]
    assert values["from-time"] == "09:15" or values["from"]
    assert "It has been detaching" in values["description"]


def test_step_three_shows_every_answer_and_leads_back_to_each(browser: Browse, people: People) -> None:
    """UX-10, UX-11."""
    alice = browser(people.alice)
    page = journeys.fill(alice, INCIDENT)
    assert page.h1 == "Priority and sharing"
    assert "Our customers, Our users" in page.main
    assert "Attachments Not provided" in page.main
    change = page.links["Change Region"]
    assert change.endswith("#region")
    page = alice.visit(change.partition("#")[0])
    page = alice.press("Continue", region="fra1")
    assert page.h1 == "Priority and sharing"
    assert "Fra1" in page.main


def test_a_change_that_asks_for_more_asks_it_before_going_on(browser: Browse, people: People) -> None:
    """UX-10."""
    alice = browser(people.alice)
    page = journeys.fill(alice, INCIDENT)
    alice.visit(page.links["Change Affected service"].partition("#")[0])
    page = alice.press("Continue", status=422, service="kubernetes")
    assert [link.get("href") for link in page.find("error-summary").iter("a")] == ["#cluster"]
    assert alice.press("Continue", cluster="shoot-1").h1 == "Priority and sharing"


def test_step_three_cannot_be_reached_around_step_two(browser: Browse, people: People) -> None:
    alice = browser(people.alice)
    page = journeys.begin(alice, INCIDENT)
    page = alice.visit(f"{page.path}/priority")
    assert page.h1 == "Incident"
    assert page.title.startswith("Error: ")


def test_the_priority_and_its_promise_are_shown_before_create(browser: Browse, people: People) -> None:
    """UX-11."""
    alice = browser(people.alice)
    journeys.fill(alice, INCIDENT)
    page = alice.press("Update", urgency="high", impact="medium")
    assert "High urgency, medium impact." in page.main
    assert "then an update every 4 hours, day and night" in page.main


def test_a_phone_number_is_needed_for_a_p1_only(browser: Browse, people: People) -> None:
    alice = browser(people.alice)
    journeys.fill(alice, INCIDENT)
    page = alice.press("Create", status=422, urgency="high", impact="high", sharing="private")
    assert [link.get("href") for link in page.find("error-summary").iter("a")] == ["#phone"]
    assert alice.press("Create", phone="+46 70 123 45 67").h1.endswith("is created")


def test_who_will_see_it_is_said_with_number_and_names(browser: Browse, people: People) -> None:
    """UX-11."""
    page = journeys.fill(browser(people.alice), INCIDENT)
    assert "Share with Acme AB 3 people can read and answer: you, Bob Berg and Carol Weber." in page.main
    assert "Private Request Only you." in page.main


def test_of_many_only_five_are_named(browser: Browse, people: People) -> None:
    for number in range(6):
        newcomer = make_person(f"Person {number}", f"person{number}@acme.example")
        Membership.create(person=newcomer, organisation=people.organisations["acme"], role=Role.MEMBER)
    page = journeys.fill(browser(people.alice), INCIDENT)
    named = "you, Bob Berg, Carol Weber, Person 0, Person 1, Person 2 and 3 others"
    assert f"9 people can read and answer: {named}." in page.main


def test_somebody_in_two_organisations_chooses_between_both_and_private(browser: Browse, people: People) -> None:
    carol = browser(people.carol)
    page = journeys.fill(carol, INCIDENT)
    assert "Share with Acme AB" in page.main
    assert "Share with Globex AG Only you for now" in page.main
    page = carol.press("Create", status=422, **INCIDENT.priority, sharing="private")
    assert [link.get("href") for link in page.find("error-summary").iter("a")] == ["#on_behalf_of"]
    carol.press("Create", on_behalf_of=str(people.organisations["globex"]))
    assert the_ticket().organisation_id == people.organisations["globex"]
    assert the_ticket().visibility is Visibility.PRIVATE


def test_somebody_without_an_organisation_is_not_asked_who_will_see_it(browser: Browse, people: People) -> None:
    erin = browser(people.erin)
    page = journeys.fill(erin, INCIDENT)
    assert "sharing" not in page.form_with("Create").names
    assert "Only you and our engineers see it." in page.main
    erin.press("Create", **INCIDENT.priority)
    assert (the_ticket().organisation_id, the_ticket().visibility) == (None, Visibility.PRIVATE)


def test_an_offboarding_says_that_it_is_always_private(browser: Browse, people: People) -> None:
    alice = browser(people.alice)
    journeys.create(alice, OFFBOARDING, employee=str(people.carol.person_id))
    assert "answered before" not in journeys.begin(alice, OFFBOARDING).main
    page = journeys.fill(alice, OFFBOARDING, employee=str(people.bob.person_id))
    assert "sharing" not in page.form_with("Create").names
    assert "always private" in page.main


def test_a_members_onboarding_waits_for_an_administrator_and_says_so(browser: Browse, people: People) -> None:
    bob = browser(people.bob)
    page = journeys.fill(bob, ONBOARDING)
    assert "An administrator of Acme AB (Alice Andersson) must approve this request" in page.main
    page = bob.press("Create", sharing="private")
    assert (the_ticket().status, the_ticket().approval) == (Status.WAITING_FOR_APPROVAL, Approval.PENDING)
    assert "Alice Andersson of Acme AB approves or declines it" in page.main


def test_that_nobody_can_approve_an_offboarding_of_the_only_administrator_is_said(
    browser: Browse, people: People
) -> None:
    """Whose own access it would end neither reads nor approves it (OPS-22), so it is not said that they do."""
    bob = browser(people.bob)
    page = journeys.fill(bob, OFFBOARDING, employee=str(people.alice.person_id))
    assert "Nobody at Acme AB can approve this request as it stands" in page.main
    page = bob.press("Create")
    assert "Nobody at Acme AB can approve it as it stands" in page.main
    assert "You and our engineers" in page.main
    path = f"/servicedesk/tickets/SC-{the_ticket().id}"
    assert "Write to us here, and we help" in bob.visit(path).text_of("turn")
    assert "makes a member one under Customers" in browser(people.sam).visit(path).text_of("turn")


def test_an_administrators_onboarding_waits_for_nobody(browser: Browse, people: People) -> None:
    page = journeys.fill(browser(people.alice), ONBOARDING)
    assert "must approve" not in page.main


def test_an_address_of_another_domain_is_pointed_out_to_both_sides(browser: Browse, people: People) -> None:
    alice = browser(people.alice)
    page = journeys.fill(alice, ONBOARDING, work_email="nina@falk.example")
    assert "nina@falk.example is not at a domain of Acme AB" in page.main
    alice.press("Create", sharing="private")
    assert "is not at a domain of Acme AB" in str(the_ticket().answers)


def test_feedback_has_no_priority(browser: Browse, people: People) -> None:
    alice = browser(people.alice)
    page = journeys.fill(alice, FEEDBACK)
    assert "urgency" not in page.form_with("Create").names
    alice.press("Create", sharing="private")
    assert the_ticket().priority is None


def test_create_pressed_twice_makes_one_ticket_and_one_confirmation(browser: Browse, people: People) -> None:
    """UX-21, R-10."""
    alice = browser(people.alice)
    form = journeys.fill(alice, INCIDENT).form_with("Create")
    answers = {**INCIDENT.priority, "sharing": "private"}
    first = alice.submit(form, "Create", **answers)
    second = alice.submit(form, "Create", **answers)
    assert first.h1 == second.h1 == f"SC-{the_ticket().id} is created"
    assert Outbox.select().where(Outbox.event == "created").count() == 1


def test_back_after_create_says_already_sent(browser: Browse, people: People) -> None:
    """UX-14."""
    alice = browser(people.alice)
    step_three = journeys.fill(alice, INCIDENT)
    step_two = step_three.path.removesuffix("/priority")
    alice.press("Create", **INCIDENT.priority, sharing="private")
    for address in (step_two, step_three.path):
        assert alice.visit(address).h1 == f"Already sent as SC-{the_ticket().id}"
    form = step_three.form_with("Save and come back later")
    assert alice.submit(form, "Save and come back later", status=409).h1.startswith("Already sent as SC-")


def test_the_confirmation_can_be_bookmarked_but_only_by_its_requester(browser: Browse, people: People) -> None:
    """UX-19."""
    alice = browser(people.alice)
    page = journeys.create(alice, GENERAL, str(people.organisations["acme"]))
    assert alice.visit(page.path).h1 == page.h1
    browser(people.bob).visit(page.path, status=404)


def test_step_one_leads_from_category_to_issue_type_to_its_description(browser: Browse, people: People) -> None:
    """UX-01, UX-23."""
    alice = browser(people.alice)
    page = alice.visit("/servicedesk/new")
    page = alice.visit(page.links["Managed Services Services we run for you"])
    assert Draft.select().count() == 0
    page = alice.visit(page.links["Hosting Create or Cancel server for Managed Hosting"])
    assert "About 4 minutes; have the name of the server at hand." in page.main
    assert alice.press("Continue").h1 == "Hosting"
    assert Draft.select().count() == 1


def test_htmx_gets_only_the_part_of_step_one(browser: Browse, people: People) -> None:
    """HX-11: the part is what the page holds."""
    alice = browser(people.alice)
    whole = alice.visit("/servicedesk/new?category=cloud").source
    part = alice.partial("/servicedesk/new?category=cloud")
    assert part.text.strip() in whole
    assert "HX-Request" in part.headers["Vary"]


def test_somebody_in_no_organisation_is_not_offered_what_needs_one(browser: Browse, people: People) -> None:
    erin = browser(people.erin)
    page = erin.visit("/servicedesk")
    assert FEEDBACK.card in page.buttons
    assert ONBOARDING.card not in page.buttons
    assert erin.post("/servicedesk/drafts", {"issue_type": "staff_onboarding"}).status_code == 422


def test_earlier_tickets_about_the_same_resource_are_named(browser: Browse, people: People) -> None:
    alice = browser(people.alice)
    journeys.create(alice, INCIDENT)
    first = the_ticket()
    journeys.begin(alice, INCIDENT)
    page = alice.press("Update", subject="Something else", resources=UUID)
    assert f"1 UUID recognised. 7c9e6679 is also in an earlier ticket: SC-{first.id}" in page.main
    assert "Has this been answered before?" in page.main


def test_tickets_of_others_are_not_named(browser: Browse, people: People) -> None:
    """S-04."""
    journeys.create(browser(people.alice), INCIDENT)
    bob = browser(people.bob)
    journeys.begin(bob, INCIDENT)
    page = bob.press("Update", subject="Volume stuck in detaching", resources=UUID)
    assert "1 UUID recognised." in page.main
    assert "answered before" not in page.main
