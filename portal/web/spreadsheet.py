"""CSV files, and a list of tickets as one, that spreadsheets open as text and never as formulas (S-19)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import datetime

from flask import Response

from portal import clock
from portal.policy import Actor
from portal.states import STATES
from portal.tickets.history import history
from portal.tickets.rows import HistoryFilter, TicketRow
from portal.web.filters import zone
from portal.web.streaming import sent_while_allowed

_AT_ONCE = 500
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_HEAD = (
    "Reference",
    "Subject",
    "Issue type",
    "Status",
    "Priority",
    "Urgency",
    "Impact",
    "Requester",
    "Organisation",
    "Who can see it",
    "Engineer",
    "Created",
    "Last change",
    "Resolved",
)


def answer(actor: Actor, wanted: HistoryFilter, at_most: int) -> Response:
    """The download: the first `at_most` tickets of the list, read and sent a part at a time."""
    name = f"tickets-{clock.now().astimezone(zone()):%Y-%m-%d}.csv"
    lines = _lines(actor, wanted._replace(after="", before="", limit=_AT_ONCE), at_most)
    return download(name, lines)


def download(name: str, lines: Iterable[str]) -> Response:
    """These lines as a file of this name, for as long as its reader may have them."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(sent_while_allowed(lines), mimetype="text/csv", headers=headers)


def safe(text: str) -> str:
    """The cell as text: what a spreadsheet would take for a formula gets an apostrophe."""
    return f"'{text}" if text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA) else text


def _lines(actor: Actor, wanted: HistoryFilter, at_most: int) -> Iterator[str]:
    yield head(_HEAD)
    sent = 0
    while True:
        found = history(actor, wanted._replace(limit=min(_AT_ONCE, at_most - sent)))
        yield "".join(line(_cells(row)) for row in found.rows)
        sent += len(found.rows)
        if not found.after:
            return
        if sent >= at_most:
            yield line((f"Only the first {at_most} tickets are here: filter the list to get the others",))
            return
        wanted = wanted._replace(after=found.after)


def _cells(row: TicketRow) -> tuple[str, ...]:
    return (
        row.reference,
        row.subject,
        row.issue_type_label,
        STATES[row.status].short,
        row.priority or "",
        row.urgency or "",
        row.impact or "",
        row.requester_name,
        row.organisation_name or "",
        _seen_by(row),
        row.engineer_name or "",
        moment(row.opened_at),
        moment(row.changed_at),
        moment(row.resolved_at),
    )


def _seen_by(row: TicketRow) -> str:
    if row.is_shared:
        return row.organisation_name or ""
    return "Private, with participants" if row.participants_text else "Private"


def moment(value: datetime | None) -> str:
    """In the reader's zone and with its offset, as spreadsheets read it."""
    return value.astimezone(zone()).isoformat(sep=" ", timespec="seconds") if value else ""


def head(names: tuple[str, ...]) -> str:
    """The first line of a file."""
    # Excel reads UTF-8 only behind this mark.
    return "\ufeff" + line(names)


def line(cells: tuple[str, ...]) -> str:
    """One line of a file."""
    written = io.StringIO()
    csv.writer(written).writerow([safe(cell) for cell in cells])
    return written.getvalue()
