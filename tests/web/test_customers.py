"""Customers, as the administrators of the portal see and change them, and as engineers read them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.accounts import customers, organisations
from portal.clock import now
from portal.db.tables import Membership, Organisation, Person, Review, Ticket
from portal.tickets import drafts
from portal.vocabulary import ReviewDecision, Role, Visibility
from tests.factories import People, make_ticket
from tests.support.accounts import mails
from tests.support.browser import Browser

pytestmark = pytest.mark.once
Browse = Callable[..., Browser]
CUSTOMERS = "/servicedesk/customers"
ORGANISATION = "/servicedesk/organisation"


def test_an_administrator_finds_a_customer_and_reads_everything_of_it(browser: Browse, people: People) -> None:
    make_ticket(people.bob, subject="Cannot attach a volume")
    olga = browser(people.olga)
    page = olga.visit(olga.visit("/servicedesk/desk").links["Customers"])
    assert page.h1 == "Organisations"
    page = olga.press("Search", text="acme")
    assert "Globex AG" not in page.main
    page = olga.visit(page.links["Acme AB"])
    assert "Standard" in page.main
    assert {"Alice Andersson", "Bob Berg", "Cannot attach a volume"} <= {*page.links}
    page = olga.visit(page.links["Bob Berg"])
    assert "bob@acme.example" in page.main
    assert "Cannot attach a volume" in page.links
    assert "Send password link" in page.buttons


def test_an_engineer_reads_and_changes_nothing(browser: Browse, people: People) -> None:
    sam = browser(people.sam)
    assert "Customers" not in sam.visit("/servicedesk/desk").links
    for path in (f"organisations/{people.organisations['acme']}", f"people/{people.numbers['bob']}"):
        page = sam.visit(f"{CUSTOMERS}/{path}")
        assert not {"Deactivate", "Plan", "Change"} & {*page.links}
        assert not {"Add domain", "Send password link"} & {*page.buttons}


def test_the_ticket_leads_engineers_to_who_asked(browser: Browse, people: People) -> None:
    row = make_ticket(people.bob)
    links = browser(people.sam).visit(f"/servicedesk/tickets/{row.reference}").links
    assert links["Bob Berg"] == f"{CUSTOMERS}/people/{people.numbers['bob']}"
    assert links["Acme AB"] == f"{CUSTOMERS}/organisations/{people.organisations['acme']}"
    assert "Acme AB" not in browser(people.bob).visit(f"/servicedesk/tickets/{row.reference}").links


def test_a_new_customer_and_a_first_person_who_is_invited(browser: Browse, people: People) -> None:
    olga = browser(people.olga)
    olga.visit(f"{CUSTOMERS}/organisations/new")
    page = olga.press("Add organisation", name="Acme ab", plan="standard", status=409)
    assert "There is an organisation named Acme AB already" in page.main
    page = olga.press("Add organisation", name="Hooli", plan="premium", domain="Hooli.example")
    assert (page.h1, "hooli.example" in page.main) == ("Hooli", True)
    olga.visit(page.links["Add person"])
    page = olga.press("Add person", name="Nora", email="bob@acme.example", status=409)
    assert "This address belongs to Bob Berg. If you mean them, write that name." in page.main
    page = olga.press("Add person", name="Nora Nyberg", email="nora@hooli.example", role="administrator", plan="")
    assert page.h1 == "Nora Nyberg"
    assert Membership.get(Membership.person == Person.get(Person.name == "Nora Nyberg")).role is Role.ADMINISTRATOR
    assert [mail.address for mail in mails("invitation")] == ["nora@hooli.example"]
    page = olga.visit(page.links["Hooli"])
    assert "The link works until" in page.main
    assert "Nobody belongs to it yet" in olga.press("Withdraw: invitation of Nora Nyberg").main


def test_somebody_with_an_account_joins_one_more_organisation_and_is_taken_out_again(
    browser: Browse, people: People
) -> None:
    """OPS-33: what they have elsewhere stays, and nobody is taken out who alone administers it."""
    olga, globex = browser(people.olga), people.organisations["globex"]
    make_ticket(people.bob, subject="Stays with Bob")
    page = olga.visit(f"{CUSTOMERS}/people/new?organisation={globex}")
    asked = ("Whole name", "E-mail", "Organisation", "Role in it", "Plan of their own", "Role at the provider")
    assert sorted(asked, key=page.main.index) == list(asked)
    for email, why in (("carol@globex.example", "is a member of Globex AG already"), ("sam@support.example", "one of")):
        assert why in olga.press("Add person", name="Somebody", email=email, status=409).main
    page = olga.press("Add person", name="Bob Berg", email="bob@acme.example")
    assert page.h1 == "Bob Berg"
    assert [place.name for place in people.bob.places] == ["Acme AB", "Globex AG"]
    assert {mail.address for mail in mails("invitation")} == {"bob@acme.example"}
    page = olga.visit(page.links["Globex AG"])
    page = olga.visit(page.links["Remove Bob Berg from Globex AG"])
    assert "Stays, with its password and second factor, for Acme AB" in page.main
    assert "Bob Berg is no member of Globex AG any more" in olga.press("Remove access").text
    assert {mail.address for mail in mails("member_removed")} == {"bob@acme.example", "carol@globex.example"}
    assert [place.name for place in people.bob.places] == ["Acme AB"]
    assert "Stays with Bob" in browser(people.bob).visit("/servicedesk/tickets").main
    olga.visit(f"{CUSTOMERS}/organisations/{globex}/members/{people.numbers['carol']}/removal")
    assert "Nobody else administers the organisation" in olga.press("Remove access", status=409).main


def test_a_plan_counts_on_the_next_page_in_both_directions(browser: Browse, people: People) -> None:
    """And what is promised on open tickets is worked out anew (OPS-09)."""
    row = make_ticket(people.dave)
    assert row.answer_due_at is None
    dave, olga = browser(people.dave), browser(people.olga)
    assert dave.get("/servicedesk/new").status_code == 403
    path = f"{CUSTOMERS}/organisations/{people.organisations['initech']}/plan"
    olga.visit(path)
    assert "Initech is on the plan Standard" in olga.press("Change plan", plan="standard").text
    assert dave.get("/servicedesk/new").status_code == 200
    assert Ticket.get_by_id(row.id).answer_due_at is not None
    olga.visit(path)
    olga.press("Change plan", plan="free")
    assert dave.get("/servicedesk/new").status_code == 403
    assert Ticket.get_by_id(row.id).plan == "free"


def test_a_plan_of_ones_own_counts_on_the_next_page_in_both_directions(browser: Browse, people: People) -> None:
    """OPS-09; what covers her in an organisation stays."""
    erins, carols = make_ticket(people.erin), make_ticket(people.carol)
    erin, olga = browser(people.erin), browser(people.olga)
    page = olga.visit(f"{CUSTOMERS}/people/{people.numbers['erin']}")
    path = page.links["Plan of their own"]
    olga.visit(path)
    assert "Erin" in olga.press("Change plan", plan="").text
    assert erin.get("/servicedesk/new").status_code == 403
    assert (Ticket.get_by_id(erins.id).plan, Ticket.get_by_id(erins.id).answer_due_at) == ("free", None)
    olga.visit(path)
    assert "plan of their own is now Premium" in olga.press("Change plan", plan="premium").text
    assert erin.get("/servicedesk/new").status_code == 200
    assert Ticket.get_by_id(erins.id).plan == "premium"
    assert Ticket.get_by_id(erins.id).answer_due_at == erins.answer_due_at
    assert Ticket.get_by_id(carols.id).plan == carols.plan


def test_a_plan_that_ends_in_the_middle_of_a_draft_loses_nothing(browser: Browse, people: People) -> None:
    """What is typed last is kept, too, and the page says so."""
    acme, bob = people.organisations["acme"], browser(people.bob)
    draft = drafts.start(people.bob, "incident").id
    organisations.set_plan(people.olga, acme, "free")
    said = bob.post(f"/servicedesk/drafts/{draft}", {"subject": "Typed after the plan ended", "version": "0"})
    assert said.status_code == 403
    assert "is kept for 30 days" in said.text
    assert "is kept for 30 days" in bob.get(f"/servicedesk/drafts/{draft}").text
    organisations.set_plan(people.olga, acme, "standard")
    assert "Typed after the plan ended" in bob.get(f"/servicedesk/drafts/{draft}").text


def test_what_deactivating_means_is_said_before(browser: Browse, people: People) -> None:
    olga, bob = browser(people.olga), browser(people.bob)
    page = olga.visit(f"{CUSTOMERS}/people/{people.numbers['bob']}/state")
    assert "Bob Berg is logged out everywhere at once" in page.main
    assert "is deactivated, and logged out everywhere" in olga.press("Deactivate Bob Berg").text
    assert bob.get("/servicedesk").status_code == 303
    page = olga.visit(f"{CUSTOMERS}/people/{people.numbers['olga']}/state")
    assert "Nobody else administers the portal" in olga.press("Deactivate Olga Nilsson", status=409).main
    olga.visit(f"{CUSTOMERS}/organisations/{people.organisations['globex']}/state")
    assert "This organisation is deactivated" in olga.press("Deactivate Globex AG").main
    assert Organisation.get(Organisation.name == "Globex AG").deactivated_at is not None
    assert customers.organisation(people.sam, people.organisations["globex"]).is_active is False


# ---------- The page of one's organisation


def test_an_administrator_makes_another_one_after_reading_what_that_means(browser: Browse, people: People) -> None:
    alice, bob = browser(people.alice), browser(people.bob)
    page = alice.visit(ORGANISATION)
    page = alice.visit(page.links["Change the role of Bob Berg"])
    assert "approves requests for new and leaving colleagues" in page.main
    assert "Bob Berg is now an administrator of Acme AB" in alice.press("Change role", role="administrator").text
    assert "Change the role of Alice Andersson" in bob.visit(ORGANISATION).links
    alice.visit(f"{ORGANISATION}/{people.organisations['acme']}/members/{people.numbers['alice']}/role")
    alice.press("Change role", role="member")
    alice.visit(ORGANISATION)
    bob.visit(f"{ORGANISATION}/{people.organisations['acme']}/members/{people.numbers['bob']}/role")
    assert "Make another member an administrator first" in bob.press("Change role", role="member", status=409).main


def test_removing_access_begins_at_the_member_with_the_employee_filled_in(browser: Browse, people: People) -> None:
    alice = browser(people.alice)
    for _ in range(2):
        alice.visit(ORGANISATION)
        page = alice.press("Remove access of Bob Berg")
        assert page.form_with("Continue").values["employee"] == str(people.numbers["bob"])
    assert len(drafts.list_of(people.alice)) == 1


def test_what_goes_on_is_on_the_page(browser: Browse, people: People) -> None:
    make_ticket(people.bob, subject="Shared by Bob", visibility=Visibility.SHARED)
    asked = make_ticket(
        people.bob,
        subject="Remove portal access for Carol",
        issue_type="staff_offboarding",
        needs_approval=True,
        fulfilment="offboard",
        always_private=True,
    )
    alice = browser(people.alice)
    page = alice.visit(ORGANISATION)
    assert "Waiting for your approval" in page.main
    assert {"Shared by Bob", "Remove portal access for Carol"} <= {*page.links}
    assert "Remove portal access for Carol" not in browser(people.carol).visit(ORGANISATION).links
    alice.press(f"Approve {asked.reference}")
    page = alice.visit(ORGANISATION)
    assert "Waiting for your approval" not in page.main
    assert "With our engineers" in page.main


def test_the_members_are_looked_through_without_javascript(browser: Browse, people: People) -> None:
    review = Review.create(organisation=people.organisations["acme"], started_at=now())
    alice, numbers = browser(people.alice), people.numbers
    page = alice.visit(alice.visit(ORGANISATION).links["Look through the members of Acme AB"])
    assert page.h1 == "Who still belongs to Acme AB?"
    page = alice.press("Save", **{f"member-{numbers['bob']}": ReviewDecision.REMOVE})
    assert "Saved. 2 people not answered for yet" in page.text
    assert "Not asked for yet" in page.main
    page = alice.press("Ask for removal of Bob Berg")
    assert page.form_with("Continue").values["employee"] == str(numbers["bob"])
    alice.visit(f"{ORGANISATION}/review/{review.id}")
    page = alice.press("Save", **{f"member-{numbers[name]}": ReviewDecision.KEEP for name in ("alice", "carol")})
    assert "the review is closed. Now ask for the removal of Bob Berg" in page.text
    assert "Save" not in page.buttons
    assert "The last review marks Bob Berg for removal" in alice.visit(ORGANISATION).main


def test_a_second_factor_is_demanded_after_reading_what_that_means(browser: Browse, people: People) -> None:
    alice = browser(people.alice)
    page = alice.visit(ORGANISATION)
    page = alice.visit(page.links["Change whether members of Acme AB give a second factor"])
    alice.press("Demand a second factor")
    assert Organisation.get_by_id(people.organisations["acme"]).demands_second_factor
