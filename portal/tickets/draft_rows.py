"""A draft as it stands, and what may have become of it meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from portal.errors import Conflict


@dataclass(frozen=True)
class DraftRow:
    """A draft as it stands: `answers` is issue type -> field -> the texts posted for it."""

    id: str
    issue_type: str
    answers: dict[str, dict[str, list[str]]]
    version: int
    tab: str
    step: int
    created_at: datetime
    changed_at: datetime

    @property
    def typed(self) -> dict[str, list[str]]:
        """The answers given for the issue type that is chosen now."""
        return self.answers.get(self.issue_type, {})


@dataclass(frozen=True)
class Edition:
    """What an opened page knows of its draft: the version it shows, and the mark of the page itself."""

    version: int
    tab: str = ""


class AlreadySent(Conflict):
    """The draft became the ticket with this reference."""

    def __init__(self, reference: str) -> None:
        super().__init__(f"Already sent as {reference}.")
        self.reference = reference


class Overtaken(Conflict):
    """Another page saved the draft since this one was opened; `draft` is what it saved."""

    def __init__(self, draft: DraftRow) -> None:
        super().__init__("This draft was changed in another window. Nothing is overwritten until you choose.")
        self.draft = draft
