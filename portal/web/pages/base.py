"""What every page has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar


@dataclass(frozen=True)
class Page:
    """The one object that a page's template gets: its file, its title, its place in the navigation."""

    template: ClassVar[str]

    if TYPE_CHECKING:

        @property
        def nav(self) -> str:
            """Which place of the bar it belongs to; a field or a variable of each class where there is one."""
            ...

        @property
        def title(self) -> str:
            """What the browser's tab and a screen reader say first; a field or a property of each page."""
            ...

    else:
        nav = ""


class HasForm:
    """A page with one form."""

    form: Any

    @property
    def has_errors(self) -> bool:
        """Whether the form came back with something to mend, which the title of the page says first."""
        return bool(self.form.errors)
