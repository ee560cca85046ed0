"""Names, numbers, times and sentences as pages say them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from portal.vocabulary import EntryKind
from portal.web import events
from portal.web.wording import capped, duration, initials, names, number

pytestmark = pytest.mark.once

NOW = datetime(2026, 11, 23, 9, 46, tzinfo=UTC)


@pytest.mark.parametrize(
    ("people", "said"),
    [
        ([], ""),
        (["Bob Berg"], "Bob Berg"),
        (["Bob Berg", "Carol Weber"], "Bob Berg and Carol Weber"),
        (["A", "B", "C"], "A, B and C"),
        (["A", "B", "C", "D", "E"], "A, B, C, D and E"),
        (["A", "B", "C", "D", "E", "F", "G"], "A, B, C, D and 3 others"),
    ],
)
def test_people_are_named_up_to_five(people: list[str], said: str) -> None:
    assert names(people) == said


def test_numbers_agree_with_their_words() -> None:
    assert [number(1, "person", "people"), number(3, "person", "people")] == ["1 person", "3 people"]
    assert [number(0, "file"), number(1, "file")] == ["0 files", "1 file"]
    assert [capped(0), capped(99), capped(100), capped(2000)] == ["0", "99", "99+", "99+"]


@pytest.mark.parametrize(
    ("name", "short"),
    [("Alice Andersson", "AA"), ("Cher", "C"), ("Anna von der Ö", "AÖ"), ("", ""), (" élodie x ", "ÉX")],
)
def test_a_picture_has_two_letters(name: str, short: str) -> None:
    assert initials(name) == short


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(-5, "0 min"), (7, "7 min"), (60, "1 h"), (130, "2 h 10 min"), (24 * 60, "1 day"), (3 * 24 * 60 + 5, "3 days")],
)
def test_a_span_is_said_shortly(minutes: int, said: str) -> None:
    assert duration(NOW, NOW + timedelta(minutes=minutes)) == said


def test_everything_that_happens_on_a_ticket_reads_as_a_sentence() -> None:
    words = {EntryKind.MESSAGE, EntryKind.NOTE, EntryKind.AUTOMATIC}
    assert set(events._EVENTS) == set(EntryKind) - words
