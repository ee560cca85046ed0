"""Which migrations exist and which are applied; bringing a database up to date."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import peewee
from playhouse.migrations import Runner

from portal import paths
from portal.db import connection, handle, is_postgresql

_LOCK = 7_046_029_254


class Unusable(Exception):
    """This version of the portal cannot work on this database; the message says why, and what mends it."""


@dataclass(frozen=True)
class Migration:
    """One numbered step of the schema: whether this database has taken it, and whether this version knows it."""

    name: str
    applied: bool
    known: bool


def upgrade() -> list[str]:
    """Apply what is missing and return its names; safe to run from two places at once. Unusable where it cannot."""
    with connection(), _only_one():
        _check_text()
        _check_age()
        applied: list[str] = _runner().up()
        return applied


def status() -> list[Migration]:
    """Every migration in order, also those of a newer version."""
    with connection():
        return [Migration(step.name, bool(step.applied), step.path is not None) for step in _runner().status()]


def check() -> None:
    """Return where this version can work on this database; Unusable where not."""
    with connection():
        _check_text()
        _check_age()
        if not is_current():
            raise Unusable("The database is not up to date: run `portal db upgrade`.")


def is_current() -> bool:
    """Whether this database has everything that this version of the code needs."""
    return all(step.applied for step in status())


def _check_text() -> None:
    if is_postgresql():
        encoding = handle.execute_sql("SHOW server_encoding").fetchone()[0]
        if encoding not in {"UTF8", b"UTF8"}:
            raise Unusable(
                "The database cannot hold every letter that people write: create it anew with ENCODING 'UTF8'."
            )


def _check_age() -> None:
    newer = [step.name for step in status() if not step.known]
    if newer:
        raise Unusable(
            f"The database is of a newer version, which has {', '.join(newer)}: "
            "install that version, or restore the backup from before its upgrade."
        )


def _runner() -> Runner:
    return Runner(handle.obj, str(paths.migrations_dir()))


@contextmanager
def _only_one() -> Iterator[None]:
    if is_postgresql():
        handle.execute_sql("SELECT pg_advisory_lock(%s)", (_LOCK,))
        try:
            yield
        finally:
            handle.execute_sql("SELECT pg_advisory_unlock(%s)", (_LOCK,))
        return
    with Path(f"{_file()}-upgrade").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _file() -> str:
    database = handle.obj
    if not isinstance(database, peewee.SqliteDatabase):
        raise TypeError("only SQLite has a file")
    return str(database.database)
