"""How moments, sizes and texts read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask, g

from portal import clock
from portal.notify.texts import filesize
from portal.settings import Settings
from portal.web import filters
from portal.web.moments import Clock

NOON = datetime(2026, 11, 23, 11, 36, tzinfo=UTC)  # 12:36 in Stockholm

pytestmark = pytest.mark.once


def words(markup: str) -> str:
    return str(markup).split(">", 1)[1].removesuffix("</time>")


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (datetime(2026, 11, 23, 11, 35, 40, tzinfo=UTC), "just now"),
        (datetime(2026, 11, 23, 10, 58, tzinfo=UTC), "38 min ago"),
        (datetime(2026, 11, 23, 9, 30, tzinfo=UTC), "2 h ago"),
        (datetime(2026, 11, 22, 23, 30, tzinfo=UTC), "12 h ago"),
        (datetime(2026, 11, 22, 22, 30, tzinfo=UTC), "Yesterday"),
        (datetime(2026, 11, 20, 12, 0, tzinfo=UTC), "20 Nov"),
        (datetime(2025, 12, 31, 23, 30, tzinfo=UTC), "1 Jan"),
        (datetime(2025, 6, 1, 12, 0, tzinfo=UTC), "1 Jun 2025"),
    ],
)
def test_how_long_ago(settings: Settings, moment: datetime, said: str) -> None:
    with clock.at(NOON):
        assert words(filters.ago(moment)) == said


def test_how_long_ago_carries_the_exact_moment(settings: Settings) -> None:
    with clock.at(NOON):
        assert filters.ago(datetime(2026, 11, 20, 12, 0, tzinfo=UTC)) == (
            '<time datetime="2026-11-20T12:00:00+00:00" title="20 Nov 2026, 13:00 CET">20 Nov</time>'
        )


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (datetime(2026, 11, 23, 11, 46, tzinfo=UTC), "12:46 CET today"),
        (datetime(2026, 11, 24, 8, 30, tzinfo=UTC), "09:30 CET tomorrow"),
        (datetime(2026, 11, 28, 8, 30, tzinfo=UTC), "09:30 CET on 28 Nov"),
        (datetime(2027, 1, 4, 8, 30, tzinfo=UTC), "09:30 CET on 4 Jan 2027"),
    ],
)
def test_a_time_that_is_promised(settings: Settings, moment: datetime, said: str) -> None:
    with clock.at(NOON):
        assert words(filters.clock_time(moment)) == said


@pytest.mark.parametrize(
    ("back", "said"),
    [
        (timedelta(0), "12:36"),
        (timedelta(hours=12), "00:36"),
        (timedelta(hours=13), "22 Nov, 23:36"),
        (timedelta(days=330), "28 Dec 2025, 12:36"),
    ],
)
def test_a_moment_says_its_day_only_where_it_is_another(back: timedelta, said: str) -> None:
    assert Clock(NOON, ZoneInfo("Europe/Stockholm")).hour(NOON - back) == said


def test_a_moment_is_told_in_the_readers_zone(app: Flask) -> None:
    """R-20."""
    with app.app_context():
        assert words(filters.moment(NOON)) == "23 Nov 2026, 12:36 CET"
        assert words(filters.day(datetime(2026, 7, 1, 22, 30, tzinfo=UTC))) == "2 Jul 2026"
        g.zone = "America/New_York"
        assert words(filters.moment(NOON)) == "23 Nov 2026, 06:36 EST"


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (640, "640 bytes"),
        (12_300, "12 KiB"),
        (1_500_000, "1.4 MiB"),
        (26_214_400, "25 MiB"),
    ],
)
def test_a_size(size: int, said: str) -> None:
    assert filesize(size) == said


def test_what_somebody_wrote_does_no_harm() -> None:
    """HX-04."""
    shown = filters.markdown('**bold** <script>alert(1)</script> <p hx-get="/x">x</p> [x](javascript:alert(1))')
    assert "<strong>bold</strong>" in shown
    assert "<script" not in shown
    assert "<p hx-get" not in shown
    assert 'href="javascript' not in shown
