"""Mailboxes are read over IMAP from a real Dovecot; what is stored is marked as seen, and nothing is stored twice."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import peewee
import pytest

from portal.db.tables import Mailbox, RawMail, ReceivedMail
from portal.inbound import receiving
from portal.inbound.ways import imap, imap_places, mailboxes
from portal.inbound.ways.mailboxes import Watch
from portal.settings import Settings
from portal.vocabulary import ReceivedState, Verdict
from tests.support import dovecot
from tests.support.dovecot import Dovecot
from tests.support.smtp import Certificate, free_port, make_certificate, silent_server

pytestmark = [pytest.mark.imap, pytest.mark.once, pytest.mark.usefixtures("database")]

_PATIENCE = 20.0
_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture(scope="module")
def server(certificate: Certificate) -> Iterator[Dovecot]:
    with dovecot.running(certificate) as running:
        yield running


@pytest.fixture(scope="module")
def bare() -> Iterator[Dovecot]:
    """A server that has neither TLS nor IDLE."""
    with dovecot.running(more="imap_capability = IMAP4rev1") as running:
        yield running


@pytest.fixture
def with_tls(settings: Settings, certificate: Certificate) -> Settings:
    """Settings that know the authority of the server's certificate."""
    object.__setattr__(settings, "mail", settings.mail.model_copy(update={"ca_file": certificate.authority}))
    return settings


@pytest.fixture
def user() -> str:
    """Somebody whose mailbox no other test uses."""
    return f"support{next(_numbers)}"


def letter(number: int, more: bytes = b"") -> bytes:
    head = b"Message-ID: <%d@acme.example>\r\nFrom: alice@acme.example\r\nSubject: Volume %d\r\n" % (number, number)
    return head + b"\r\nGr\xfc\xdfe, .\r\n..\r\n\tfrom Alice" + more + b"\r\n"


def read(url: str) -> int:
    """Read a mailbox once; returns how many mails were new."""
    place = imap_places.parse(url)
    with imap.opened(place) as box:
        return imap.Reader(place, box, threading.Event()).read_new()


def stored() -> list[bytes]:
    return [bytes(raw) for (raw,) in RawMail.select(RawMail.content).order_by(RawMail.mail).tuples()]


def told(url: str) -> str:
    """What hinders reading this mailbox, as engineers see it."""
    place = imap_places.parse(url)
    said = Watch(place, threading.Event())._read()
    assert Mailbox.get_by_id(place.name).error == said
    assert "secret" not in place.name
    return said


@contextmanager
def watched(url: str) -> Iterator[threading.Event]:
    """The mailbox is read in the background until the end of the block, which it notices within two seconds."""
    stop = threading.Event()
    thread = mailboxes._watch(imap_places.parse(url), stop)
    try:
        yield stop
    finally:
        stop.set()
        began = time.monotonic()
        thread.join(_PATIENCE)
    assert time.monotonic() - began < 2.5


def until(happened: Callable[[], bool]) -> float:
    """Wait for it; returns after how many seconds it happened."""
    began = time.monotonic()
    while not happened():
        assert time.monotonic() - began < _PATIENCE, list(Mailbox.select().dicts())
        time.sleep(0.02)
    return time.monotonic() - began


def test_every_mail_is_stored_byte_for_byte_then_marked_as_seen_and_never_stored_again(
    server: Dovecot, user: str
) -> None:
    """R-06."""
    server.put(letter(1), letter(2), user=user)
    assert read(server.url(user)) == 2
    assert stored() == [letter(1), letter(2)]
    assert server.seen(user) == [1, 2]
    assert ReceivedMail.get().way == f"imap://{user}@127.0.0.1:{server.imap}/INBOX"
    server.put(letter(3), user=user)
    assert [read(server.url(user)), read(server.url(user))] == [1, 0]
    assert Mailbox.get().last_uid == 3
    assert len(stored()) == 3


def test_a_mailbox_that_was_built_anew_is_read_again_and_nothing_is_doubled(server: Dovecot, user: str) -> None:
    """R-06, R-07."""
    mails = [letter(number) for number in (1, 2, 3)]
    server.build_anew("Tickets", *mails[:2], user=user)
    url = server.url(user, folder="Tickets")
    assert read(url) == 2
    server.build_anew("Tickets", mails[2], *mails[:2], user=user)
    assert read(url) == 3
    assert sorted(stored()) == mails


@pytest.mark.settings(inbound={"message_bytes": 64 * 1024})
def test_a_mail_that_is_too_large_is_held_with_its_headers_and_the_next_one_is_read(server: Dovecot, user: str) -> None:
    """M-14: its bytes are not even fetched."""
    server.put(letter(1, b"x" * 70_000), letter(2), user=user)
    assert read(server.url(user)) == 2
    large, small = ReceivedMail.select().order_by(ReceivedMail.id)
    assert (large.state, large.verdict, small.state) == (ReceivedState.HELD, Verdict.UNREADABLE, ReceivedState.NEW)
    assert large.reason.startswith("It has 68 KiB, and at most 64 KiB are taken. It lies in the mailbox, as ")
    assert (large.subject, large.size > 70_000) == ("Volume 1", True)
    assert len(stored()[0]) < 200
    assert server.seen(user) == [1, 2]


