"""How far each mailbox is read, and what hinders it, where engineers and the next start see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from portal import clock, db
from portal.db.tables import Mailbox


@dataclass(frozen=True)
class Position:
    """The last mail that was stored: its number, and the generation of numbers that it belongs to."""

    uidvalidity: int = 0
    last_uid: int = 0


def get(name: str) -> Position:
    """How far this mailbox is read."""
    with db.connection():
        row = Mailbox.get_or_none(Mailbox.name == name)
    return Position(row.uidvalidity, row.last_uid) if row else Position()


def put(name: str, position: Position) -> None:
    """Everything up to here is stored."""
    _note(name, uidvalidity=position.uidvalidity, last_uid=position.last_uid)


def note_read(name: str) -> None:
    """It was looked into just now, and nothing hinders it."""
    _note(name, read_at=clock.now(), error="")


def note_error(name: str, error: str) -> None:
    """It cannot be read, for this reason."""
    _note(name, error=error)


def _note(name: str, **values: Any) -> None:
    with db.connection(), db.transaction():
        changed = Mailbox.insert(name=name, **values).on_conflict(conflict_target=[Mailbox.name], update=values)
        changed.execute()
