"""An installation with so many tickets, on a database of its own that goes away again."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from flask import Flask

from benchmarks.seeding import seed
from benchmarks.servers import settings_of
from portal import create_app, db, settings
from portal.db import schema
from portal.settings import Settings, Web


@dataclass(frozen=True)
class Site:
    """How many tickets it has, the variables that a server of it needs, and the ticket whose page is measured."""

    size: int
    environment: dict[str, str]
    ticket: str

    @contextmanager
    def application(self) -> Iterator[Flask]:
        """The same installation inside this process."""
        app = create_app(_settings(self.environment))
        try:
            yield app
        finally:
            db.close_all(db.handle.obj)


@contextmanager
def site(size: int, folder: Path, postgresql: str | None, workers: int) -> Iterator[Site]:
    """An installation with `size` tickets: on SQLite in `folder`, or beside the PostgreSQL database of this URL."""
    instance = folder / f"tickets-{size}"
    instance.mkdir()
    name = f"portal_benchmark_{size}_{os.getpid()}"
    with _database(postgresql, name) if postgresql else _file(instance) as url:
        environment = settings_of(instance, url, workers)
        settings.use(_settings(environment))
        opened = db.open_database(url)
        schema.upgrade()
        with db.connection():
            number = seed(size)
        db.close_all(opened)
        yield Site(size, environment, f"SC-{number}")


@contextmanager
def _file(instance: Path) -> Iterator[str]:
    yield f"sqlite:///{instance}/portal.db"


@contextmanager
def _database(postgresql: str, name: str) -> Iterator[str]:
    """A new database on the server of this URL, whose role has to be one that may create databases."""
    with psycopg.connect(postgresql, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlsplit(postgresql)._replace(path=f"/{name}").geturl()
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _settings(environment: dict[str, str]) -> Settings:
    return Settings(
        mode="production",
        instance=Path(environment["PORTAL_INSTANCE"]),
        database_url=environment["PORTAL_DATABASE_URL"],
        secret_key=environment["PORTAL_SECRET_KEY"],
        base_url=environment["PORTAL_BASE_URL"],
        web=Web(port=int(environment["PORTAL_WEB__PORT"])),
    )
