"""The portal as it is installed: its own processes, which can be killed."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from portal.settings import Settings

_ROOT = Path(__file__).parents[3]
_SECONDS = 30


class Installation:
    """`portal serve` on a port of its own, over the database of the test."""

    def __init__(self, settings: Settings) -> None:
        self.port = _free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._log = settings.instance / "serve.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._environment = {
            **os.environ,
            "PORTAL_MODE": "development",
            "PORTAL_INSTANCE": str(settings.instance),
            "PORTAL_DATABASE_URL": settings.database_url,
            "PORTAL_SECRET_KEY": settings.secret_key.get_secret_value(),
            "PORTAL_BASE_URL": self.address,
            "PORTAL_WEB__PORT": str(self.port),
            "PORTAL_WEB__WORKERS": "1",
        }

    def start(self) -> None:
        """Start it, and wait until it answers."""
        command = [sys.executable, "-m", "portal", "serve"]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=_ROOT, env=self._environment, stdout=log, stderr=log, start_new_session=True
            )
        ends = time.monotonic() + _SECONDS
        while time.monotonic() < ends:
            if _answers(f"{self.address}/healthz"):
                return
            time.sleep(0.1)
        raise AssertionError(self._log.read_text())

    def kill(self) -> None:
        """kill -9, of everything at once: nothing is finished, nothing tidied up."""
        if self._process is not None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None
        ends = time.monotonic() + _SECONDS
        while _answers(f"{self.address}/healthz") and time.monotonic() < ends:
            time.sleep(0.05)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2):
            return True
    except (urllib.error.URLError, OSError):
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
