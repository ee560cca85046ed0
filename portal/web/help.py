"""The help pages: how priorities are set, what each issue type is for, how accessible the portal is."""

from __future__ import annotations

from flask import Blueprint, Response

from forms import IMPACTS, URGENCIES, Choice, Impact, Urgency, priority
from portal.settings import Target, current
from portal.vocabulary import Priority
from portal.web.catalogue import catalogue
from portal.web.guards import public, signed_in
from portal.web.intake.promises import answer_words, update_words
from portal.web.pages.home import AccessibilityPage, ChoosingPage, PrioritiesPage, Promised
from portal.web.responses import respond

blueprint = Blueprint("help", __name__, url_prefix="/servicedesk/help")


@blueprint.get("/priorities")
@public
def priorities() -> Response:
    """The matrix, and what we promise for each priority."""
    return respond(
        PrioritiesPage(
            urgencies=URGENCIES,
            impacts=IMPACTS,
            rows=tuple((row, tuple(_cell(row, column) for column in IMPACTS)) for row in URGENCIES),
            promises=tuple(_promised(key, target) for key, target in sorted(current().targets.items())),
            hours=_hours(),
        )
    )


@blueprint.get("/choosing")
@signed_in
def choosing() -> Response:
    """What each issue type is for."""
    return respond(ChoosingPage(catalogue().offered(member_of_organisation=True)))


@blueprint.get("/accessibility")
@public
def accessibility() -> Response:
    """How the portal can be used, and whom to tell where it cannot."""
    return respond(AccessibilityPage())


def _cell(row: Choice, column: Choice) -> str:
    return priority(Urgency(row.value), Impact(column.value)).value


def _promised(key: Priority, target: Target) -> Promised:
    return Promised(key, answer_words(target, current().calendar), update_words(target, current().calendar))


def _hours() -> str:
    """Such as "08:00 to 17:00, Monday to Friday, time of Europe/Stockholm"."""
    calendar = current().calendar
    days = [day.capitalize() for day in calendar.days]
    span = f"{days[0]} to {days[-1]}" if len(days) > 1 else days[0]
    return f"{calendar.opens:%H:%M} to {calendar.closes:%H:%M}, {span}, time of {calendar.zone}"
