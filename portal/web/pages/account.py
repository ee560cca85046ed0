"""Pages about oneself, and about the organisations one belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from portal.accounts.rows import AddressRow, MemberRow, SessionRow
from portal.policy import Place
from portal.web.pages.base import Page


@dataclass(frozen=True)
class AccountPage(Page):
    """Name and preferences, the password, the addresses, and where one is logged in."""

    template: ClassVar[str] = "account/account.html"
    title: ClassVar[str] = "Account"

    profile: Any
    password: Any
    addresses: tuple[AddressRow, ...]
    # Those to which no mail goes because it came back, with the reason.
    suspended: Mapping[str, str]
    sessions: tuple[SessionRow, ...]
    present_session: int

    def problems(self) -> tuple[Any, ...]:
        """What is to be mended in either form."""
        return (*self.profile.problems(), *self.password.problems())

    @property
    def has_errors(self) -> bool:
        """Whether a form came back with something to mend."""
        return bool(self.problems())


@dataclass(frozen=True)
class OrganisationCard:
    """One organisation of the actor, with its people."""

    place: Place
    plan: str
    members: tuple[MemberRow, ...]
    tickets_href: str

    @property
    def administrators(self) -> int:
        """How many of the members administer it."""
        return sum(member.is_administrator for member in self.members)


@dataclass(frozen=True)
class OrganisationPage(Page):
    """The organisations of the actor: who belongs to them, and how somebody joins or leaves."""

    template: ClassVar[str] = "account/organisation.html"
    nav: ClassVar[str] = "organisation"

    organisations: tuple[OrganisationCard, ...]
    person_id: int
    onboarding_href: str
    offboarding_href: str
    may_raise: bool

    @property
    def title(self) -> str:
        """The name where it is one organisation."""
        return self.organisations[0].place.name if len(self.organisations) == 1 else "Organisations"
