"""What an address asks of the audit, and how the queries take it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask import url_for

from portal.accounts import addresses, queries
from portal.audit import Act
from portal.audit_lines import AuditFilter
from portal.errors import NotFound, Rejected
from portal.settings import current
from portal.tickets.queries import number_of
from portal.web.filters import zone
from portal.web.listing import Asked, Check, day_after, is_mark, is_number, one_of, read

# How the address calls what nobody did but the portal by itself.
PORTAL = "portal"
_MENDS = {
    "who": "Nobody has the address “{}”, so it is left out. Write a whole e-mail address.",
    "person": "Nobody has the address “{}”, so it is left out. Write a whole e-mail address.",
    "ticket": "“{}” is no ticket’s reference, so it is left out. Write one such as {example}.",
    "from": "“{}” is no day, so it is left out. Write one such as 2026-11-23.",
    "to": "“{}” is no day, so it is left out. Write one such as 2026-11-23.",
}
_UNKNOWN = "The address asked for something that we do not know, “{}”, so it is left out."


@dataclass(frozen=True)
class AskedAudit:
    """What the address asks for, and how the queries take it; `unknown` are sentences about what was left out."""

    address: Asked
    wanted: AuditFilter
    unknown: tuple[str, ...]


def asked_of(given: Mapping[str, str]) -> AskedAudit:
    """What this address asks for, as far as it can be had."""
    people = {name: _person(given.get(name, "").strip()) for name in ("who", "person")}
    checks: dict[str, Check] = {
        "who": lambda text: text == PORTAL or people["who"] is not None,
        "what": one_of(Act),
        "person": lambda _: people["person"] is not None,
        "organisation": is_number,
        "ticket": lambda text: _ticket(text) is not None,
        "from": lambda text: _day(text) is not None,
        "to": lambda text: _day(text) is not None,
        "after": is_mark,
        "before": is_mark,
    }
    asked = read(url_for("audit.lines"), given, checks, {"sort": ""})
    example = current().example_reference
    unknown = tuple(
        _MENDS.get(name, _UNKNOWN).format(given[name].strip()[:100], example=example) for name in asked.ignored
    )
    return AskedAudit(asked, _wanted(asked, people), unknown)


def _wanted(asked: Asked, people: Mapping[str, int | None]) -> AuditFilter:
    first, last = _day(asked.value("from")), _day(asked.value("to"))
    return AuditFilter(
        actor_id=people["who"],
        by_portal=asked.value("who") == PORTAL,
        act=Act(asked.value("what")) if asked.value("what") else None,
        person_id=people["person"],
        organisation_id=int(asked.value("organisation")) if asked.value("organisation") else None,
        ticket_id=_ticket(asked.value("ticket")),
        since=_midnight(first) if first else None,
        until=_midnight(last + timedelta(days=1)) if last else None,
        after=asked.value("after"),
        before=asked.value("before"),
    )


def _person(text: str) -> int | None:
    """The number of the person who is asked for by number or by address."""
    if is_number(text):
        return int(text)
    try:
        found = queries.person_at(addresses.normalise(text)) if "@" in text else None
    except Rejected:
        return None
    return found.id if found else None


def _ticket(text: str) -> int | None:
    try:
        return number_of(text) if text else None
    except NotFound:
        return None


def _day(text: str) -> date | None:
    return day_after(date(1970, 1, 2), text)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), zone())
