"""The files that wait to be sent, and their list alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from portal.web.pages.base import Page


@dataclass(frozen=True)
class StoredFile:
    """A file of a draft, as its list shows it; `list` is the id of that list."""

    name: str
    size: str
    state: str
    href: str
    remove: str
    list: str


@dataclass(frozen=True)
class FilesPart(Page):
    """The stored files of one field, alone: the answer to an upload."""

    template: ClassVar[str] = "intake/_files.html"
    title: ClassVar[str] = "Attachments"

    field_name: str
    files: tuple[StoredFile, ...]
    problem: str = ""
    announcement: str = ""