def test_a_mail_that_is_deleted_meanwhile_is_no_error(
    server: Dovecot, user: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def delete_the_next(raw: bytes, *, way: str) -> int:
        if b"Volume 1" in raw:
            server.delete(2, user)
        return receiving.receive(raw, way=way)

    server.put(*(letter(number) for number in (1, 2, 3)), user=user)
    monkeypatch.setattr(imap, "receive", delete_the_next)
    read(server.url(user))
    assert [mail.subject for mail in ReceivedMail.select().order_by(ReceivedMail.id)] == ["Volume 1", "Volume 3"]


def test_a_mail_that_cannot_be_stored_is_held_and_the_next_one_is_read(
    server: Dovecot, user: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-08."""

    def stumble(raw: bytes, *, way: str) -> int:
        if b"Volume 1" in raw:
            raise RuntimeError("a fault of ours")
        return receiving.receive(raw, way=way)

    server.put(*(letter(number) for number in (1, 2)), user=user)
    monkeypatch.setattr(imap, "receive", stumble)
    read(server.url(user))
    held, new = ReceivedMail.select().order_by(ReceivedMail.id)
    assert held.reason.startswith("It cannot be stored (RuntimeError). It lies in the mailbox, as ")
    assert (held.state, held.subject, new.subject) == (ReceivedState.HELD, "Volume 1", "Volume 2")


def test_where_the_database_does_not_answer_the_mail_stays_unseen_and_is_read_later(
    server: Dovecot, user: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(raw: bytes, *, way: str) -> int:
        raise peewee.OperationalError("disk full")

    server.put(letter(1), user=user)
    with monkeypatch.context() as broken:
        broken.setattr(imap, "receive", fail)
        assert Watch(imap_places.parse(server.url(user)), threading.Event())._read() == (
            "The database does not answer: disk full"
        )
    assert (server.seen(user), stored()) == ([], [])
    assert read(server.url(user)) == 1
    assert server.seen(user) == [1]


def test_what_hinders_reading_is_told_with_its_mend_and_forgotten_when_it_works_again(
    server: Dovecot, user: str
) -> None:
    """M-16: and no password is told with it."""
    port, nobody = server.imap, free_port()
    assert told(server.url(user, password="secretx")).startswith(
        f"127.0.0.1:{port} does not let {user} in: mend the user or the password in inbound.mailboxes. It says: "
    )
    assert told(server.url(user, password="s%C3%A9cretx")).startswith(f"127.0.0.1:{port} does not let {user} in: ")
    assert told(server.url(user, folder="Tickts")).startswith(
        f"There is no folder Tickts for {user} on 127.0.0.1:{port}: mend the end of its address in inbound.mailboxes."
    )
    assert told(f"imaps://{user}:secret@nowhere.invalid/INBOX") == (
        "There is no host nowhere.invalid: mend its name in inbound.mailboxes, or see to the name service."
    )
    assert told(f"imap://{user}:secret@127.0.0.1:{nobody}/INBOX") == (
        f"Nothing listens on 127.0.0.1:{nobody}: start the mail server, or mend the port in inbound.mailboxes."
    )
    assert told(f"imaps://{user}:secret@localhost:{server.imaps}/INBOX").startswith(
        "The certificate of localhost cannot be trusted ("
    )
    assert told(f"imaps://{user}:secret@127.0.0.1:{port}/INBOX").startswith(
        f"127.0.0.1:{port} does not speak TLS as it should ("
    )
    url = server.url(user)
    mailbox = Mailbox.get_by_id(imap_places.parse(url).name)
    assert mailbox.error
    with watched(url):
        until(lambda: Mailbox.get_by_id(mailbox.name).read_at is not None)
    assert Mailbox.get_by_id(mailbox.name).error == ""


@pytest.mark.settings(inbound={"timeout": 1})
def test_a_server_that_says_nothing_is_given_up(user: str) -> None:
    with silent_server() as port:
        assert told(f"imap://{user}:secret@127.0.0.1:{port}/INBOX") == (
            f"127.0.0.1:{port} does not answer in time: see whether it runs, and whether a firewall is in between."
        )


@pytest.mark.usefixtures("with_tls")
def test_a_mailbox_is_read_over_starttls_whose_certificate_is_verified(server: Dovecot, user: str) -> None:
    """M-16."""
    server.put(letter(1), user=user)
    assert read(f"imap://{user}:secret@localhost:{server.imap}/INBOX?tls=starttls") == 1


def test_where_tls_is_asked_for_and_not_offered_nothing_is_read(bare: Dovecot, user: str) -> None:
    """M-16: no way down from TLS."""
    assert "offers no STARTTLS: write imaps://" in told(f"{bare.url(user)}?tls=starttls")


@pytest.mark.usefixtures("with_tls")
def test_new_mail_is_read_at_once_and_after_a_lost_connection_too(
    server: Dovecot, user: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailboxes, "_FIRST_PAUSE", 0.2)
    with watched(f"imaps://{user}:secret@localhost:{server.imaps}"):
        until(lambda: Mailbox.select().where(Mailbox.read_at.is_null(False)).exists())
        # The second one often comes together with the server's consent to tell of what comes.
        for number in (1, 2, 3):
            server.put(letter(number), user=user)
            assert until(lambda: ReceivedMail.select().count() == number) < 5  # noqa: B023 - asked at once
        server.throw_out(user)
        server.put(letter(4), user=user)
        until(lambda: ReceivedMail.select().count() == 4)


@pytest.mark.settings(inbound={"poll": 1})
def test_where_the_server_does_not_tell_of_new_mail_it_is_asked_again_and_again(bare: Dovecot, user: str) -> None:
    with watched(bare.url(user)):
        until(lambda: Mailbox.select().where(Mailbox.read_at.is_null(False)).exists())
        bare.put(letter(1), user=user)
        until(lambda: ReceivedMail.select().count() == 1)
