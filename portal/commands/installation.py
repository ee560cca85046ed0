"""What most commands begin with: the settings and the database of this installation."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager

from portal import configuration, db, origin, settings
from portal.db import schema
from portal.settings import Settings


def settings_in_use() -> Settings:
    """The settings of this installation, bound; its folder exists."""
    in_use = settings.use(configuration.load())
    in_use.instance.mkdir(parents=True, exist_ok=True)
    return in_use


@contextmanager
def database() -> Iterator[Settings]:
    """An open connection to the database of this installation, which is up to date."""
    with any_database() as in_use:
        schema.check()
        yield in_use


@contextmanager
def any_database() -> Iterator[Settings]:
    """An open connection to the database of this installation, in whatever state."""
    in_use = settings_in_use()
    origin.begin(f"command line ({_operator()})")
    opened = db.open_database(in_use.database_url)
    try:
        with db.connection():
            yield in_use
    finally:
        db.close_all(opened)


def _operator() -> str:
    """Who is at the command line, as the machine knows them."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
