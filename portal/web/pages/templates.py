"""Pages on which engineers keep their answer templates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple

from markupsafe import Markup

from portal.web.pages.base import HasForm, Page
from portal.web.pages.timeline_parts import Meanwhile


class TemplateLine(NamedTuple):
    """One template of the list."""

    name: str
    begins: str
    href: str
    changed: Markup
    changed_by: str


@dataclass(frozen=True)
class TemplatesPage(Page):
    """All templates."""

    template: ClassVar[str] = "answer_templates/list.html"
    nav: ClassVar[str] = "templates"
    title: ClassVar[str] = "Answer templates"

    lines: tuple[TemplateLine, ...]
    back: str
    new: str


@dataclass(frozen=True)
class TemplatePage(HasForm, Page):
    """One template, new or there; `preview` is how it would read, None before it was asked for.

    `seen` is the version that is changed, `meanwhile` what a colleague made of it while somebody was writing.
    """

    template: ClassVar[str] = "answer_templates/template.html"
    nav: ClassVar[str] = "templates"

    title: str
    form: Any
    action: str
    preview_action: str
    back: str
    remove: str
    variables: tuple[tuple[str, str], ...]
    seen: str
    preview: str | None = None
    meanwhile: tuple[Meanwhile, ...] = ()
