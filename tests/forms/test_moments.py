# ruff: noqa: E501 - tables of sentences read best with one a line
"""Dates and times as people type them, in the zone that the page names."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms import format_date, format_moment, summarise
from forms.moments import parse_date, parse_time, zone_name
from tests.forms.conftest import Asking, type_with
from tests.forms.people import IN_ACME, NOW, error, form_of

STOCKHOLM = ZoneInfo("Europe/Stockholm")


@pytest.mark.parametrize(
    "typed",
    ["23 11 2026", "2026-11-23", "23.11.2026", "23/11/2026", "23-11-2026", "2026/11/23", "23 Nov 2026", "23 november 2026",
     "23rd November 2026", " 23  11  2026 ", "23. 11. 2026"],
)  # fmt: skip
def test_a_date_may_be_written_in_many_ways(typed: str) -> None:
    assert parse_date(typed) == date(2026, 11, 23)


@pytest.mark.parametrize(
    "typed",
    ["", "23", "11 2026", "31 2 2026", "2026-13-01", "23 11 26", "23 Smarch 2026", "23 j 2026", "0001-01-01", "9999-12-31", "tomorrow"],
)  # fmt: skip
def test_what_is_no_date_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - which one does not matter to the caller
        parse_date(typed)


@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)))
def test_every_date_is_read_as_it_is_shown(day: date) -> None:
    assert parse_date(day.isoformat()) == day
    assert parse_date(format_date(day)) == day
    assert parse_date(f"{day.day} {day.month} {day.year}") == day


@pytest.mark.parametrize(
    ("typed", "clock"),
    [("09:15", time(9, 15)), ("9:15", time(9, 15)), ("9.15", time(9, 15)), ("0915", time(9, 15)), ("9", time(9)),
     ("23:59:59", time(23, 59)), ("00:00", time(0))],
)  # fmt: skip
def test_a_time_may_be_written_in_many_ways(typed: str, clock: time) -> None:
    assert parse_time(typed) == clock


@pytest.mark.parametrize("typed", ["", "24:00", "9:60", "noon", "9:1", "25", "09:15:99x"])
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        parse_time(typed)


@given(st.times())
def test_every_time_is_read_as_it_is_shown(clock: time) -> None:
    assert parse_time(f"{clock:%H:%M}") == clock.replace(second=0, microsecond=0)


def moment(ask: Asking, day: str, clock: str, zone: str = "", **more: object) -> object:
    inputs = {"it-time": clock} | ({"it-zone": zone} if zone else {})
    return ask("datetime", day, inputs=inputs, **more)


def test_a_moment_is_kept_with_the_offset_of_the_readers_zone(ask: Asking) -> None:
    field = ask("datetime", "23 11 2026", inputs={"it-time": "09:15"})
    assert field.data == "2026-11-23T09:15:00+01:00"
    assert (field.value, field.time_value) == ("23 11 2026", "09:15")
    assert field.hint == "Your time zone, Europe/Stockholm (UTC+1). For example 23 11 2026, 09:15."
    assert field.zones == ()


def test_a_field_in_utc_does_not_care_where_the_reader_is(ask: Asking) -> None:
    field = ask("datetime", "1 7 2026", inputs={"it-time": "09:15"}, zone="utc")
    assert field.data == "2026-07-01T09:15:00+00:00"
    assert field.hint == "In UTC. For example 23 11 2026, 09:15."


def test_a_field_that_asks_for_the_zone_starts_with_the_readers_own(ask: Asking) -> None:
    field = ask("datetime", "1 7 2026", inputs={"it-time": "09:15"}, zone="ask")
    assert field.zone_value == field.zones[0].value == "Europe/Stockholm"
    assert field.data == "2026-07-01T09:15:00+02:00"
    there = ask("datetime", "1 7 2026", inputs={"it-time": "09:15", "it-zone": "America/New_York"}, zone="ask")
    assert there.data == "2026-07-01T09:15:00-04:00"
    nowhere = ask("datetime", "1 7 2026", inputs={"it-time": "09:15", "it-zone": "../etc/passwd"}, zone="ask")
    assert list(nowhere.errors) == ["Choose a time zone from the list"]
    assert nowhere.anchor == "it-zone"


def test_what_is_wrong_points_at_the_input_it_is_about(ask: Asking) -> None:
    no_time = ask("datetime", "23 11 2026")
    assert list(no_time.errors) == ["Write the time as well, for example 09:15"]
    assert no_time.anchor == "it-time"
    no_date = ask("datetime", "", inputs={"it-time": "09:15"})
    assert list(no_date.errors) == ["Write the date as well, for example 23 11 2026"]
    assert no_date.anchor == "it"
    late = ask("datetime", "23 11 2026", inputs={"it-time": "25:00"})
    assert list(late.errors) == ['"25:00" is not a time; write it like 09:15']


def test_a_time_that_the_clocks_skipped_is_refused_and_one_they_repeated_is_the_first(ask: Asking) -> None:
    skipped = ask("datetime", "29 3 2026", inputs={"it-time": "02:30"})
    assert list(skipped.errors) == ["02:30 does not exist on that day: the clocks go forward"]
    assert ask("datetime", "25 10 2026", inputs={"it-time": "02:30"}).data == "2026-10-25T02:30:00+02:00"


@pytest.mark.parametrize(
    ("when", "day", "clock", "message"),
    [
        ("not_future", "23 11 2026", "10:46", ""),
        ("not_future", "23 11 2026", "10:47", "This lies in the future; write when it was"),
        ("past", "23 11 2026", "10:45", ""),
        ("past", "23 11 2026", "10:46", "This must lie in the past"),
        ("future", "23 11 2026", "10:47", ""),
        ("future", "23 11 2026", "10:46", "This lies in the past; write a time still to come"),
        ("today_or_later", "22 11 2026", "10:46", "This lies in the past; write today or a later day"),
    ],
)
def test_moments_are_held_against_the_clock(ask: Asking, when: str, day: str, clock: str, message: str) -> None:
    """It is 10:46 in Stockholm."""
    assert list(ask("datetime", day, inputs={"it-time": clock}, when=when).errors) == [message] * bool(message)


@pytest.mark.parametrize(
    ("when", "day", "message"),
    [
        ("today_or_later", "23 11 2026", ""),
        ("today_or_later", "22 11 2026", "This lies in the past; write today or a later day"),
        ("not_future", "24 11 2026", "This lies in the future; write when it was"),
        ("past", "23 11 2026", "This must lie in the past"),
        ("future", "24 11 2026", ""),
    ],
)
def test_days_are_held_against_the_readers_own_day(ask: Asking, when: str, day: str, message: str) -> None:
    assert list(ask("date", day, when=when).errors) == [message] * bool(message)


def test_today_is_the_day_where_the_reader_is(ask: Asking) -> None:
    late = replace(IN_ACME, now=datetime(2026, 11, 23, 23, 30, tzinfo=UTC))
    assert list(ask("date", "23 11 2026", late, when="today_or_later").errors), "in Stockholm it is the 24th already"
    assert not ask("date", "24 11 2026", late, when="today_or_later").errors


def test_an_end_is_not_before_its_start_whatever_the_zones() -> None:
    probe = type_with(
        {"key": "start", "kind": "datetime"},
        {
            "key": "stop",
            "kind": "datetime",
            "zone": "utc",
            "not_before": "start",
            "messages": {"relation": "Too early"},
        },
    )
    given_start = {"start": ["23 11 2026"], "start-time": ["09:15"], "stop": ["23 11 2026"]}
    assert error(form_of(probe, {**given_start, "stop-time": ["08:14"]}), "stop") == "Too early"
    assert not error(form_of(probe, {**given_start, "stop-time": ["08:15"]}), "stop")
    broken_start = {**given_start, "start-time": ["soon"], "stop-time": ["01:00"]}
    assert not error(form_of(probe, broken_start), "stop"), "a start that cannot be read is one problem, not two"


def test_a_moment_is_shown_with_its_zone() -> None:
    probe = type_with({"key": "it", "kind": "datetime"}, {"key": "then", "kind": "datetime", "zone": "utc"})
    answers = {"it": ["23.11.2026"], "it-time": ["9.15"], "then": ["2026-07-01"], "then-time": ["9"]}
    texts = {row.key: row.text for row in summarise(probe, answers, IN_ACME)}
    assert texts["it"] == "23 November 2026, 09:15 CET"
    assert texts["then"] == "1 July 2026, 09:00 UTC"
    assert format_moment(NOW, STOCKHOLM) == "23 November 2026, 10:46 CET"


@pytest.mark.parametrize(
    ("zone", "name"),
    [
        ("Europe/Stockholm", "Europe/Stockholm (UTC+1)"),
        ("America/New_York", "America/New_York (UTC-5)"),
        ("Asia/Kolkata", "Asia/Kolkata (UTC+5:30)"),
        ("America/St_Johns", "America/St_Johns (UTC-3:30)"),
        ("Europe/London", "Europe/London (UTC)"),
        ("UTC", "UTC"),
    ],
)
def test_a_zone_is_named_with_its_offset(zone: str, name: str) -> None:
    assert zone_name(ZoneInfo(zone), NOW) == name
