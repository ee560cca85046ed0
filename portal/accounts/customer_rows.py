"""What the provider's people read of customers: frozen rows, never a table's model."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, NamedTuple, TypeVar

from portal.accounts.rows import AddressRow, PersonRow, SessionRow
from portal.vocabulary import Role

Row = TypeVar("Row")


@dataclass(frozen=True)
class Slice(Generic[Row]):
    """One page of a list; `after` and `before` are the numbers beside which its neighbours begin, if there are any."""

    rows: tuple[Row, ...]
    after: int | None
    before: int | None


class CustomerRow(NamedTuple):
    """An organisation in the list; `members` can log in, `open_tickets` is counted no further than 100."""

    id: int
    name: str
    plan: str
    deactivated_at: datetime | None
    members: int
    open_tickets: int


@dataclass(frozen=True)
class CustomerFacts:
    """An organisation as its page shows it, beside its members and tickets."""

    domains: tuple[str, ...]
    id: int
    name: str
    plan: str
    created_at: datetime
    demands_second_factor: bool
    deactivated_at: datetime | None

    @property
    def is_active(self) -> bool:
        """Whether it counts for its members."""
        return self.deactivated_at is None


class PlaceRow(NamedTuple):
    """A person's membership; `is_active` says whether the organisation counts."""

    is_active: bool
    organisation_id: int
    name: str
    plan: str
    role: Role


@dataclass(frozen=True)
class PersonFacts:
    """A person as their page shows them: `raised` and `assigned` count open tickets, no further than 100."""

    person: PersonRow
    time_zone: str | None
    created_at: datetime
    signed_in_at: datetime | None
    has_password: bool
    addresses: tuple[AddressRow, ...]
    places: tuple[PlaceRow, ...]
    sessions: tuple[SessionRow, ...]
    raised: int
    assigned: int
