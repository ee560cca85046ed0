"""Which days and which tickets an address asks the figures for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from flask import url_for

from portal import clock
from portal.accounts import membership
from portal.settings import current
from portal.tickets.figures import FiguresFilter
from portal.web.catalogue import catalogue
from portal.web.listing import Asked, Check, day_after, is_number, one_of, read
from portal.web.pages.audit import Typed
from portal.web.pages.tickets import Filter, Option

PERIODS = {"7": "Last 7 days", "30": "Last 30 days", "90": "Last 90 days"}
_USUAL = {"period": "30", "sort": ""}
MOST_DAYS = 731
_UNKNOWN = "The address asked for {} that we do not know, so it is left out."
_NOUNS = {
    "period": "a time",
    "from": "a day",
    "to": "a day",
    "organisation": "an organisation",
    "issue_type": "an issue type",
}
_TOO_MANY = f"At most {MOST_DAYS} days are shown at once: the last ones of those that were asked for."


@dataclass(frozen=True)
class AskedFigures:
    """What the address asks for, how the figures take it, and sentences about what was left out."""

    address: Asked
    wanted: FiguresFilter
    notes: tuple[str, ...]


def asked_of(given: Mapping[str, str]) -> AskedFigures:
    """What this address asks for, as far as it can be had; days of one's own count before a period."""
    checks: dict[str, Check] = {
        "period": one_of(PERIODS),
        "from": lambda text: _day(text) is not None,
        "to": lambda text: _day(text) is not None,
        "organisation": is_number,
        "issue_type": one_of(key for key, _ in _issue_types()),
    }
    asked = read(url_for("figures.show"), given, checks, _USUAL)
    first, last = _days(asked)
    notes = [_UNKNOWN.format(_NOUNS[name]) for name in asked.ignored]
    if (last - first).days >= MOST_DAYS:
        first, notes = last - timedelta(days=MOST_DAYS - 1), [*notes, _TOO_MANY]
    organisation = asked.value("organisation")
    wanted = FiguresFilter(first, last, int(organisation) if organisation else None, asked.value("issue_type"))
    return AskedFigures(asked, wanted, tuple(notes))


def _days(asked: Asked) -> tuple[date, date]:
    """The first and the last day, in order and none of them to come."""
    today = clock.now().astimezone(current().calendar.time_zone).date()
    length = timedelta(days=int(asked.value("period") or _USUAL["period"]) - 1)
    last = min(_day(asked.value("to")) or today, today)
    first = _day(asked.value("from")) or last - length
    return min(first, last), last


def days_of(asked: AskedFigures) -> tuple[Typed, ...]:
    """The two fields for days of one's own."""
    return tuple(
        Typed(name, label, asked.address.value(name), kind="date") for name, label in (("from", "From"), ("to", "To"))
    )


def filters_of(asked: AskedFigures) -> tuple[Filter, ...]:
    """What can be chosen beside days."""
    periods = tuple(Option("" if key == _USUAL["period"] else key, label) for key, label in PERIODS.items())
    organisations = (Option(str(row.id), row.name) for row in membership.organisations())
    types = (Option(key, label) for key, label in _issue_types())
    address = asked.address
    return (
        Filter("period", "Time", periods, address.value("period")),
        Filter("organisation", "Organisation", (Option("", "Any"), *organisations), address.value("organisation")),
        Filter("issue_type", "Issue type", (Option("", "Any"), *types), address.value("issue_type")),
    )


def labels() -> dict[str, str]:
    """How each issue type is called, those that are retired included."""
    return dict(_issue_types())


def _issue_types() -> tuple[tuple[str, str], ...]:
    return tuple((kind.key, kind.label) for kind in catalogue().issue_types)


def _day(text: str) -> date | None:
    return day_after(date(1971, 1, 1), text)
