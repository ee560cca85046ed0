"""The list of tickets as a file for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest

from portal.tickets import operations
from portal.vocabulary import Level, Priority, Status, Visibility
from portal.web import histories, spreadsheet
from tests.factories import People, make_ticket
from tests.support.browser import Browser

Browse = Callable[..., Browser]
FILE = "/servicedesk/tickets.csv"


def rows(text: str) -> list[list[str]]:
    """The cells, without the mark at the beginning."""
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_the_file_has_exactly_what_the_filter_shows(browser: Browse, people: People) -> None:
    make_ticket(people.alice, subject="Stuck volume", priority=Priority.P2, urgency=Level.HIGH, impact=Level.MEDIUM,
                visibility=Visibility.SHARED, engineer=people.numbers["sam"])  # fmt: skip
    make_ticket(people.alice, subject="Stuck server", status=Status.RESOLVED)
    answer = browser(people.alice).get(f"{FILE}?text=stuck")
    head, *lines = rows(answer.text)
    assert head[:3] == ["Reference", "Subject", "Issue type"]
    assert len(lines) == 1
    assert lines[0][:11] == [
        "SC-1001", "Stuck volume", "Incident", "New", "P2", "high", "medium", "Alice Andersson", "Acme AB", "Acme AB",
        "Sam Holm",
    ]  # fmt: skip
    assert lines[0][11].endswith(("+01:00", "+02:00")), "created, in the reader's zone"
    assert {line[1] for line in rows(browser(people.alice).get(f"{FILE}?state=all").text)[1:]} == {
        "Stuck volume",
        "Stuck server",
    }


def test_it_is_a_download_in_utf_8_that_spreadsheets_recognise(browser: Browse, people: People) -> None:
    make_ticket(people.alice, subject='Größe geändert; “really”, "yes"\nno')
    answer = browser(people.alice).get(FILE)
    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="tickets-20')
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.data.startswith(b"\xef\xbb\xbf")
    assert rows(answer.text)[1][1] == 'Größe geändert; “really”, "yes"\nno'


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "＝1"])
def test_no_cell_is_a_formula(text: str, browser: Browse, people: People) -> None:
    """S-19."""
    make_ticket(people.alice, subject=text)
    assert rows(browser(people.alice).get(FILE).text)[1][1] == f"'{text}"


@pytest.mark.once
def test_plain_text_stays_as_it_is() -> None:
    assert [spreadsheet.safe(text) for text in ("a=b", "SC-1042", "", "1-2")] == ["a=b", "SC-1042", "", "1-2"]


def test_all_pages_are_in_the_file(browser: Browse, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "_AT_ONCE", 4)
    for number in range(10):
        make_ticket(people.alice, subject=str(number))
    lines = rows(browser(people.alice).get(FILE).text)[1:]
    assert [line[1] for line in lines] == [str(number) for number in reversed(range(10))]


def test_a_file_that_would_be_endless_ends_and_says_so(
    browser: Browse, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(histories, "MOST_IN_CSV", 3)
    monkeypatch.setattr(spreadsheet, "_AT_ONCE", 2)
    for _ in range(5):
        make_ticket(people.alice)
    lines = rows(browser(people.alice).get(FILE).text)[1:]
    assert len(lines) == 4
    assert lines[-1][0].startswith("Only the first 3 tickets are here")


def test_the_page_that_was_open_does_not_matter(browser: Browse, people: People) -> None:
    for _ in range(27):
        make_ticket(people.alice)
    somebody = browser(people.alice)
    somebody.visit("/servicedesk/tickets")
    link = somebody.visit(somebody.page.links["Next"]).links["Download as CSV"]  # type: ignore[union-attr]
    assert len(rows(somebody.get(link).text)) == 28


def test_notes_and_what_is_not_shared_are_not_in_it(browser: Browse, people: People) -> None:
    """S-04, S-05."""
    make_ticket(people.alice, subject="Payroll")
    ticket = make_ticket(people.alice, subject="Volume", visibility=Visibility.SHARED)
    operations.note(people.sam, ticket.reference, "A zebra did it.")
    acme = people.organisations["acme"]
    text = browser(people.bob).get(f"{FILE}?whose=organisation-{acme}&state=all").text
    assert "Volume" in text
    assert "Payroll" not in text
    assert "zebra" not in text + browser(people.alice).get(f"{FILE}?state=all").text
