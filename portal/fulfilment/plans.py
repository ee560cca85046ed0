"""What will happen when an engineer confirms, in words and in values. Pure: no database."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import Any

from portal.errors import Rejected
from portal.tickets.rows import Answer
from portal.tickets.secrets import REMOVED
from portal.vocabulary import FulfilmentKind


@dataclass(frozen=True)
class Item:
    """One thing that will happen: what it concerns, and a sentence.

    What stands in `aside` may change without being asked about again, such as how many tickets there are just now.
    """

    label: str
    words: str
    aside: str = ""


@dataclass(frozen=True)
class Plan:
    """Exactly what confirming does, as computed from the ticket and from how everything stands at this moment.

    `due_at` is when it is done, None for at once. `blockers` say why it cannot be done at all. `effects` are the plain
    values that are carried out: they have to be the same on the day as they were when they were confirmed.
    """

    kind: FulfilmentKind
    items: tuple[Item, ...]
    due_at: datetime | None = None
    warnings: tuple[str, ...] = ()
    blockers: tuple[str, ...] = ()
    effects: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def digest(self) -> str:
        """A mark of what was shown: whoever confirms it has seen this and nothing else."""
        shown = [[item.label, item.words] for item in self.items]
        due = self.due_at.isoformat() if self.due_at else None
        whole = [self.kind, shown, due, self.warnings, self.blockers, self.effects]
        return sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()[:32]

    def document(self) -> dict[str, Any]:
        """What is kept of it: what was shown, and what is to be carried out."""
        return {
            "items": [asdict(item) for item in self.items],
            "warnings": list(self.warnings),
            "effects": dict(self.effects),
            "digest": self.digest,
        }


@dataclass(frozen=True)
class Done:
    """One line of the report: what it concerned, what was done, and when."""

    label: str
    words: str
    at: datetime

    def document(self) -> dict[str, str]:
        """What is kept of it."""
        return {"label": self.label, "words": self.words, "at": self.at.isoformat()}

    @classmethod
    def of(cls, document: Mapping[str, str]) -> Done:
        """The line as it was kept."""
        return cls(document["label"], document["words"], datetime.fromisoformat(document["at"]))


class Given:
    """The answers of the ticket by the keys of their questions, as the form posted them."""

    def __init__(self, answers: Iterable[Answer]) -> None:
        self._values = {answer.key: answer.values for answer in answers}

    def one(self, key: str) -> str:
        """The only value, or the first; empty where there is none."""
        return next(iter(self.all(key)), "").strip()

    def all(self, key: str) -> tuple[str, ...]:
        """Every value that was chosen."""
        return self._values.get(key, ())

    def require_whole(self, *keys: str) -> None:
        """Return where these stand as they were agreed to; Rejected where a secret was removed from one."""
        if any(REMOVED in value for key in keys for value in self.all(key)):
            raise Rejected("Something was removed from what is asked for, so it is not what was agreed to any more.")
