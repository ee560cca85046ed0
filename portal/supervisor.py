"""Web server, worker and what takes mail in, under one parent: started, restarted when they die, drained together."""

from __future__ import annotations

import ctypes
import http.client
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from types import FrameType
from urllib.parse import urlsplit

from flask import Flask

from portal import db, listening, logs
from portal.app import create_app
from portal.configuration import SettingsError
from portal.db import schema
from portal.listening import why_not_listen
from portal.settings import Settings, use
from portal.tickets.due import recompute_all

_LOG = logging.getLogger(__name__)
_SET_PARENT_DEATH_SIGNAL = 1
_WEB = (sys.executable, "-m", "gunicorn", "--config", "python:portal.serving", "portal.serving:application()")
_WORKER = (sys.executable, "-m", "portal", "worker")
_MAILBOXES = (sys.executable, "-m", "portal", "mailboxes")
_LOOK_EVERY = 0.2
_LONGEST_PAUSE = 60.0
_PROVEN_AFTER = 60.0


@dataclass
class Part:
    """A process that has to run; after each early death it waits twice as long before it starts again."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    process: subprocess.Popen[bytes] | None = None
    _started: float = 0
    _due: float = 0
    _deaths: int = 0

    def look(self) -> None:
        """Start it where it does not run and its pause is over."""
        if self.process is not None and self.process.poll() is not None:
            self._mourn(self.process.returncode)
        if self.process is None and time.monotonic() >= self._due:
            self._started = time.monotonic()
            self.process = subprocess.Popen(
                self.command,
                env={**os.environ, **self.environment},
                # Ctrl-C reaches the whole terminal; only this parent is to hear it, and to pass on TERM.
                start_new_session=True,
                preexec_fn=_die_with_parent,  # noqa: PLW1509 - this process has one thread
            )
            _LOG.info("%s started as process %d", self.name, self.process.pid)

    def end(self) -> None:
        """Ask it to finish what it does, and end."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def wait(self, seconds: float) -> bool:
        """Whether it ended well in this time; it is killed otherwise."""
        if self.process is None:
            return True
        try:
            # TERM itself: it was only just starting, and had nothing to finish.
            return self.process.wait(max(seconds, 0.1)) in {0, -signal.SIGTERM}
        except subprocess.TimeoutExpired:
            _LOG.warning("%s did not end in time", self.name)
            self.process.kill()
            self.process.wait()
            return False

    def _mourn(self, status: int) -> None:
        lasted = time.monotonic() - self._started
        self._deaths = 0 if lasted >= _PROVEN_AFTER else self._deaths + 1
        pause = min(2.0 ** (self._deaths - 1), _LONGEST_PAUSE) if self._deaths else 0.0
        self._due = time.monotonic() + pause
        self.process = None
        _LOG.error("%s ended with %d; it starts again in %.0f s", self.name, status, pause)


@dataclass
class Supervisor:
    """The parent. `ready` is called once, when the web server answers."""

    parts: tuple[Part, ...]
    drain: float
    answers: Callable[[], bool] = lambda: True
    ready: Callable[[], None] = lambda: None
    _stop: threading.Event = field(default_factory=threading.Event)

    def run(self) -> int:
        """Keep all parts running until TERM, INT or HUP; 0 where all of them then ended well."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._hear)
        is_ready = False
        while not self._stop.is_set():
            for part in self.parts:
                part.look()
            if not is_ready and self.answers():
                is_ready = True
                self.ready()
            self._stop.wait(_LOOK_EVERY)
        return self._end()

    def _hear(self, number: int, _: FrameType | None) -> None:
        _LOG.info("%s: finishing what is under way", signal.Signals(number).name)
        self._stop.set()

    def _end(self) -> int:
        deadline = time.monotonic() + self.drain + 5
        for part in self.parts:
            part.end()
        ended = [part.wait(deadline - time.monotonic()) for part in self.parts]
        return 0 if all(ended) else 1


def serve(settings: Settings, *, upgrade: bool = False) -> int:
    """Run an installation until it is told to end; SettingsError or schema.Unusable where it could not start."""
    logs.configure(settings.log_level)
    prepare_database(settings, upgrade=upgrade)
    check(settings)
    return Supervisor(parts(settings, {}), settings.web.drain).run()


def parts(settings: Settings, environment: Mapping[str, str]) -> tuple[Part, ...]:
    """What this installation consists of, each part with these variables beside those of this process."""
    given = {"PORTAL_INSTANCE": str(settings.instance), **environment}
    ways_in = (Part("mailboxes", _MAILBOXES, given),) if settings.inbound.mailboxes or settings.inbound.lmtp else ()
    return Part("web", _WEB, given), Part("worker", _WORKER, given), *ways_in


def check(settings: Settings) -> Flask:
    """The application, made here once, so that what is wrong is told now and not by a child that dies again."""
    lmtp = urlsplit(f"//{settings.inbound.lmtp}")
    hindrances = [why_not_listen(settings.web.host, settings.web.port)]
    if lmtp.hostname and lmtp.port:
        hindrances.append(why_not_listen(lmtp.hostname, lmtp.port, listening.LMTP))
    if any(hindrances):
        raise SettingsError([hindrance for hindrance in hindrances if hindrance])
    return create_app(settings)


def prepare_database(settings: Settings, *, upgrade: bool) -> None:
    """Bring the database up to date, with what is due on its tickets; or see that it is, else schema.Unusable."""
    opened = db.open_database(settings.database_url)
    try:
        if upgrade and schema.upgrade():
            use(settings)
            with db.connection():
                recompute_all()
        schema.check()
    finally:
        db.close_all(opened)


def answers(host: str, port: int) -> bool:
    """Whether the web server there is up."""
    with closing(http.client.HTTPConnection(host, port, timeout=2)) as connection:
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except OSError:
            return False


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)
