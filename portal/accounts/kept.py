"""What was posted after a session had lapsed, kept for its person until after the next log-in (UX-16)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from portal import clock
from portal.db.tables import KeptPost

KEPT_FOR = timedelta(hours=20)


@dataclass(frozen=True)
class Kept:
    """A form as it was sent: where to, from which page, its fields in order, and the names of files not kept."""

    path: str
    page: str
    fields: tuple[tuple[str, str], ...]
    files: tuple[str, ...]
    created_at: datetime


def keep(person_id: int, *, path: str, page: str, fields: Sequence[tuple[str, str]], files: Sequence[str]) -> None:
    """Keep this for the person; what was kept for them before is replaced."""
    row = {"path": path, "page": page, "fields": list(fields), "files": list(files), "created_at": clock.now()}
    KeptPost.insert(person=person_id, **row).on_conflict(
        conflict_target=[KeptPost.person],
        preserve=[KeptPost.path, KeptPost.page, KeptPost.fields, KeptPost.files, KeptPost.created_at],
    ).execute()


def kept_for(person_id: int) -> Kept | None:
    """What is kept for the person; None where there is nothing, or it is too old."""
    recent = (KeptPost.person == person_id) & (KeptPost.created_at > clock.now() - KEPT_FOR)
    row = KeptPost.select().where(recent).first()
    if row is None:
        return None
    fields = tuple((str(name), str(value)) for name, value in row.fields)
    return Kept(row.path, row.page, fields, tuple(row.files), row.created_at)


def forget(person_id: int) -> None:
    """Remove what is kept for the person."""
    KeptPost.delete().where(KeptPost.person == person_id).execute()


def sweep() -> int:
    """Remove what is too old, and return how many."""
    return int(KeptPost.delete().where(KeptPost.created_at <= clock.now() - KEPT_FOR).execute())
