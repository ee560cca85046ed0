"""The audit as the administrators of the portal read it (S-22)."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from portal import audit
from portal.accounts import operations as people_operations
from portal.audit import Act
from portal.db.tables import Audited
from portal.tickets import desk
from portal.vocabulary import Priority
from portal.web.audit import words as audit_words
from tests.factories import People, make_ticket
from tests.support.browser import Browser
from tests.support.mails import Hands
from tests.web.test_csv import rows

Browse = Callable[..., Browser]
AUDIT = "/servicedesk/audit"


@pytest.mark.once
def test_a_line_is_a_sentence_with_names_as_links_and_what_was_before_and_after(
    browser: Browse, people: People
) -> None:
    ticket = make_ticket(people.alice, priority=Priority.P3)
    desk.set_priority(people.sam, ticket.reference, Priority.P1, "All stands still.")
    page = browser(people.olga).visit(AUDIT)
    assert "Sam Holm changed the priority of SC-1001: P3 → P1" in page.main
    assert page.links["SC-1001"] == "/servicedesk/tickets/SC-1001"
    assert page.links["Sam Holm"] == f"{AUDIT}?who={people.numbers['sam']}"
    assert page.links["Audit"] == AUDIT


@pytest.mark.once
def test_each_filter_stands_in_the_address(browser: Browse, people: People, hands: Hands) -> None:
    first, second = make_ticket(people.alice), make_ticket(people.erin)
    desk.assign(people.sam, first.reference, people.numbers["sam"])
    hands.forward(days=2)
    desk.assign(people.olga, second.reference, people.numbers["sam"])
    people_operations.deactivate_person(people.olga, people.numbers["bob"])
    olga, day = browser(people.olga), f"{hands.now():%Y-%m-%d}"
    found = {
        "who=sam@support.example": (1, "SC-1001"),
        f"who={people.numbers['olga']}&what=ticket_assigned": (1, "SC-1002"),
        "person=bob@acme.example": (1, "deactivated Bob Berg"),
        f"organisation={people.organisations['acme']}": (1, "SC-1001"),
        "ticket=sc-1002": (1, "SC-1002"),
        f"to={day}&what=ticket_assigned": (2, "SC-1001"),
        f"from={day}&what=ticket_assigned": (1, "SC-1002"),
    }
    for address, (count, words) in found.items():
        page = olga.visit(f"{AUDIT}?{address}")
        assert f"{count} on this page" in page.main, address
        assert words in page.main, address
    assert "No line fits" in olga.visit(f"{AUDIT}?who=portal&what=ticket_assigned").main


@pytest.mark.once
def test_what_cannot_be_looked_for_is_named_and_left_out(browser: Browse, people: People) -> None:
    """UX-08: nothing breaks, and it says how to mend it."""
    page = browser(people.olga).visit(
        f"{AUDIT}?who=nobody@acme.example&ticket=x&from=yesterday&to=9999-12-31&after=1-x"
    )
    assert "Nobody has the address “nobody@acme.example”" in page.main
    assert "“x” is no ticket’s reference" in page.main
    assert "“yesterday” is no day" in page.main


def test_pages_lead_on_and_back_without_losing_a_line(
    browser: Browse, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.audit_lines.listing.__defaults__", (2,))
    for number in range(5):
        audit.record(Act.PLAN_CHANGED, None, before="free", after=f"plan {number}")
    olga, seen = browser(people.olga), []
    page = olga.visit(f"{AUDIT}?what=plan_changed")
    seen += re.findall(r"plan \d", page.main)
    while page.links.get("Next"):
        page = olga.visit(page.links["Next"])
        seen += re.findall(r"plan \d", page.main)
    assert seen == ["plan 4", "plan 3", "plan 2", "plan 1", "plan 0"]
    assert re.findall(r"plan \d", olga.visit(page.links["Previous"]).main) == ["plan 2", "plan 1"]


@pytest.mark.once
def test_the_file_has_what_the_filter_shows_as_text_and_is_audited_itself(browser: Browse, people: People) -> None:
    """S-19, S-22; ASVS 16.2.1."""
    audit.record(Act.ORGANISATION_CHANGED, people.olga, before="Acme", after='=HYPERLINK("x")')
    answer = browser(people.olga).get(f"{AUDIT}.csv?what=organisation_changed")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="audit-20')
    head, line = rows(answer.text)
    assert head[:3] == ["When", "Who", "What"]
    assert line[1:3] + line[6:8] == ["Olga Nilsson", "Organisation changed", "Acme", '\'=HYPERLINK("x")']
    last = Audited.select().order_by(Audited.id.desc()).get()
    assert (last.action, last.data) == (Act.AUDIT_EXPORTED, {"filter": {"what": "organisation_changed"}})


@pytest.mark.once
def test_what_somebody_is_called_does_no_harm(browser: Browse, people: People) -> None:
    audit.record(Act.PLAN_CHANGED, None, before="{actor}", after="<b>bold</b>", note="<i>")
    page = browser(people.olga).visit(AUDIT)
    assert "{actor} → <b>bold</b>" in page.main


@pytest.mark.once
def test_that_somebody_reads_it_is_noted_once_an_hour(browser: Browse, people: People) -> None:
    olga = browser(people.olga)
    olga.visit(AUDIT)
    olga.visit(AUDIT)
    assert Audited.select().where(Audited.action == Act.AUDIT_READ).count() == 1


@pytest.mark.once
def test_where_it_came_from_is_what_the_trusted_proxy_says(browser: Browse, people: People) -> None:
    """S-27: without a proxy in the settings, what a browser claims counts for nothing."""
    ticket = make_ticket(people.alice)
    browser(people.sam).get(f"/servicedesk/tickets/{ticket.reference}", **{"X-Forwarded-For": "203.0.113.9"})
    assert Audited.select(Audited.origin).where(Audited.action == Act.TICKET_SEEN).scalar() == "127.0.0.1"


def test_every_act_has_words_that_name_only_what_there_is() -> None:
    assert set(audit_words.WORDS) == set(Act)
    for words in audit_words.WORDS.values():
        assert set(re.findall(r"{(\w+)}", words.sentence)) <= {"actor", "person", "organisation", "ticket"}
    assert len({words.name for words in audit_words.WORDS.values()}) == len(Act)


def test_an_act_of_a_later_version_is_shown_by_its_own_word() -> None:
    assert audit_words.name_of("something_new") == "something_new"
    assert audit_words.sentence_of("something_new").format(actor="Olga") == "Olga: something_new"
