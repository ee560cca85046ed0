"""The page of the figures."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from portal.clock import now
from portal.db.tables import Satisfaction
from portal.vocabulary import Priority
from portal.web.figures import charts
from portal.web.figures.charts import Bar, Column
from portal.web.figures.words import day_words, span_words
from portal.web.pages.figures import Legend
from tests.factories import People, make_ticket
from tests.support.browser import Browser
from tests.support.statements import statements
from tests.web.test_csv import rows

Browse = Callable[..., Browser]
FIGURES = "/servicedesk/figures"
_SHADES = (Legend("plain", "Opened"), Legend("hatched", "Ended"))

pytestmark = pytest.mark.once


def test_an_engineer_sees_each_chart_with_the_table_of_its_numbers(browser: Browse, people: People) -> None:
    """A-01: what a chart shows is said in words, and stands in a table."""
    row = make_ticket(people.alice, priority=Priority.P2)
    Satisfaction.create(ticket=row.id, score=5, comment="", created_at=now())
    page = browser(people.sam).visit(FIGURES)
    assert page.links["Figures"] == FIGURES
    headings = ["What comes and what stays", "By priority", "By issue type", "How old open tickets are",
                "By organisation", "Satisfaction"]  # fmt: skip
    assert all(f"The numbers of “{heading}”" in page.main for heading in headings)
    assert "1 opened, 0 resolved or finished." in page.main
    drawings = [element for element in page.root.iter() if element.get("role") == "img"]
    assert len(drawings) == 9
    assert all([child.tag.rpartition("}")[2] for child in each][:2] == ["title", "desc"] for each in drawings)
    assert "Acme AB" in page.main
    assert "5, very good" in page.main


def test_where_nothing_happened_it_says_so_and_what_would_fill_it(browser: Browse, people: People) -> None:
    page = browser(people.sam).visit(FIGURES)
    assert "No ticket is open." in page.main
    assert "Nobody has answered in this time." in page.main


def test_the_time_stands_in_the_address_and_days_of_ones_own_come_first(browser: Browse, people: People) -> None:
    sam = browser(people.sam)
    assert "1 Mar 2026 to 31 Mar 2026" in sam.visit(f"{FIGURES}?period=7&from=2026-03-01&to=2026-03-31").main
    assert "By week" in sam.visit(f"{FIGURES}?from=2025-03-01&to=2025-12-31").main
    assert "At most 731 days" in sam.visit(f"{FIGURES}?from=1999-01-01").main
    page = sam.visit(f"{FIGURES}?period=8&from=soon&organisation=x")
    assert "a time that we do not know" in page.main
    assert "a day that we do not know" in page.main
    assert "a organisation" not in page.main


def test_each_table_can_be_downloaded(browser: Browse, people: People) -> None:
    """S-19."""
    make_ticket(people.alice, issue_type="=1+1")
    sam = browser(people.sam)
    page = sam.visit(f"{FIGURES}?period=7")
    files = {path for path in page.links.values() if ".csv" in path}
    assert f"{FIGURES}/flow.csv?period=7" in files
    tables = {path: rows(sam.get(path).text) for path in files}
    assert all(len(table) > 1 for table in tables.values())
    assert tables[f"{FIGURES}/issue_type.csv?period=7"][1] == ["'=1+1", "1", "1"]
    assert sam.get(f"{FIGURES}/nothing.csv").status_code == 404


def test_the_page_asks_the_database_a_few_times(browser: Browse, people: People) -> None:
    """R-17: session, what came, what ended (two walks), what is open, updates, opinions, and organisations twice."""
    sam = browser(people.sam)
    sam.visit(FIGURES)
    with statements() as asked:
        sam.visit(FIGURES)
    assert len(asked) <= 10, asked


def test_columns_stand_side_by_side_and_none_is_higher_than_the_axis() -> None:
    drawn = charts.columns("T", "S", [Column("1 Nov", (3, 1)), Column("2 Nov", (0, 12))], _SHADES)
    assert [piece.shade for piece in drawn.pieces] == ["plain", "hatched", "hatched"]
    assert max(piece.height for piece in drawn.pieces) <= 150
    assert {mark.words for mark in drawn.marks} == {"20", "10", "0", "1 Nov", "2 Nov"}


def test_a_row_ends_with_its_number_and_leaves_room_for_it() -> None:
    drawn = charts.bars("T", "S", [Bar("A name that is far too long for its place", (3, 1), "75 %")], _SHADES)
    last = drawn.pieces[-1]
    assert last.x + last.width <= charts.WIDTH - 70
    assert drawn.marks[0].words.endswith("…")
    assert drawn.marks[0].y < last.y
    assert drawn.marks[1].words == "75 %"


@pytest.mark.parametrize(("largest", "top"), [(0, 2), (1, 2), (3, 4), (5, 10), (11, 20), (21, 40), (1001, 2000)])
def test_an_axis_ends_at_a_round_number(largest: int, top: int) -> None:
    assert charts.ceiling(largest) == top


def test_no_chart_is_styled_in_the_page(browser: Browse, people: People) -> None:
    """S-09: colours come from the style sheet, so that dark pages have their own."""
    make_ticket(people.alice)
    source = browser(people.sam).visit(FIGURES).source
    drawings = re.findall(r"<svg.*?</svg>", source, re.DOTALL)
    assert not [drawing for drawing in drawings if re.search(r"style=|#[0-9a-f]{3,6}\b(?!\")", drawing)]


def test_words() -> None:
    spans = [timedelta(minutes=50), timedelta(hours=3, minutes=20), timedelta(hours=24), timedelta(days=2, hours=12)]
    assert [span_words(span) for span in [*spans, None]] == ["50 min", "3 h 20 min", "24 h", "2.5 days", "–"]
    assert day_words(date(2026, 11, 3), year=True) == "3 Nov 2026"
