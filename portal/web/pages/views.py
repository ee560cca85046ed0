"""The lists that an engineer has given a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from portal.web.pages.base import Page


class ViewLine(NamedTuple):
    """A list under a name, and what it lists in words."""

    id: int
    name: str
    href: str
    about: str
    error: str


@dataclass(frozen=True)
class ViewsPage(Page):
    """The engineer's own views; `saves` says what the list is that waits for a name."""

    template: ClassVar[str] = "desk/views.html"
    nav: ClassVar[str] = "desk"
    title: ClassVar[str] = "Saved views"

    query: str
    saves: str
    name: str
    error: str
    views: tuple[ViewLine, ...]

    @property
    def has_errors(self) -> bool:
        """Whether something has to be mended."""
        return bool(self.error) or any(view.error for view in self.views)
