"""What every page has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar


@dataclass(frozen=True)
class Page:
    """The one object that a page's template gets: its file, its title, its place in the navigation."""

    template: ClassVar[str]
    nav: ClassVar[str] = ""

    if TYPE_CHECKING:

        @property
        def title(self) -> str:
            """What the browser's tab and a screen reader say first; a field or a property of each page."""
            ...
