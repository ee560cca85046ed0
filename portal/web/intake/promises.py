"""What we promise for a priority, in words."""

from __future__ import annotations

from datetime import date, datetime

from forms import IMPACTS, URGENCIES, IssueType, priority_of
from portal import clock, settings
from portal.policy import Actor
from portal.settings import Calendar, Target
from portal.tickets.targets import answer_due, plan_of
from portal.vocabulary import Priority
from portal.web.pages.intake import Result


def result_of(
    actor: Actor, issue_type: IssueType, answers: dict[str, list[str]], organisation_id: int | None
) -> Result | None:
    """The priority of these answers with its promise; None until urgency and impact are both answered."""
    found = priority_of(issue_type, answers)
    if found is None:
        return None
    priority = Priority(found)
    plan = plan_of(actor, actor.place(organisation_id))
    due = answer_due(priority, plan, clock.now())
    return Result(
        priority=priority,
        urgency=_label(URGENCIES, answers["urgency"]),
        impact=_label(IMPACTS, answers["impact"]),
        answer_due_at=due,
        updates=_updates(priority, plan),
    )


def _updates(priority: Priority, plan: str) -> str:
    target = settings.current().target_of(priority, plan)
    return update_words(target, settings.current().calendar_of(plan)) if target else ""


def update_words(target: Target, calendar: Calendar) -> str:
    """Such as "an update every 4 hours, day and night" or "an answer to what you write within 3 business days"."""
    what = "an update every" if target.keep_in_loop else "an answer to what you write within"
    alone = not target.keep_in_loop
    if target.around_the_clock:
        return f"{what} {_span(target.update, alone=alone)}, day and night"
    return f"{what} {business_span(target.update, calendar, alone=alone)}"


def answer_words(target: Target, calendar: Calendar) -> str:
    """Such as "2 hours, day and night" or "8 business hours"."""
    if target.around_the_clock:
        return f"{_span(target.answer, alone=True)}, day and night"
    return business_span(target.answer, calendar, alone=True)


def business_span(minutes: int, calendar: Calendar, *, alone: bool = False) -> str:
    """Minutes of opening hours in the largest unit that fits: "business day", "3 business days", "8 business hours"."""
    opens, closes = (datetime.combine(date.min, moment) for moment in (calendar.opens, calendar.closes))
    length = int((closes - opens).total_seconds()) // 60
    if minutes % length == 0:
        return _counted(minutes // length, "business day", alone=alone)
    if minutes % 60 == 0:
        return _counted(minutes // 60, "business hour", alone=alone)
    return _counted(minutes, "business minute", alone=alone)


def _span(minutes: int, *, alone: bool = False) -> str:
    if minutes % 60 == 0:
        return _counted(minutes // 60, "hour", alone=alone)
    return _counted(minutes, "minute", alone=alone)


def _counted(count: int, unit: str, *, alone: bool) -> str:
    if count == 1:
        return f"1 {unit}" if alone else unit
    return f"{count} {unit}s"


def _label(choices: tuple[object, ...], values: list[str]) -> str:
    return next(str(getattr(choice, "label", "")) for choice in choices if getattr(choice, "value", "") in values)
