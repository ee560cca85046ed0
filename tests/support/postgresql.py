"""A PostgreSQL of the tests' own: on a socket in a temporary folder, gone with it."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

# Nothing here has to survive a power cut.
_FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60 -c shared_buffers=64MB"


def programs() -> Path | None:
    """The folder of initdb and pg_ctl of the newest PostgreSQL here; None where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


@contextmanager
def running() -> Iterator[str]:
    """Start a server, give its address, stop it at the end."""
    folder = programs()
    if folder is None:
        raise RuntimeError("PostgreSQL is not installed")
    with TemporaryDirectory(prefix="portal-postgresql-", dir="/tmp") as name:
        home = Path(name)
        if _as_other():
            shutil.chown(home, "postgres", "postgres")
        data = home / "data"
        _run(folder / "initdb", "-D", data, "-A", "trust", "-U", "portal", "-E", "UTF8", "--locale=C", "--no-sync")
        options = f"-c listen_addresses= -c unix_socket_directories={home} {_FAST}"
        _run(folder / "pg_ctl", "-D", data, "-w", "-o", options, "-l", home / "log", "start")
        try:
            yield f"postgresql://portal@/postgres?host={quote(str(home), safe='')}"
        finally:
            _run(folder / "pg_ctl", "-D", data, "-m", "immediate", "stop")


def _run(*command: object) -> None:
    before = ["runuser", "-u", "postgres", "--"] if _as_other() else []
    # Not the caller's folder: the other user may not be able to enter it.
    done = subprocess.run([*before, *map(str, command)], cwd="/", capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stdout}{done.stderr}")


def _as_other() -> bool:
    """PostgreSQL refuses to run as root."""
    return os.geteuid() == 0
