"""`portal receive`, as a mail server runs it, and `portal mailboxes`."""

from __future__ import annotations

import os
import signal
import smtplib
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import peewee
import pytest
from click.testing import CliRunner, Result

from portal import db
from portal.commands import main
from portal.db.tables import RawMail, ReceivedMail
from portal.settings import Settings
from tests.support import dovecot
from tests.support.smtp import free_port

pytestmark = pytest.mark.once

MAIL = b"Message-ID: <1@acme.example>\nFrom: alice@acme.example\nSubject: Gr\xc3\xb6\xc3\x9fe\n\nHello\x00\xff\n"
Run = Callable[..., Result]


@pytest.fixture
def environment(settings: Settings, database: peewee.Database) -> dict[str, str]:
    db.close_all(database)
    return {
        "PATH": os.environ["PATH"],
        "PORTAL_INSTANCE": str(settings.instance),
        "PORTAL_DATABASE_URL": settings.database_url,
        "PORTAL_MODE": "development",
        "PORTAL_BASE_URL": "http://localhost",
        "PORTAL_INBOUND__MESSAGE_BYTES": "65536",
    }


@pytest.fixture
def receive(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """`receive(MAIL, "--recipient", ...)`: the command, with a mail on its standard input."""

    def run(mail: bytes, *arguments: str, **variables: str) -> Result:
        with monkeypatch.context() as inside:
            for name, value in (environment | variables).items():
                inside.setenv(name, value)
            return CliRunner().invoke(main, ["receive", *arguments], input=mail, prog_name="portal")

    return run


def stored() -> list[ReceivedMail]:
    with db.connection():
        return list(ReceivedMail.select().order_by(ReceivedMail.id))


def test_a_mail_is_stored_as_it_came_and_the_same_one_again_adds_nothing(
    receive: Run, environment: dict[str, str]
) -> None:
    """R-06: 0 says that it is stored for good, and nothing else is said."""
    recipients = ("--recipient", "support@support.example", "--recipient", "help@support.example")
    command = [sys.executable, "-m", "portal", "receive", *recipients]
    done = subprocess.run(command, input=MAIL, env=environment, capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    again = receive(MAIL, *recipients)
    assert (again.exit_code, again.output) == (0, "")
    (row,) = stored()
    assert (row.way, row.recipients) == ("pipe", ["support@support.example", "help@support.example"])
    with db.connection():
        assert bytes(RawMail.get().content) == MAIL


def test_the_recipient_is_taken_from_what_the_mail_server_says_around_it(receive: Run) -> None:
    """Postfix names the one that was written to beside the one that it was led to."""
    receive(MAIL, ORIGINAL_RECIPIENT="support+1@support.example", RECIPIENT="portal@mx.support.example")
    receive(MAIL.replace(b"<1@", b"<2@"), RECIPIENT="support@support.example")
    assert [row.recipients for row in stored()] == [["support+1@support.example"], ["support@support.example"]]


def test_what_can_never_be_taken_goes_back_with_a_sentence(receive: Run) -> None:
    done = receive(MAIL + b"x" * 3_000_000)
    assert done.exit_code == 69
    assert done.stderr == (
        "5.3.4 A mail may have at most 64 KiB, and this one has more. Send the files in several mails, or put them "
        "somewhere and send the link.\n"
    )
    done = receive(b"\n")
    assert (done.exit_code, done.stderr) == (65, "5.6.0 There is nothing in this mail.\n")
    assert stored() == []


@pytest.mark.parametrize(
    ("variables", "told"),
    [
        ({"PORTAL_DATABASE_URL": "sqlite:////nowhere/portal.db"}, "unable to open database file"),
        ({"PORTAL_DATABASE_URL": "postgresql://portal@127.0.0.1:1/portal"}, "onnection"),
        ({"PORTAL_BASE_URL": "support.example"}, "base_url (PORTAL_BASE_URL): write scheme and host only"),
        ({"PORTAL_NONSENSE": "1"}, "PORTAL_NONSENSE: no such setting"),
    ],
)
def test_what_the_operator_has_to_mend_costs_nobody_a_mail(receive: Run, variables: dict[str, str], told: str) -> None:
    """R-06: 75 says that it is to come again."""
    done = receive(MAIL, **variables)
    assert done.exit_code == 75
    assert done.stderr.startswith("4.3.0 The mail was not stored: ")
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_mistake_in_the_line_of_the_mail_server_costs_nobody_a_mail(receive: Run) -> None:
    done = receive(MAIL, "--recipients", "support@support.example")
    assert done.exit_code == 75
    assert "No such option" in done.stderr


def test_an_old_database_is_told_and_the_mail_comes_again(receive: Run, environment: dict[str, str]) -> None:
    fresh = f"sqlite:///{environment['PORTAL_INSTANCE']}/empty.db"
    done = receive(MAIL, PORTAL_DATABASE_URL=fresh)
    assert done.exit_code == 75
    assert done.stderr == "4.3.0 The mail was not stored: The database is not up to date: run `portal db upgrade`.\n"


def test_it_starts_quickly_because_it_leaves_out_what_a_mail_does_not_need(environment: dict[str, str]) -> None:
    """A mail server starts it for every mail."""
    program = (
        "import sys; from portal.commands import main\n"
        "try: main(['receive'])\n"
        "except SystemExit as end: assert end.code == 65, end.code\n"
        "print(*{'flask', 'wtforms', 'forms', 'jinja2', 'gunicorn', 'aiosmtpd', 'imap_tools'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], env=environment, input=b"", capture_output=True, check=True)
    assert done.stdout == b"\n"


def test_without_a_mailbox_in_the_settings_there_is_nothing_to_run(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    done = CliRunner().invoke(main, ["mailboxes"], prog_name="portal")
    assert (done.exit_code, done.stderr) == (
        1,
        "Error: No mailbox and no address for LMTP is in the settings: see inbound.mailboxes and inbound.lmtp.\n",
    )


@pytest.mark.imap
def test_mailboxes_and_lmtp_are_served_side_by_side_until_told_to_end(environment: dict[str, str]) -> None:
    """R-12: one mailbox that cannot be read hinders neither the others nor the end."""
    port = free_port()
    with dovecot.running() as server:
        server.put(MAIL.replace(b"<1@", b"<2@"), user="support")
        server.put(MAIL.replace(b"<1@", b"<3@"), user="sales")
        urls = [server.url("support"), f"imap://nobody:secret@127.0.0.1:{free_port()}", server.url("sales")]
        given = {"PORTAL_INBOUND__MAILBOXES": ",".join(urls), "PORTAL_INBOUND__LMTP": f"127.0.0.1:{port}"}
        log = Path(environment["PORTAL_INSTANCE"], "log")
        with log.open("wb") as file:
            running = subprocess.Popen(
                [sys.executable, "-m", "portal", "mailboxes"], env=environment | given, stderr=file, stdout=file
            )
        try:
            _hand_over(port)
            until = time.monotonic() + 20
            while len(stored()) < 3 or "Nothing listens" not in log.read_text():
                assert time.monotonic() < until, log.read_text()
                time.sleep(0.05)
            running.send_signal(signal.SIGTERM)
            assert running.wait(5) == 0
        finally:
            running.kill()
            running.wait()
    told = log.read_text()
    assert "mailboxes ended" in told
    assert "secret" not in told
    assert "alice@acme.example" not in told


def _hand_over(port: int) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        with suppress(OSError), smtplib.LMTP("127.0.0.1", port, timeout=10) as client:
            client.sendmail("alice@acme.example", ["support@support.example"], MAIL)
            return
        time.sleep(0.05)
    raise AssertionError("nobody listens")
