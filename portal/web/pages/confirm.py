"""The page that says what follows from an act before it is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from portal.web.pages.base import Page


@dataclass(frozen=True)
class ConfirmPage(Page):
    """What is to be done to whom, what it `means`, the button that does it, and in the words `keep` the way back."""

    template: ClassVar[str] = "confirm.html"

    heading: str
    about: str
    means: tuple[str | Markup, ...]
    action: str
    button: str
    keep: str
    back: str
    nav: str = ""
    danger: bool = True
    hidden: tuple[tuple[str, str], ...] = ()
    refusal: str = ""

    @property
    def title(self) -> str:
        """What is asked, of whom."""
        return f"{self.heading}: {self.about}" if self.about else self.heading

    @property
    def has_errors(self) -> bool:
        """Whether something was refused."""
        return bool(self.refusal)
