"""The page of the audit: fields and filters, and its lines as sentences with links."""

from __future__ import annotations

from flask import url_for
from markupsafe import Markup

from portal.accounts import membership, queries
from portal.audit_lines import AuditLine, AuditSlice
from portal.settings import current
from portal.web.audit import words
from portal.web.audit.asked import PORTAL, AskedAudit
from portal.web.filters import here
from portal.web.listing import Asked, is_number
from portal.web.pages.audit import AuditPage, AuditRow, Typed
from portal.web.pages.tickets import Empty, Filter, Option

_NARROWING = ("who", "what", "person", "organisation", "ticket", "from", "to")
_LINK = Markup('<a href="{}">{}</a>')


def page_of(asked: AskedAudit, found: AuditSlice) -> AuditPage:
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
        Typed("who", "Who", _address_of(asked.value("who")), hint="E-mail or portal"),
        Typed("person", "Person", _address_of(asked.value("person")), hint=address),
        Typed("ticket", "Ticket", asked.value("ticket"), hint=current().example_reference),
    )


def _day_field(asked: Asked, name: str, label: str) -> Typed:
    return Typed(name, label, asked.value(name), kind="date")


def _filters(asked: Asked) -> tuple[Filter, ...]:
    acts = sorted((Option(act, called.name) for act, called in words.WORDS.items()), key=lambda one: one.label)
    organisations = (Option(str(row.id), row.name) for row in membership.organisations())
    return (
        Filter("what", "What", (Option("", "Anything"), *acts), asked.value("what")),
        Filter("organisation", "Organisation", (Option("", "Any"), *organisations), asked.value("organisation")),
    )


def _row(line: AuditLine) -> AuditRow:
    names = {
        "actor": _link("who", line.actor_id or PORTAL, line.actor_name),
        "person": _link("person", line.person_id, line.person_name or f"person {line.person_id}", "somebody"),
        "organisation": _link(
            "organisation", line.organisation_id, line.organisation_name or f"organisation {line.organisation_id}"
        ),
        "ticket": _ticket_link(line.ticket_id),
    }
    return AuditRow(
        at=here().moment(line.at),
        sentence=Markup(words.sentence_of(line.act)).format(**names),  # noqa: S704 - the sentences are ours
        change=words.change_of(line.data),
        details=words.details_of(line.data),
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


def _address_of(text: str) -> str:
    """What stands in the field: of somebody who is asked for by number, their address."""
    if not is_number(text):
        return text
    main = [row.address for row in queries.addresses_of(int(text)) if row.is_main]
    return main[0] if main else text
