"""The page of everything that did not work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from portal.web.pages.base import Page


@dataclass(frozen=True)
class ErrorPage(Page):
    """What happened, what became of what was typed, and how to go on; no word of it comes from the request."""

    template: ClassVar[str] = "errors/error.html"

    status: int
    title: str
    message: str
    hint: str
