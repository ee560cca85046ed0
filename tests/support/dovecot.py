"""A Dovecot of the tests' own: a mailbox for everybody whose password is "secret", in a temporary folder."""

from __future__ import annotations

import imaplib
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.smtp import Certificate, free_port

_PATIENCE = 20.0
_CONFIGURATION = """
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/log
protocols = imap lmtp
listen = 127.0.0.1
ssl = {ssl}
{certificate}
disable_plaintext_auth = no
mail_location = maildir:{home}/mail/%u
first_valid_uid = 1
first_valid_gid = 1
mail_uid = 8
mail_gid = 8
mail_max_userip_connections = 50
auth_failure_delay = 0
{more}
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid=8 gid=8 home={home}/mail/%u
}}
namespace inbox {{
  inbox = yes
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
"""


def is_there() -> bool:
    """Whether this machine has Dovecot with IMAP and LMTP, and may start it."""
    library = Path("/usr/lib/dovecot")
    return bool(shutil.which("dovecot")) and (library / "imap").exists() and (library / "lmtp").exists() and _is_root()


@dataclass
class Dovecot:
    """A running server; `imaps` answers only where it was given a certificate."""

    home: Path
    imap: int
    imaps: int
    lmtp: int

    def url(self, user: str = "support", **parts: str) -> str:
        """The mailbox of this user, as the settings name one."""
        return f"imap://{user}:{parts.get('password', 'secret')}@127.0.0.1:{self.imap}/{parts.get('folder', 'INBOX')}"

    @contextmanager
    def session(self, user: str = "support", folder: str = "INBOX") -> Iterator[imaplib.IMAP4]:
        """A mail program of this user's."""
        client = imaplib.IMAP4("127.0.0.1", self.imap, timeout=10)
        try:
            client.login(user, "secret")
            client.select(folder)
            yield client
        finally:
            with suppress(OSError, imaplib.IMAP4.error):
                client.logout()

    def put(self, *mails: bytes, user: str = "support", folder: str = "INBOX") -> None:
        """Lay mails into the mailbox."""
        with self.session(user) as client:
            for mail in mails:
                status, said = client.append(folder, "", "", mail)
                assert status == "OK", said

    def seen(self, user: str = "support") -> list[int]:
        """The UIDs of the mails that are marked as seen."""
        return self.uids("SEEN", user)

    def uids(self, which: str = "ALL", user: str = "support") -> list[int]:
        """The UIDs of these mails."""
        with self.session(user) as client:
            return [int(uid) for uid in client.uid("SEARCH", which)[1][0].split()]

    def delete(self, uid: int, user: str = "support") -> None:
        """Remove a mail for good."""
        with self.session(user) as client:
            client.uid("STORE", str(uid), "+FLAGS", r"(\Deleted)")
            client.expunge()

    def throw_out(self, user: str = "support") -> None:
        """Cut every connection of this user."""
        subprocess.run(
            ["doveadm", "-c", str(self.home / "dovecot.conf"), "kick", user], check=True, capture_output=True
        )

    def build_anew(self, folder: str, *mails: bytes, user: str = "support") -> None:
        """As after a restored backup: these mails and no others, with numbers of another generation."""
        with self.session(user) as client:
            client.delete(folder)
            client.create(folder)
        self.put(*mails, user=user, folder=folder)


@contextmanager
def running(certificate: Certificate | None = None, more: str = "") -> Iterator[Dovecot]:
    """Start a server, give it, and end it; `more` are further lines of its configuration."""
    with TemporaryDirectory(prefix="portal-dovecot-", dir="/tmp", ignore_cleanup_errors=True) as name:
        home = Path(name)
        home.chmod(0o755)
        (home / "mail").mkdir()
        shutil.chown(home / "mail", 8, 8)
        made = Dovecot(home, *(free_port() for _ in range(3)))
        files = f"ssl_cert = <{certificate.chain}\nssl_key = <{certificate.key}" if certificate else ""
        written = _CONFIGURATION.format(
            home=home, imap=made.imap, imaps=made.imaps if certificate else 0, lmtp=made.lmtp, certificate=files,
            ssl="yes" if certificate else "no", more=more,
        )  # fmt: skip
        (home / "dovecot.conf").write_text(written)
        process = subprocess.Popen(
            ["dovecot", "-F", "-c", str(home / "dovecot.conf")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            _wait_for(made, process)
            yield made
        finally:
            # Its children end with it; told to end in good order, it waits a second for each of them.
            process.kill()
            process.wait(_PATIENCE)


def _wait_for(made: Dovecot, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and process.poll() is None:
        with suppress(OSError, imaplib.IMAP4.error):
            imaplib.IMAP4("127.0.0.1", made.imap, timeout=2).shutdown()
            return
        time.sleep(0.02)
    log = made.home / "log"
    raise RuntimeError(f"Dovecot does not start: {log.read_text() if log.exists() else ''}")


def _is_root() -> bool:
    """Dovecot changes into the users that its processes run as."""
    return os.geteuid() == 0
