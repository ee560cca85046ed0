"""What is asked of the audit in an address, and its page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask import url_for
from markupsafe import Markup

from portal.accounts import addresses, membership, queries
from portal.audit import Act
from portal.audit_lines import AuditFilter, AuditLine, AuditSlice
from portal.errors import NotFound, Rejected
from portal.settings import current
from portal.tickets.queries import number_of
from portal.web import audit_words
from portal.web.filters import here, zone
from portal.web.listing import Asked, Check, is_mark, is_number, one_of, read
from portal.web.pages.audit import AuditPage, AuditRow, Typed
from portal.web.pages.tickets import Empty, Filter, Option

_NARROWING = ("who", "what", "person", "organisation", "ticket", "from", "to")
_MENDS = {
    "who": "Nobody has the address “{}”, so it is left out. Write a whole e-mail address.",
    "person": "Nobody has the address “{}”, so it is left out. Write a whole e-mail address.",
    "ticket": "“{}” is no ticket’s reference, so it is left out. Write one such as SC-1042.",
    "from": "“{}” is no day, so it is left out. Write one such as 2026-11-23.",
    "to": "“{}” is no day, so it is left out. Write one such as 2026-11-23.",
}
_UNKNOWN = "The address asked for something that we do not know, “{}”, so it is left out."
_PORTAL = "portal"
_LINK = Markup('<a href="{}">{}</a>')


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
        "who": lambda text: text == _PORTAL or people["who"] is not None,
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
    unknown = tuple(_MENDS.get(name, _UNKNOWN).format(given[name].strip()[:100]) for name in asked.ignored)
    return AskedAudit(asked, _wanted(asked, people), unknown)


def _wanted(asked: Asked, people: Mapping[str, int | None]) -> AuditFilter:
    first, last = _day(asked.value("from")), _day(asked.value("to"))
    return AuditFilter(
        actor_id=people["who"],
        by_portal=asked.value("who") == _PORTAL,
        act=Act(asked.value("what")) if asked.value("what") else None,
        person_id=people["person"],
        organisation_id=int(asked.value("organisation")) if asked.value("organisation") else None,
        ticket_id=_ticket(asked.value("ticket")),
        since=_midnight(first) if first else None,
        until=_midnight(last + timedelta(days=1)) if last else None,
        after=asked.value("after"),
        before=asked.value("before"),
    )


def page(asked: AskedAudit, found: AuditSlice) -> AuditPage:
    """The whole page."""
    address, number = asked.address, len(found.rows)
    plain = address.at(**dict.fromkeys(_NARROWING, ""))
    narrowed = address.is_narrowed(*_NARROWING)
    empty = Empty("search", "No line fits", "Take away a filter, or choose other days.", "Clear the filters", plain)
    return AuditPage(
        path=address.path,
        typed=_typed(address),
        days=(_day_field(address, "from", "From"), _day_field(address, "to", "To")),
        filters=_filters(address),
        notes=asked.unknown,
        rows=tuple(map(_row, found.rows)),
        summary=f"{number} on this page" if number else "",
        previous=address.at(before=found.before) if found.before else None,
        next=address.at(after=found.after) if found.after else None,
        csv_href=f"{address.path}.csv{address.at().removeprefix(address.path)}",
        plain_href=plain if narrowed else "",
        empty=None if number else empty,
    )


def _typed(asked: Asked) -> tuple[Typed, ...]:
    address = "E-mail address"
    return (
        Typed("who", "Who", _address_of(asked.value("who")), hint=f"{address}, or: portal"),
        Typed("person", "Person", _address_of(asked.value("person")), hint=address),
        Typed("ticket", "Ticket", asked.value("ticket"), hint=current().reference_of(1042)),
    )


def _day_field(asked: Asked, name: str, label: str) -> Typed:
    return Typed(name, label, asked.value(name), kind="date")


def _filters(asked: Asked) -> tuple[Filter, ...]:
    acts = sorted((Option(act, words.name) for act, words in audit_words.WORDS.items()), key=lambda one: one.label)
    organisations = (Option(str(row.id), row.name) for row in membership.organisations())
    return (
        Filter("what", "What", (Option("", "Anything"), *acts), asked.value("what")),
        Filter("organisation", "Organisation", (Option("", "Any"), *organisations), asked.value("organisation")),
    )


def _row(line: AuditLine) -> AuditRow:
    names = {
        "actor": _link("who", line.actor_id or _PORTAL, line.actor_name),
        "person": _link("person", line.person_id, line.person_name or f"person {line.person_id}", "somebody"),
        "organisation": _link(
            "organisation", line.organisation_id, line.organisation_name or f"organisation {line.organisation_id}"
        ),
        "ticket": _ticket_link(line.ticket_id),
    }
    return AuditRow(
        at=here().moment(line.at),
        sentence=Markup(audit_words.sentence_of(line.act)).format(**names),  # noqa: S704 - the sentences are ours
        change=audit_words.change_of(line.data),
        details=audit_words.details_of(line.data),
        origin=line.origin,
    )


def _link(name: str, number: int | str | None, text: str, otherwise: str = "an organisation") -> Markup | str:
    if number is None:
        return otherwise
    return _LINK.format(f"{url_for('audit.lines')}?{name}={number}", text)


def _ticket_link(ticket_id: int | None) -> Markup | str:
    if ticket_id is None:
        return "a ticket"
    reference = current().reference_of(ticket_id)
    return _LINK.format(url_for("tickets.ticket", reference=reference), reference)


def _person(text: str) -> int | None:
    """The number of the person who is asked for by number or by address."""
    if is_number(text):
        return int(text)
    try:
        found = queries.person_at(addresses.normalise(text)) if "@" in text else None
    except Rejected:
        return None
    return found.id if found else None


def _address_of(text: str) -> str:
    """What stands in the field: of somebody who is asked for by number, their address."""
    if not is_number(text):
        return text
    main = [row.address for row in queries.addresses_of(int(text)) if row.is_main]
    return main[0] if main else text


def _ticket(text: str) -> int | None:
    try:
        return number_of(text) if text else None
    except NotFound:
        return None


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
    # Its next day has to be one too, in every zone.
    return found if found and date(1970, 1, 2) < found < date(9990, 1, 1) else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), zone())
