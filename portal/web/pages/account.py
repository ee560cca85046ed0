"""Pages about oneself, and about the organisations one belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from portal.accounts.rows import AddressRow, SessionRow
from portal.web.pages.base import Page
from portal.web.pages.tickets import Tab

_TABS = (
    ("Profile", "/servicedesk/account"),
    ("E-mail addresses", "/servicedesk/account/addresses"),
    ("Log-in and security", "/servicedesk/account/security"),
    ("Devices", "/servicedesk/account/devices"),
    ("Your data", "/servicedesk/account/export"),
)


@dataclass(frozen=True)
class AccountPage(Page):
    """What all pages about one's own account have: the ways to the others."""

    nav: ClassVar[str] = "account"

    def tabs(self) -> tuple[Tab, ...]:
        """The parts of the account; this page is the current one."""
        return tuple(Tab(label, href, label == self.tab) for label, href in _TABS)

    @property
    def tab(self) -> str:
        """Which part this page belongs to."""
        return self.title

    def forms(self) -> tuple[Any, ...]:
        """The forms of the page."""
        return ()

    def problems(self) -> tuple[Any, ...]:
        """What is to be mended in them."""
        return tuple(problem for form in self.forms() for problem in form.problems())

    @property
    def has_errors(self) -> bool:
        """Whether a form came back with something to mend."""
        return bool(self.problems())


@dataclass(frozen=True)
class ProfilePage(AccountPage):
    """Name and preferences."""

    template: ClassVar[str] = "account/profile.html"
    title: ClassVar[str] = "Account"

    profile: Any

    @property
    def tab(self) -> str:
        """The first of them."""
        return "Profile"

    def forms(self) -> tuple[Any, ...]:
        """One."""
        return (self.profile,)


@dataclass(frozen=True)
class AddressesPage(AccountPage):
    """The addresses, the one that waits for its code, and one more."""

    template: ClassVar[str] = "account/addresses.html"
    title: ClassVar[str] = "E-mail addresses"

    addresses: tuple[AddressRow, ...]
    # Those to which no mail goes because it came back, with the reason.
    suspended: Mapping[str, str]
    # The address to which a code went, empty where there is none.
    waiting: str
    new: Any
    code: Any

    def forms(self) -> tuple[Any, ...]:
        """A new address, and the code of the last."""
        return (self.code, self.new)


@dataclass(frozen=True)
class DevicesPage(AccountPage):
    """Where one is logged in."""

    template: ClassVar[str] = "account/devices.html"
    title: ClassVar[str] = "Devices"

    sessions: tuple[SessionRow, ...]
    present_session: int


@dataclass(frozen=True)
class ExportPage(AccountPage):
    """An export of everything that is one's own."""

    template: ClassVar[str] = "account/export.html"
    title: ClassVar[str] = "Your data"
