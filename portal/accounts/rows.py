"""What queries about people give away: frozen rows, never a table's model."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.vocabulary import MailPreference, Role, StaffRole, Theme


@dataclass(frozen=True)
class Profile:
    """What pages need to know of the person looking at them, beside what they may do."""

    session_id: int
    theme: Theme
    time_zone: str | None
    mail_preference: MailPreference
    seen_at: datetime
    proved_at: datetime | None = None
    has_second_factor: bool = False
    # A second factor is demanded of them, and they have none: they set one up, and reach nothing else before.
    lacks_second_factor: bool = False


@dataclass(frozen=True)
class PersonRow:
    """A person with the main address; `organisations` are names, in order."""

    id: int
    name: str
    address: str
    staff_role: StaffRole | None
    plan: str | None
    organisations: tuple[str, ...]
    is_active: bool


@dataclass(frozen=True)
class OrganisationRow:
    """An organisation with its plan; `members` counts those who can still log in."""

    id: int
    name: str
    plan: str
    members: int


@dataclass(frozen=True)
class MemberRow:
    """A person in one organisation; the deactivated are never among them."""

    organisation_id: int
    person_id: int
    name: str
    address: str
    role: Role
    signed_in_at: datetime | None

    @property
    def is_administrator(self) -> bool:
        """Whether they administer the organisation."""
        return self.role is Role.ADMINISTRATOR


@dataclass(frozen=True)
class Seers:
    """How many people would see a shared ticket, beside its requester, and the first few names."""

    count: int
    names: tuple[str, ...]


@dataclass(frozen=True)
class AddressRow:
    """One of a person's addresses."""

    address: str
    is_main: bool
    is_verified: bool


@dataclass(frozen=True)
class SessionRow:
    """A log-in on one device, still good."""

    id: int
    created_at: datetime
    seen_at: datetime
    device: str
    remote_address: str
