"""The database handle: which database, how a connection is opened, what a transaction is."""

from __future__ import annotations

import sqlite3
from contextlib import AbstractContextManager, suppress
from typing import Any

import peewee
import psycopg
from playhouse.db_url import connect as connect_url
from playhouse.pool import MaxConnectionsExceeded, PooledDatabase

handle = peewee.DatabaseProxy()

# It does not answer, is busy for too long, or cannot write. What drivers raise while rows are fetched, Peewee passes on
# as it is.
FAILURES = (
    peewee.OperationalError,
    peewee.InterfaceError,
    MaxConnectionsExceeded,
    sqlite3.OperationalError,
    psycopg.OperationalError,
    psycopg.InterfaceError,
)

_SQLITE_PRAGMAS = {
    "journal_mode": "wal",
    "foreign_keys": 1,
    # FULL: "Created" is shown only once the commit is on the disk.
    "synchronous": 2,
    "busy_timeout": 10_000,
    "cache_size": -32_000,
    "temp_store": 2,
}
_CANCEL_SECONDS = 5
# Seconds until a server that no longer answers is given up, so that a page says so and a person does not wait minutes.
_POSTGRESQL_PATIENCE = {
    "connect_timeout": 10,
    "keepalives_idle": 20,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,  # milliseconds, this one
}


def open_database(url: str) -> peewee.Database:
    """Bind the handle to the database at `url` (sqlite:///path or postgresql://...), and return it."""
    if url.startswith("sqlite"):
        # IMMEDIATE: a transaction that reads before it writes would otherwise fail with "database is locked".
        database = connect_url(url, pragmas=_SQLITE_PRAGMAS, lock_type="IMMEDIATE")
    else:
        database = connect_url(
            url.replace("postgresql:", "postgresql+pool:", 1),
            prefer_psycopg3=True,
            unquote_password=True,
            max_connections=16,
            stale_timeout=300,
            timeout=10,
            # A prepared statement soon gets one plan for everybody; a customer with three tickets and one with
            # thousands need different ones.
            prepare_threshold=None,
            **{name: value for name, value in _POSTGRESQL_PATIENCE.items() if f"{name}=" not in url},
        )
    handle.initialize(database)
    return database


def is_postgresql() -> bool:
    """Whether the handle is bound to a PostgreSQL database."""
    return isinstance(handle.obj, peewee.PostgresqlDatabase)


def transaction() -> AbstractContextManager[Any]:
    """All or nothing: what is written inside is committed at the end, or not at all."""
    return handle.atomic()


def connection() -> AbstractContextManager[Any]:
    """A connection for as long as the block runs; an open one of this thread is used as it is."""
    return _Connection()


class _Connection:
    """Opens where nothing is open, and closes only what it opened."""

    def __enter__(self) -> None:
        self._opened = handle.connect(reuse_if_open=True)

    def __exit__(self, *_: object) -> None:
        if self._opened and not handle.is_closed():
            handle.close()


def give_back() -> None:
    """End what one request had of the database: a pool gets its connection back, SQLite's stays open.

    Opening an SQLite file reads its whole schema, and closing its last connection writes back the journal; both would
    cost more than most requests. The thread that opened it goes on with it.
    """
    if is_postgresql() and not handle.is_closed():
        handle.close()


def renew() -> None:
    """Throw away this thread's connection, in whatever state it is, and open another one."""
    if isinstance(handle.obj, PooledDatabase):
        # The server would go on with what it was asked, and keep what it has locked for that.
        with suppress(*FAILURES):
            handle.connection().cancel_safe(timeout=_CANCEL_SECONDS)
        handle.obj.manual_close()
    else:
        handle.close()
    handle.connect()


def close_all(database: peewee.Database) -> None:
    """Close every connection of this process to a database, also those that a pool keeps."""
    database.close()
    if hasattr(database, "close_all"):
        database.close_all()
