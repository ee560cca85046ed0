"""Web server and worker under one parent: real processes, real signals."""

from __future__ import annotations

import http.client
import os
import signal
import smtplib
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PATIENCE = 30.0

pytestmark = [pytest.mark.once, pytest.mark.slow]

Start = Callable[..., "Running"]


class Running:
    """`portal serve`, running on a port of its own."""

    def __init__(self, instance: Path, *arguments: str, **variables: str) -> None:
        self.port = _free_port()
        self.instance = instance
        self.log = instance / "log"
        environment = {
            "PATH": os.environ["PATH"],
            "PORTAL_INSTANCE": str(instance),
            "PORTAL_SECRET_KEY": "only-for-tests-and-long-enough-for-all",
            "PORTAL_BASE_URL": f"http://127.0.0.1:{self.port}",
            "PORTAL_WEB__PORT": str(self.port),
            "PORTAL_WEB__DRAIN": "10",
            **variables,
        }
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "portal", *arguments], cwd=ROOT, env=environment, stdout=log, stderr=log
            )

    def get(self, path: str = "/healthz", **headers: str) -> int:
        """The status of a page; 0 where nobody answers."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)) as connection:
            try:
                connection.request("GET", path, headers=headers)
                return connection.getresponse().status
            except OSError:
                return 0

    def until(self, happened: Callable[[], bool], what: str) -> None:
        """Wait for it; fail with the log where it does not happen."""
        deadline = time.monotonic() + PATIENCE
        while not happened():
            assert time.monotonic() < deadline, f"{what}\n{self.log.read_text()}"
            time.sleep(0.05)

    def until_up(self) -> Running:
        """Wait for the first answer."""
        self.until(lambda: self.get() == 200, "it does not answer")
        return self

    def children(self) -> dict[str, int]:
        """The processes of the parts, as the log names them last."""
        started = [line.split() for line in self.log.read_text().splitlines() if " started as process " in line]
        return {words[-5]: int(words[-1]) for words in started}

    def end(self, number: int = signal.SIGTERM) -> int:
        """Send a signal and wait; the status it ended with."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(PATIENCE)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """`start("serve", "--upgrade")`; whatever still runs at the end is ended."""
    running: list[Running] = []

    def started(*arguments: str, **variables: str) -> Running:
        running.append(Running(tmp_path, *arguments, **variables))
        return running[-1]

    yield started
    for portal in running:
        portal.end(signal.SIGKILL)


def test_it_serves_and_ends_with_zero_when_told_to(start: Start) -> None:
    """R-12."""
    portal = start("serve", "--upgrade").until_up()
    assert portal.get("/readyz") == 200
    children = portal.children()
    assert set(children) == {"web", "worker"}
    portal.until(lambda: "worker started, mail goes to" in portal.log.read_text(), "no worker")
    assert portal.end() == 0
    assert portal.get() == 0
    assert not any(_lives(process) for process in children.values())
    assert "worker ended" in portal.log.read_text()


def test_what_is_under_way_is_finished_before_it_ends(start: Start, tmp_path: Path) -> None:
    """R-12: a browser that is still sending its form gets its answer."""
    portal = start("serve", "--upgrade").until_up()
    answers: list[bytes] = []
    with socket.create_connection(("127.0.0.1", portal.port), timeout=PATIENCE) as browser:
        browser.sendall(
            f"POST /login HTTP/1.1\r\nHost: 127.0.0.1:{portal.port}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 10\r\n\r\nemail".encode()
        )
        time.sleep(0.3)
        ending = threading.Thread(target=lambda: answers.append(str(portal.end()).encode()))
        ending.start()
        time.sleep(0.7)
        browser.sendall(b"=a@b.")
        answer = browser.recv(65536)
    ending.join()
    # Refused for want of a token, but answered, and by us.
    assert answer.startswith(b"HTTP/1.1 400")
    assert answers == [b"0"]


@pytest.mark.parametrize("part", ["web", "worker"])
def test_what_dies_is_started_again(start: Start, part: str) -> None:
    portal = start("serve", "--upgrade").until_up()
    died = portal.children()[part]
    os.kill(died, signal.SIGKILL)
    portal.until(lambda: portal.children()[part] != died, f"{part} does not come back")
    portal.until_up()
    assert f"{part} ended with -9; it starts again" in portal.log.read_text()
    assert portal.end() == 0


def test_where_the_parent_is_killed_nobody_stays_behind(start: Start) -> None:
    portal = start("serve", "--upgrade").until_up()
    children = portal.children()
    portal.end(signal.SIGKILL)
    portal.until(lambda: not any(_lives(process) for process in children.values()), "somebody stays")
    portal.until(lambda: portal.get() == 0, "somebody still listens")


def test_a_taken_port_is_told_at_once(start: Start) -> None:
    first = start("serve", "--upgrade").until_up()
    second = start("serve", PORTAL_WEB__PORT=str(first.port), PORTAL_BASE_URL=f"http://127.0.0.1:{first.port}")
    assert second.process.wait(PATIENCE) == 1
    assert f"port {first.port} is taken" in second.log.read_text()
    assert first.get() == 200


def test_mail_is_taken_in_where_the_settings_say_from_where(start: Start) -> None:
    """A third process beside web server and worker, started again like them; its address has to be free."""
    place = f"127.0.0.1:{_free_port()}"
    portal = start("serve", "--upgrade", PORTAL_INBOUND__LMTP=place).until_up()
    assert set(portal.children()) == {"web", "worker", "mailboxes"}
    died = portal.children()["mailboxes"]
    portal.until(lambda: _takes_mail(place), "nobody takes mail")
    os.kill(died, signal.SIGKILL)
    portal.until(lambda: portal.children()["mailboxes"] != died and _takes_mail(place), "it does not come back")
    portal.until(lambda: "mail 1: unknown_sender" in portal.log.read_text(), "nobody reads the mail")
    second = start("serve", PORTAL_INBOUND__LMTP=place)
    assert second.process.wait(PATIENCE) == 1
    assert "is taken: set the port in inbound.lmtp (PORTAL_INBOUND__LMTP) to a free one" in second.log.read_text()
    assert portal.end() == 0
    assert "mailboxes ended" in portal.log.read_text()


def test_an_old_database_is_told_at_once(start: Start) -> None:
    portal = start("serve")
    assert portal.process.wait(PATIENCE) == 1
    assert portal.log.read_text() == "Error: The database is not up to date: run `portal db upgrade`.\n"


@pytest.mark.parametrize("host", ["203.0.113.5", "nowhere.invalid"])
def test_a_host_that_is_not_ours_is_told_at_once(start: Start, host: str) -> None:
    portal = start("serve", "--upgrade", PORTAL_WEB__HOST=host)
    assert portal.process.wait(PATIENCE) == 1
    assert f"{host} is no address of this machine: set web.host (PORTAL_WEB__HOST)" in portal.log.read_text()


def test_a_broken_catalogue_is_told_at_once(start: Start, tmp_path: Path) -> None:
    (tmp_path / "catalogue").mkdir()
    portal = start("serve", "--upgrade", PORTAL_CATALOGUE=str(tmp_path / "catalogue"))
    assert portal.process.wait(PATIENCE) == 1
    told = portal.log.read_text()
    assert "there are no catalogue files here" in told
    assert "Traceback" not in told


def test_a_header_does_not_lead_every_page_elsewhere(start: Start) -> None:
    """S-11: addresses are kept, so what one request makes of them is what everybody gets."""
    portal = start("serve", "--upgrade").until_up()
    assert portal.get("/login", SCRIPT_NAME="/login") == 200
    assert portal.get("/elsewhere/login", SCRIPT_NAME="/elsewhere") == 404


def test_a_log_line_tells_of_each_request(start: Start) -> None:
    portal = start("serve", "--upgrade").until_up()
    portal.get("/login?email=secret@acme.example")
    portal.until(lambda: " GET /login 200 " in portal.log.read_text(), "no line")
    assert portal.end() == 0
    assert "secret@acme.example" not in portal.log.read_text()


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _takes_mail(place: str) -> bool:
    mail = b"From: nobody@acme.example\r\nTo: support@support.example\r\nSubject: Hello\r\n\r\nIs anybody there?\r\n"
    host, port = place.split(":")
    try:
        with smtplib.LMTP(host, int(port), timeout=PATIENCE) as client:
            return client.sendmail("nobody@acme.example", ["support@support.example"], mail) == {}
    except OSError:
        return False


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
