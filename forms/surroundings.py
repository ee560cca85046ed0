"""What the application knows about the person who fills a form in, handed over as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be chosen: the value that is posted, its label, and a line of help."""

    value: str
    label: str
    help: str = ""


@dataclass(frozen=True, slots=True)
class FileFact:
    """A file that is stored with the draft: its name and its size in bytes."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Everything outside the form that its fields depend on; `now` is aware, keys of organisations are strings."""

    now: datetime
    zone: ZoneInfo
    organisations: tuple[Choice, ...] = ()
    members: Mapping[str, tuple[Choice, ...]] = field(default_factory=dict)
    tickets: tuple[Choice, ...] = ()
    own_person: str = ""
    member_addresses: Mapping[str, frozenset[str]] = field(default_factory=dict)
    verified_domains: Mapping[str, frozenset[str]] = field(default_factory=dict)
    sole_administrator_of: frozenset[str] = frozenset()
    organisation: str | None = None
    files: Mapping[str, tuple[FileFact, ...]] = field(default_factory=dict)
    files_hint: str = "Up to 10 files, 25 MiB each. Pictures, text, logs, PDF, ZIP."
    sharing: tuple[Choice, ...] = ()

    @property
    def number_of_organisations(self) -> str:
        """`none`, `one` or `several`, as conditions spell it."""
        return ("none", "one", "several")[min(len(self.organisations), 2)]

    def organisation_label(self, key: str) -> str:
        """The name of an organisation of the person; the key itself where it is unknown."""
        return next((choice.label for choice in self.organisations if choice.value == key), key)


NOWHERE = Surroundings(now=datetime(2000, 1, 1, tzinfo=UTC), zone=ZoneInfo("UTC"))
"""For forms that depend on nothing around them, such as the log-in form."""
