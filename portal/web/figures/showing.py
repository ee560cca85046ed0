"""The page of the figures, and each of its tables as CSV."""

from __future__ import annotations

from flask import Response, request
from werkzeug.exceptions import NotFound

from portal.tickets.figures import figures
from portal.web import spreadsheet
from portal.web.figures import asked as asking
from portal.web.figures.blueprint import blueprint
from portal.web.figures.sections import SECTIONS, lead_of, tiles_of
from portal.web.guards import current_actor, engineers_only
from portal.web.pages.figures import FiguresPage
from portal.web.responses import respond


@blueprint.get("/figures")
@engineers_only
def show() -> Response:
    """The figures that the address asks for."""
    asked = asking.asked_of(request.args.to_dict())
    found = figures(current_actor(), asked.wanted)
    page = FiguresPage(
        path=asked.address.path,
        lead=lead_of(found),
        notes=asked.notes,
        days=asking.days_of(asked),
        filters=asking.filters_of(asked),
        tiles=tiles_of(found),
        sections=tuple(make(found, _csv(asked, key)) for key, make in SECTIONS.items()),
    )
    return respond(page)


@blueprint.get("/figures/<table>.csv")
@engineers_only
def download(table: str) -> Response:
    """One table of the page."""
    if table not in SECTIONS:
        raise NotFound
    asked = asking.asked_of(request.args.to_dict())
    numbers = SECTIONS[table](figures(current_actor(), asked.wanted), "").table
    lines = (spreadsheet.head(numbers.heads), *(spreadsheet.line(row) for row in numbers.rows))
    return spreadsheet.download(f"{table}-{asked.wanted.first}-{asked.wanted.last}.csv", lines)


def _csv(asked: asking.AskedFigures, key: str) -> str:
    address = asked.address
    return f"{address.path}/{key}.csv{address.at().removeprefix(address.path)}"
