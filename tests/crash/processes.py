"""The portal's real processes, and how to kill them: -9, so that nothing is finished and nothing tidied up."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from random import Random

from benchmarks.client import Connection
from benchmarks.servers import settings_of
from portal.settings import Settings

_WEB = ("gunicorn", "--config", "python:portal.serving", "portal.serving:application()")
_SECONDS = 30.0
# What may stand in a log: what happens as it should, requests that were answered, and our own kills.
_SOUND = re.compile(r"\S+Z (?:(?:DEBUG|INFO) (?!.* portal\.requests .* 5\d\d \d+ms$)|ERROR - gunicorn.error .*SIGKILL)")


class Process:
    """A process of the installation, with its children in a group of their own."""

    def __init__(self, settings: Settings, *module: str, **variables: str) -> None:
        self.environment = {**settings_of(settings.instance, settings.database_url, workers=2), **variables}
        self.environment["PORTAL_SECRET_KEY"] = settings.secret_key.get_secret_value()
        self.port = int(self.environment["PORTAL_WEB__PORT"])
        self._command = [sys.executable, "-m", *module]
        self._log = settings.instance / f"{module[0]}.log"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; it need not be ready yet."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command, env={**os.environ, **self.environment}, stdout=log, stderr=log, start_new_session=True
            )

    def kill(self) -> None:
        """kill -9 of the whole group."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def kill_a_child(self, random: Random) -> None:
        """kill -9 of one of its children; the parent starts another one."""
        assert self._process is not None
        pid = self._process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
        if children:
            # It may have ended of itself.
            with suppress(ProcessLookupError):
                os.kill(int(random.choice(children)), signal.SIGKILL)

    def complaints(self) -> str:
        """What its log holds that no kill is a reason for: answers of 500 and above, warnings, errors, tracebacks."""
        if not self._log.exists():
            return ""
        lines = self._log.read_text(encoding="utf-8").splitlines()
        return "\n".join(line for line in lines if not _SOUND.match(line))

    def wait_until_it_answers(self) -> None:
        """Return once a request is answered; AssertionError with its log where none is."""
        until = time.monotonic() + _SECONDS
        while time.monotonic() < until:
            with suppress(OSError):
                connection = Connection(self.port)
                try:
                    connection.ask(f"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n\r\n".encode())
                finally:
                    connection.close()
                return
            time.sleep(0.05)
        raise AssertionError(self._log.read_text(encoding="utf-8"))


def web(settings: Settings) -> Process:
    """The web server: gunicorn with two workers, as `portal serve` runs it."""
    return Process(settings, *_WEB)


def worker(settings: Settings, mail_url: str, **variables: str) -> Process:
    """The worker that delivers mail, and reads what came in."""
    # No mail but that of the tests: nobody looks through the members.
    return Process(settings, "portal", "worker", PORTAL_MAIL_URL=mail_url, PORTAL_REVIEW_MONTHS="0", **variables)
