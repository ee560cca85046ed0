"""Pages for people who are not logged in, and the one that comes right after it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from portal.accounts.factors import Factors
from portal.accounts.rows import PersonRow
from portal.web.pages.base import Page


@dataclass(frozen=True)
class FormPage(Page):
    """A page whose matter is one form."""

    form: Any

    @property
    def has_errors(self) -> bool:
        """Whether the form came back with something to mend."""
        return bool(self.form.problems())


@dataclass(frozen=True)
class LogInPage(FormPage):
    """Address and password."""

    template: ClassVar[str] = "auth/log_in.html"
    title: ClassVar[str] = "Log in"

    # Whether the browser comes with a log-in that has ended.
    was_ended: bool = False
    passkeys_work: bool = False


@dataclass(frozen=True)
class SecondStepPage(FormPage):
    """What is asked beside the password."""

    template: ClassVar[str] = "auth/second_step.html"
    title: ClassVar[str] = "One more step"

    factors: Factors
    by_paper: bool
    passkeys_work: bool
    next: str
    paper_href: str
    usual_href: str

    @property
    def asks_for_code(self) -> bool:
        """Whether a code can be written here."""
        return self.by_paper or self.factors.authenticator_since is not None

    @property
    def asks_for_passkey(self) -> bool:
        """Whether a passkey can finish it."""
        return self.passkeys_work and not self.by_paper and bool(self.factors.passkeys)


@dataclass(frozen=True)
class ForgottenPasswordPage(FormPage):
    """The address that the link goes to."""

    template: ClassVar[str] = "auth/forgotten_password.html"
    title: ClassVar[str] = "Choose a new password"


@dataclass(frozen=True)
class LinkSentPage(Page):
    """The same for every address, whether anybody has it or not."""

    template: ClassVar[str] = "auth/link_sent.html"
    title: ClassVar[str] = "Look into your mailbox"

    minutes: int


@dataclass(frozen=True)
class NewPasswordPage(FormPage):
    """The new password, twice."""

    template: ClassVar[str] = "auth/new_password.html"
    title: ClassVar[str] = "Choose a new password"

    owner: PersonRow


@dataclass(frozen=True)
class DeadLinkPage(Page):
    """A link that was used, replaced, or is too old."""

    template: ClassVar[str] = "auth/dead_link.html"
    title: ClassVar[str] = "This link does not work any more"


@dataclass(frozen=True)
class KeptLine:
    """One field of a form that was kept, as its person reads it."""

    label: str
    text: str


@dataclass(frozen=True)
class KeptPage(Page):
    """A form that was sent after the session had lapsed, to be sent again; `is_draft` where it saves what is typed."""

    template: ClassVar[str] = "auth/kept.html"
    title: ClassVar[str] = "Continue where you were"

    lines: tuple[KeptLine, ...]
    fields: tuple[tuple[str, str], ...]
    files: tuple[str, ...]
    back: str
    is_draft: bool
