"""What is promised, and when we work: calendars, targets and plans; and what the portal does while nobody answers."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator, model_validator

from portal import clock
from portal.settings_parts import Name, Part
from portal.vocabulary import Priority

Day = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
DAYS: tuple[Day, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Calendar(Part):
    """When engineers work: hours in `zone`, days of the week, holidays."""

    zone: str = "Europe/Stockholm"
    opens: time = time(8)
    closes: time = time(17)
    days: tuple[Day, ...] = DAYS[:5]
    holidays: tuple[date, ...] = ()

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, zone: str) -> str:
        if zone not in clock.zones():
            raise ValueError("write the name of a time zone, such as Europe/Stockholm")
        return zone

    @model_validator(mode="after")
    def _some_hours(self) -> Calendar:
        if self.closes <= self.opens or not self.days:
            raise ValueError("closes must be after opens, on at least one day")
        return self

    @property
    def time_zone(self) -> ZoneInfo:
        """The zone of the opening hours."""
        return ZoneInfo(self.zone)

    @property
    def weekdays(self) -> frozenset[int]:
        """The working days as `date.weekday()` counts them: 0 is Monday."""
        return frozenset(DAYS.index(day) for day in self.days)


class OwnCalendar(Part):
    """What a plan's opening hours have that is not as in `[calendar]`."""

    zone: str | None = None
    opens: time | None = None
    closes: time | None = None
    days: tuple[Day, ...] | None = None
    holidays: tuple[date, ...] | None = None

    def over(self, usual: Calendar) -> Calendar:
        """The plan's whole calendar, not judged."""
        return usual.model_copy(update=self.model_dump(exclude_none=True))


class Target(Part):
    """Times promised for a priority, in minutes: of opening hours, or of every hour around the clock.

    With `keep_in_loop` each answer of ours starts the next update; without it an update is due once the customer wrote.
    """

    answer: int = Field(ge=1)
    update: int = Field(ge=1)
    around_the_clock: bool = False
    keep_in_loop: bool = True


class OwnTarget(Part):
    """What a plan promises for a priority that is not as in `[targets]`."""

    answer: int | None = Field(default=None, ge=1)
    update: int | None = Field(default=None, ge=1)
    around_the_clock: bool | None = None
    keep_in_loop: bool | None = None

    def over(self, usual: Target) -> Target:
        """The plan's whole target."""
        return usual.model_copy(update=self.model_dump(exclude_none=True))


TARGETS = {
    Priority.P1: Target(answer=30, update=60, around_the_clock=True),
    Priority.P2: Target(answer=120, update=240, around_the_clock=True),
    Priority.P3: Target(answer=480, update=540),
    Priority.P4: Target(answer=540, update=1620),
}


def known_priorities(given: Any) -> Any:
    """What was given by priority; variables arrive in small letters, and go with what the file says of the same one."""
    if not isinstance(given, dict):
        return given
    every: dict[str, Any] = {}
    for name, value in given.items():
        key = str(name).upper()
        if key not in set(Priority):
            raise ValueError(f"there is no priority {name}; there is {', '.join(Priority)}")
        both = isinstance(value, dict) and isinstance(every.get(key), dict)
        every[key] = {**every[key], **value} if both else value
    return every


class Plan(Part):
    """A support plan: unpaid ones are e-mail only; `targets` promises times of answer, `times` and `calendar` own ones.

    What they leave out is as for every plan.
    """

    label: Name = Field(max_length=40)
    paid: bool
    targets: bool = True
    times: dict[Priority, OwnTarget] = {}
    calendar: OwnCalendar = OwnCalendar()

    _known_priorities = field_validator("times", mode="before")(known_priorities)


class Figures(Part):
    """What the figures hold the tickets against that nobody was promised."""

    # Within how many hours, by night too, we want a ticket solved.
    resolve_hours: dict[Priority, Annotated[int, Field(ge=1)]] = {
        Priority.P1: 8,
        Priority.P2: 24,
        Priority.P3: 120,
        Priority.P4: 240,
    }

    @field_validator("resolve_hours", mode="before")
    @classmethod
    def _over_the_defaults(cls, given: Any) -> Any:
        """One figure can be set alone."""
        usual = cls.model_fields["resolve_hours"].default
        return {**usual, **known_priorities(given)} if isinstance(given, dict) else given


class Waiting(Part):
    """What the portal does by itself on a ticket on which nobody answers, in days; never where the priority is P1."""

    # Of waiting for the requester: when they are reminded, and when it counts as resolved.
    remind_days: tuple[Annotated[int, Field(ge=1, le=365)], ...] = (5, 10)
    resolve_days: int = Field(default=14, ge=0, le=365)
    # Since it was resolved.
    close_days: int = Field(default=7, ge=0, le=365)

    @model_validator(mode="after")
    def _in_order(self) -> Waiting:
        days = (*self.remind_days, *([self.resolve_days] if self.resolve_days else []))
        if list(days) != sorted(set(days)):
            raise ValueError("remind_days must rise, and resolve_days must come after them")
        return self
