"""What the database is asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from portal import db


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements of the block, in order."""
    asked: list[str] = []
    execute = db.handle.obj.execute_sql

    def heard(sql: str, *arguments: object) -> object:
        asked.append(sql)
        return execute(sql, *arguments)

    with patch.object(db.handle.obj, "execute_sql", heard):
        yield asked
