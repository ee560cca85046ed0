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


@dataclass(frozen=True)
class Migration:
    """One numbered step of the schema, and whether this database has taken it."""

    name: str
    applied: bool


def upgrade() -> list[str]:
    """Apply what is missing and return its names; safe to run from two places at once."""
    with connection(), _only_one():
        applied: list[str] = _runner().up()
        return applied


def status() -> list[Migration]:
    """Every migration in order."""
    with connection():
        return [Migration(step.name, bool(step.applied)) for step in _runner().status()]


def is_current() -> bool:
    """Whether this database has everything that this version of the code needs."""
    return all(step.applied for step in status())


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
