"""Pages about one's password and second factors, and the one that asks who one is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from markupsafe import Markup

from portal.accounts.factors import Factors
from portal.web.pages.account import AccountPage


@dataclass(frozen=True)
class SecurityPage(AccountPage):
    """The password, and what is asked beside it."""

    template: ClassVar[str] = "account/security.html"
    title: ClassVar[str] = "Log-in and security"

    password: Any
    factors: Factors
    passkeys_work: bool
    # They have to set up a second factor before they reach anything else.
    is_led_here: bool
    demanded_by: tuple[str, ...]

    def forms(self) -> tuple[Any, ...]:
        """One."""
        return (self.password,)


@dataclass(frozen=True)
class AuthenticatorPage(AccountPage):
    """A picture for the app, the same as text, and its first code."""

    template: ClassVar[str] = "account/authenticator.html"
    title: ClassVar[str] = "Set up an app for codes"

    form: Any
    picture: Markup
    secret: str

    def forms(self) -> tuple[Any, ...]:
        """One."""
        return (self.form,)


@dataclass(frozen=True)
class CodesPage(AccountPage):
    """Recovery codes, this once; `is_first` where a second factor was set up just now."""

    template: ClassVar[str] = "account/codes.html"
    title: ClassVar[str] = "Keep your recovery codes"

    codes: tuple[str, ...]
    go_on: str
    is_first: bool


@dataclass(frozen=True)
class NewPasskeyPage(AccountPage):
    """A new passkey and its name."""

    template: ClassVar[str] = "account/new_passkey.html"
    title: ClassVar[str] = "Add a passkey"

    form: Any
    passkeys_work: bool

    def forms(self) -> tuple[Any, ...]:
        """One."""
        return (self.form,)


@dataclass(frozen=True)
class ProvingPage(AccountPage):
    """Who one is, once more; `fields` are what was posted, and go on with it.

    `is_own` where it is about one's own account, and not about what somebody else may do.
    """

    template: ClassVar[str] = "account/proving.html"
    title: ClassVar[str] = "Confirm that it is you"

    form: Any
    to: str
    method: str
    fields: tuple[tuple[str, str], ...]
    has_passkeys: bool
    back: str
    is_own: bool

    @property
    def asks_code(self) -> bool:
        """Whether the password alone would not let them in."""
        return "second_code" in self.form

    def forms(self) -> tuple[Any, ...]:
        """One."""
        return (self.form,)
