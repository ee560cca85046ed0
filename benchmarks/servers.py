"""The servers under measurement: gunicorn as `portal serve` runs it, with the portal or with the bare page."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from socket import socket

from benchmarks.client import Connection

PORTAL = "portal.serving:application()"
BARE = "benchmarks.bare:create_app()"
_START = 30.0
_PAGE = os.sysconf("SC_PAGE_SIZE")
_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    """A gunicorn with its workers."""

    port: int
    process: subprocess.Popen[bytes]

    @property
    def workers(self) -> list[int]:
        """The process numbers of the workers."""
        pid = self.process.pid
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()]

    def memory(self) -> float:
        """What a worker has in memory, in MB, on average, shared pages included."""
        resident = [int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) for pid in self.workers]
        return sum(resident) * _PAGE / len(resident) / 1e6

    def processor_seconds(self) -> float:
        """The processor time that the workers have used since they started."""
        return sum(_used(pid) for pid in self.workers)

    def connections(self, count: int) -> list[Connection]:
        """So many connections, as evenly as can be among the workers: the kernel deals them out as it likes."""
        room = dict.fromkeys(self.workers, -(-count // len(self.workers)))
        chosen: list[Connection] = []
        for _ in range(count * 50):
            connection = Connection(self.port)
            connection.ask(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            owner = _owner(connection, room)
            if owner is None or not room[owner]:
                connection.close()
                continue
            room[owner] -= 1
            chosen.append(connection)
            if len(chosen) == count:
                break
        return chosen


@contextmanager
def running(application: str, environment: Mapping[str, str], log: Path) -> Iterator[Server]:
    """The server, ready, until the block ends; what it writes goes to `log`."""
    port = int(environment["PORTAL_WEB__PORT"])
    command = [sys.executable, "-m", "gunicorn", "--config", "python:portal.serving", application]
    given = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")} | dict(environment)
    with log.open("wb") as output, subprocess.Popen(command, env=given, stdout=output, stderr=output) as process:
        try:
            _wait(port, process, log)
            yield Server(port, process)
        finally:
            process.terminate()


def settings_of(instance: Path, database_url: str, workers: int) -> dict[str, str]:
    """The variables of a production installation on a free port of this machine."""
    with closing(socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    return {
        "PORTAL_MODE": "production",
        "PORTAL_INSTANCE": str(instance),
        "PORTAL_DATABASE_URL": database_url,
        "PORTAL_SECRET_KEY": "only-for-measuring-and-long-enough-for-all",
        "PORTAL_BASE_URL": f"http://127.0.0.1:{port}",
        "PORTAL_WEB__PORT": port,
        "PORTAL_WEB__WORKERS": str(workers),
    }


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _START
    while time.monotonic() < until and process.poll() is None:
        try:
            Connection(port).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"the server does not start:\n{log.read_text(encoding='utf-8', errors='replace')}")


def _used(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICK


def _owner(connection: Connection, workers: Mapping[int, int]) -> int | None:
    """The worker that has accepted this connection, found by the inode of its socket."""
    client, server = connection.socket.getsockname()[1], connection.port
    found = re.search(
        rf"^ *\d+: 0100007F:{server:04X} 0100007F:{client:04X} (?:\S+ +){{6}}(\d+)",
        Path("/proc/net/tcp").read_text(encoding="ascii"),
        re.MULTILINE,
    )
    inode = f"socket:[{found[1]}]" if found else ""
    return next((pid for pid in workers if inode in _open_files(pid)), None)


def _open_files(pid: int) -> set[str]:
    links = set()
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        try:
            links.add(str(entry.readlink()))
        except FileNotFoundError:
            continue
    return links
