"""The help pages: how priorities are set, what each issue type is for, how accessible the portal is."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response

from forms import IMPACTS, URGENCIES, Choice, Impact, Urgency, priority
from portal.settings import Calendar, Target, current
from portal.vocabulary import Priority
from portal.web.catalogue import catalogue
from portal.web.guards import looking, public, signed_in
from portal.web.intake.promises import answer_words, update_words
from portal.web.pages.home import AccessibilityPage, ChoosingPage, PrioritiesPage, Promised, Times
from portal.web.responses import respond
from portal.web.wording import names

blueprint = Blueprint("help", __name__, url_prefix="/servicedesk/help")


@blueprint.get("/priorities")
@public
def priorities() -> Response:
    """The matrix, and what we promise for each priority on the plans of who asks."""
    return respond(
        PrioritiesPage(
            urgencies=URGENCIES,
            impacts=IMPACTS,
            rows=tuple((row, tuple(_cell(row, column) for column in IMPACTS)) for row in URGENCIES),
            times=_times(),
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


def _times() -> tuple[Times, ...]:
    """One table for plans that promise the same; as for every plan where none of theirs promises anything."""
    found: dict[tuple[tuple[Promised, ...], str], list[str]] = {}
    for plan in _plans():
        targets = {key: current().target_of(key, plan) for key in Priority}
        promised = {key: target for key, target in targets.items() if target is not None}
        if promised:
            found.setdefault(_told(promised, current().calendar_of(plan)), []).append(current().plans[plan].label)
    if len(found) < 2:
        return tuple(Times("", *told) for told in found or [_told(current().targets, current().calendar)])
    return tuple(Times(f"on {names(labels, len(labels))}", *told) for told, labels in found.items())


def _plans() -> tuple[str, ...]:
    """The plans that cover who looks; for engineers all that there are."""
    found = looking()
    if found is None:
        return ()
    actor = found[0]
    if actor.is_engineer:
        return tuple(current().plans)
    theirs = {actor.personal_plan, *(place.plan for place in actor.places)}
    return tuple(key for key in current().plans if key in theirs)


def _told(targets: Mapping[Priority, Target], calendar: Calendar) -> tuple[tuple[Promised, ...], str]:
    return tuple(
        Promised(key, answer_words(target, calendar), update_words(target, calendar))
        for key, target in sorted(targets.items())
    ), _hours(calendar)


def _hours(calendar: Calendar) -> str:
    """Such as "08:00 to 17:00, Monday to Friday, time of Europe/Stockholm"."""
    days = [day.capitalize() for day in calendar.days]
    span = f"{days[0]} to {days[-1]}" if len(days) > 1 else days[0]
    return f"{calendar.opens:%H:%M} to {calendar.closes:%H:%M}, {span}, time of {calendar.zone}"
