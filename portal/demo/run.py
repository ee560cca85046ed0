"""`portal demo`: fill the instance folder once, start everything, and say where and as whom to log in."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import Flask

from portal import configuration, db, logs, origin, paths, settings, supervisor
from portal.db import transaction
from portal.demo import people, story
from portal.listening import why_not_listen
from portal.settings import Settings

_HOST = "127.0.0.1"
_PORTS = range(8000, 8100)
# The mail server that the demo would have: it says of each mail that is written there whether its sender is proven.
_MAIL_SERVER = "mx.demo.example"
_KEPT_ON_RESET = frozenset({"secret_key", "portal.toml", ".gitkeep", "demo.lock"})


def run(*, port: int | None, reset: bool) -> None:
    """Run the demo until Ctrl-C or TERM; ends the process with its status."""
    instance = paths.instance_dir()
    instance.mkdir(parents=True, exist_ok=True)
    with _only_one(instance) as lock:
        in_use = settings.use(_settings(_free_port(port)))
        _check_that_nobody_works_here(in_use)
        if reset:
            _forget(in_use)
        lock.write_text(in_use.base_url, encoding="ascii")
        logs.configure(in_use.log_level)
        supervisor.prepare_database(in_use, upgrade=True)
        fill(supervisor.check(in_use))
        raise SystemExit(_supervisor(in_use).run())


def fill(app: Flask) -> None:
    """Add the people and the tickets of the demo, where they are not there yet: all of them or none."""
    with app.app_context(), transaction():
        if not people.are_there():
            click.echo("Filling the demo ...", err=True)
            origin.begin(people.STORY)
            story.tell()


def _settings(port: int) -> Settings:
    return configuration.load(
        mode="demo",
        # By its name: browsers make no passkeys for a number.
        base_url=f"http://localhost:{port}",
        web={"host": _HOST, "port": port},
        mail={"url": "file://"},
        # Mail comes in from the page that writes it, and from nowhere else.
        inbound={"authserv_id": _MAIL_SERVER, "mailboxes": (), "lmtp": ""},
        log_level="WARNING",
    )


def _supervisor(in_use: Settings) -> supervisor.Supervisor:
    environment = {
        "PORTAL_MODE": "demo",
        "PORTAL_BASE_URL": in_use.base_url,
        "PORTAL_WEB__HOST": in_use.web.host,
        "PORTAL_WEB__PORT": str(in_use.web.port),
        "PORTAL_DATABASE_URL": in_use.database_url,
        # Both of its names: whichever this shell says, no mail leaves.
        "PORTAL_MAIL_URL": in_use.mail.url,
        "PORTAL_MAIL__URL": in_use.mail.url,
        "PORTAL_INBOUND__AUTHSERV_ID": in_use.inbound.authserv_id,
        "PORTAL_INBOUND__MAILBOXES": "[]",
        "PORTAL_INBOUND__LMTP": "",
        "PORTAL_LOG_LEVEL": "WARNING",
    }
    return supervisor.Supervisor(
        supervisor.parts(in_use, environment),
        in_use.web.drain,
        answers=lambda: supervisor.answers(in_use.web.host, in_use.web.port),
        ready=lambda: _welcome(in_use),
    )


def _free_port(chosen: int | None) -> int:
    if chosen and why_not_listen(_HOST, chosen):
        raise click.ClickException(
            f"Port {chosen} cannot be used; choose another one, or none: the next free is found."
        )
    found = chosen or next((port for port in _PORTS if not why_not_listen(_HOST, port)), None)
    if found is None:
        raise click.ClickException(f"No port from {_PORTS[0]} to {_PORTS[-1]} is free; choose one with --port.")
    return found


def _check_that_nobody_works_here(in_use: Settings) -> None:
    """Among people who are not made up, the demo would add some whose password everybody knows."""
    opened = db.open_database(in_use.database_url)
    try:
        with db.connection():
            if people.are_others_there():
                raise click.ClickException(
                    "Real people work with this database. Give the demo a folder of its own: PORTAL_INSTANCE=/tmp/demo"
                )
    finally:
        db.close_all(opened)


@contextmanager
def _only_one(instance: Path) -> Iterator[Path]:
    """Two demos on one folder would take each other's port, and one could reset the other's data."""
    path = instance / "demo.lock"
    with path.open("a+", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            address = path.read_text(encoding="ascii") or "another port"
            raise click.ClickException(f"The demo is running already, at {address}.") from None
        yield path


def _forget(in_use: Settings) -> None:
    if not in_use.database_url.startswith("sqlite:"):
        raise click.ClickException("--reset empties the instance folder only; empty that database yourself.")
    for path in in_use.instance.iterdir():
        if path.name in _KEPT_ON_RESET:
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def _welcome(in_use: Settings) -> None:
    width = max(len(person.address) for person in people.PEOPLE)
    click.echo(f"\n{in_use.brand.name} is at {in_use.base_url}\n")
    click.echo(f"Log in with the password {people.PASSWORD} as")
    for person in people.PEOPLE:
        click.echo(f"  {person.address:<{width}}  {person.who}")
    click.echo(f"\nEvery mail, and writing one as any of them: {in_use.base_url}/demo/mail")
    click.echo("Ctrl-C stops it; the next start finds everything again. `make demo RESET=1` starts anew.\n")
