"""What every test can ask for. Who is who: figures of the demo, see `tests.factories`."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import peewee
import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient

from portal import create_app, db
from portal import settings as settings_module
from portal.accounts import passwords
from portal.settings import Settings
from portal.tickets.rows import TicketRow
from tests import factories
from tests.factories import People
from tests.support import databases, dovecot, once_read, postgresql
from tests.support.browser import Browser
from tests.support.mails import Hands

REQUIRE_ALL = os.environ.get("REQUIRE_ALL") == "1"
# A test that needs settings gives them itself.
for name in [name for name in os.environ if name.startswith("PORTAL_")]:
    del os.environ[name]


# Hundreds of tests log somebody in; how strong the real figures are, tests with this mark show.
STRONG = passwords._hasher
passwords._hasher = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)


@pytest.fixture(autouse=True)
def _strong_hashes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.node.get_closest_marker("strong_hashes"):
        monkeypatch.setattr(passwords, "_hasher", STRONG)


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--database postgresql` runs the suite on a PostgreSQL that it starts itself."""
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what this machine cannot run, unless all is required; and what the run on SQLite has shown already."""
    out = _left_out()
    again = config.getoption("--database") == "postgresql"
    kept = [item for item in items if not out & _marks(item) and not (again and _is_shown_once(item))]
    if len(kept) < len(items):
        left = set(items) - set(kept)
        config.hook.pytest_deselected(items=list(left))
        items[:] = kept


def _left_out() -> set[str]:
    lacking = {
        "browser": shutil.which("chromium") is None,
        "postgresql": postgresql.programs() is None,
        "imap": not dovecot.is_there(),
    }
    return set() if REQUIRE_ALL else {mark for mark, lacks in lacking.items() if lacks}


def _marks(item: pytest.Item) -> set[str]:
    return {mark.name for mark in item.iter_markers()}


def _is_shown_once(item: pytest.Item) -> bool:
    """Whether another database would show nothing new: no database is asked for, or the test says so."""
    asks_for = getattr(item, "fixturenames", ())
    return "provider" not in asks_for or bool({"once", "browser"} & _marks(item))


@pytest.fixture(scope="session")
def provider(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Where fresh databases come from."""
    with databases.provider(pytestconfig.getoption("--database"), tmp_path_factory.mktemp("database")) as found:
        yield found


@pytest.fixture
def settings(tmp_path: Path, request: pytest.FixtureRequest) -> Settings:
    """Settings of a portal in a folder of this test's own; a test changes some with @pytest.mark.settings(...)."""
    mark = request.node.get_closest_marker("settings")
    given: dict[str, Any] = {
        "mode": "development",
        "instance": tmp_path,
        "secret_key": "only-for-tests-and-long-enough-for-all",
        "base_url": "http://localhost",
        **(mark.kwargs if mark else {}),
    }
    return settings_module.use(Settings(**given))


@pytest.fixture
def database(settings: Settings, provider: Any, tmp_path: Path) -> Iterator[peewee.Database]:
    """An empty database with all tables, bound to the handle, with an open connection."""
    address = provider.fresh(tmp_path)
    object.__setattr__(settings, "database_url", address)
    opened = db.open_database(address)
    with db.connection():
        yield opened
    db.close_all(opened)


@pytest.fixture
def hands(monkeypatch: pytest.MonkeyPatch) -> Hands:
    """A clock that stands still until the test turns it."""
    made = Hands()
    monkeypatch.setattr("portal.clock.now", made.now)
    return made


@pytest.fixture
def people(database: peewee.Database) -> People:
    """Alice, Bob, Carol, Dave, Erin, Sam and Olga with their organisations."""
    return factories.make_people()


@pytest.fixture
def make_ticket(people: People) -> Callable[..., TicketRow]:
    """`make_ticket(people.alice, subject="…")`: a ticket of this person."""
    return factories.make_ticket


@pytest.fixture
def app(database: peewee.Database, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The application on this test's database; templates, routes and catalogue are the same for all, and read once."""
    monkeypatch.setattr("portal.web.catalogue.load_catalogue", once_read.load_catalogue)
    monkeypatch.setattr("werkzeug.routing.Rule._compile_builder", once_read.compile_builder)
    made = create_app(settings)
    made.jinja_env.bytecode_cache = once_read.TEMPLATES
    yield made
    db.close_all(db.handle.obj)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without JavaScript that checks nothing."""
    return app.test_client()


@pytest.fixture
def browser(app: Flask) -> Callable[..., Browser]:
    """`browser()` for nobody, `browser(people.alice)` for somebody who is logged in; every page is checked."""
    return lambda actor=None: Browser(app, actor)
