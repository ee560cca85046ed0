"""Who does something: an actor, their places in organisations, and the mail by which they act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from portal.vocabulary import Role, Source, StaffRole, Trust


@dataclass(frozen=True)
class Place:
    """An actor's membership in an organisation."""

    organisation_id: int
    name: str
    role: Role
    paid: bool
    sees_from: datetime | None = None
    plan: str = ""
    # Whether its members have to give a second factor when they log in.
    demands_second_factor: bool = False

    @property
    def is_administrator(self) -> bool:
        """Whether the actor administers this organisation."""
        return self.role is Role.ADMINISTRATOR


@dataclass(frozen=True)
class Letter:
    """The mail by which somebody acts: its number among those that came in, and how we know that it is theirs."""

    mail_id: int
    trust: Trust
    # The engineer who took it for theirs, where the trust is ACCEPTED.
    accepted_by: str = ""


@dataclass(frozen=True)
class Actor:
    """Somebody who does something, with everything that decides what they may do."""

    person_id: int
    name: str
    address: str
    places: tuple[Place, ...] = ()
    personal_plan_paid: bool = False
    personal_plan: str | None = None
    staff_role: StaffRole | None = None
    channel: Source = Source.PORTAL
    time_zone: str | None = None
    letter: Letter | None = None
    # Whether they are a participant of any ticket: who is of none is asked no further.
    participates: bool = False
    # Whether they left any organisation: who left none is not asked whether a ticket is theirs still.
    has_left: bool = False

    @property
    def is_engineer(self) -> bool:
        """Whether this is one of the provider's people."""
        return self.staff_role is not None

    @cached_property
    def paid_places(self) -> tuple[Place, ...]:
        """The organisations on whose behalf this person may raise tickets in the portal."""
        return tuple(place for place in self.places if place.paid)

    @cached_property
    def is_paid(self) -> bool:
        """Whether a paid plan covers this person, personally or by an organisation."""
        return self.personal_plan_paid or bool(self.paid_places)

    @property
    def may_raise(self) -> bool:
        """Whether this person raises tickets in the portal."""
        return self.is_paid and not self.is_engineer

    def place(self, organisation_id: int | None) -> Place | None:
        """The membership in this organisation, if there is one."""
        for place in self.places:
            if place.organisation_id == organisation_id:
                return place
        return None
