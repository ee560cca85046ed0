"""Reading a mailbox over IMAP: what is new is stored, then marked as seen; where it stands is kept by UID."""

from __future__ import annotations

import imaplib
import logging
import re
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any

import imap_tools
from imap_tools.errors import MailboxFetchError

from portal import db
from portal.errors import Rejected
from portal.inbound.receiving import hold, receive
from portal.inbound.ways import idling, positions
from portal.inbound.ways.imap_places import Place
from portal.inbound.ways.positions import Position
from portal.notify.texts import filesize
from portal.settings import current

log = logging.getLogger(__name__)

# What a connection raises that is lost or never came about, and a server that refuses.
FAULTS = (OSError, imap_tools.ImapToolsError, imaplib.IMAP4.error)

_AT_ONCE = 50
# Long before the 29 minutes after which a server may hang up; a connection that died silently is noticed by then.
_IDLE = 120.0
_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
# What a server says that will hand the mail out later (RFC 5530).
_LATER = re.compile(r"\[(UNAVAILABLE|SERVERBUG|INUSE|LIMIT)\]")


@dataclass
class Reader:
    """One folder of one mailbox, read over an open connection until `stop` is set."""

    place: Place
    box: imap_tools.BaseMailBox
    stop: threading.Event

    def follow(self) -> None:
        """Read what is there, then what comes; returns when told to stop, raises one of FAULTS or `db.FAILURES`."""
        can_idle = "IDLE" in self.box.client.capability()[1][0].decode("ascii", "replace").upper().split()
        while not self.stop.is_set():
            # Again until nothing is new: what came meanwhile was announced already, and IDLE would not tell of it.
            while self.read_new() and not self.stop.is_set():
                pass
            positions.note_read(self.place.name)
            if can_idle:
                idling.wait(self.box.client, _IDLE, self.stop.is_set)
            else:
                self.stop.wait(current().inbound.poll)

    def read_new(self) -> int:
        """Store what lies behind the last position, and return how many mails that were."""
        self.box.client.noop()
        position = self._position()
        uids = self._uids(position.last_uid)
        for start in range(0, len(uids), _AT_ONCE):
            if self.stop.is_set():
                return start
            self._take(uids[start : start + _AT_ONCE], position)
        if uids:
            log.info("%s: %d new", self.place.name, len(uids))
        return len(uids)

    def _position(self) -> Position:
        known = positions.get(self.place.name)
        uidvalidity = int(self._told("UIDVALIDITY") or 0)
        if known.uidvalidity == uidvalidity:
            return known
        # All numbers are new. All is read again, and what is known already adds nothing.
        if known.uidvalidity:
            log.warning("%s was built anew: everything in it is read again", self.place.name)
        return Position(uidvalidity, 0)

    def _told(self, code: str) -> bytes:
        """What the server said with this code when the folder was opened."""
        every: list[Any] = self.box.client.untagged_responses.get(code, [b""])
        return bytes(every[-1])

    def _uids(self, last: int) -> list[int]:
        # The last mail answers to any range that ends with a star.
        found = self.box.uids(f"UID {last + 1}:*", charset=None)
        return sorted(uid for uid in map(int, found) if uid > last)

    def _take(self, uids: list[int], position: Position) -> None:
        sizes = dict(self._sizes(uids))
        for uid in uids:
            # Who is not among them was deleted meanwhile.
            if uid in sizes and self._store(uid, sizes[uid], f"{position.uidvalidity}/{uid}"):
                self.box.client.uid("STORE", str(uid), "+FLAGS.SILENT", r"(\Seen)")
        positions.put(self.place.name, replace(position, last_uid=uids[-1]))

    def _sizes(self, uids: list[int]) -> Iterator[tuple[int, int]]:
        for item in self._fetch(",".join(map(str, uids)), "(RFC822.SIZE)"):
            line = item[0] if isinstance(item, tuple) else item
            if line and (uid := _UID.search(line)) and (size := _SIZE.search(line)):
                yield int(uid[1]), int(size[1])

    def _store(self, uid: int, size: int, where: str) -> bool:
        """Whether it is stored, whole or, where it cannot be taken, as far as engineers need it."""
        most = current().inbound.message_bytes
        try:
            if size <= most:
                return self._receive(uid)
            told = f"It has {filesize(size)}, and at most {filesize(most)} are taken."
        except MailboxFetchError as error:
            if _LATER.search(str(error)):
                raise
            told = "Its server does not hand it out."
        except Rejected as error:
            told = str(error)
        except (*FAULTS, *db.FAILURES):
            raise
        except Exception as error:
            # Whatever one mail does to us, the next one is read.
            log.exception("%s: mail %d failed", self.place.name, uid)
            told = f"It cannot be stored ({type(error).__name__})."
        self._hold(uid, size, f"{told} It lies in the mailbox, as {where}.")
        return True

    def _receive(self, uid: int) -> bool:
        raw = self._bytes(uid, "BODY.PEEK[]")
        if raw is not None:
            receive(raw, way=self.place.name)
        return raw is not None

    def _hold(self, uid: int, size: int, reason: str) -> None:
        log.warning("%s: mail %d is held: %s", self.place.name, uid, reason)
        headers = b""
        with suppress(MailboxFetchError):
            headers = self._bytes(uid, "BODY.PEEK[HEADER]") or b""
        hold(headers, way=self.place.name, size=size, reason=reason)

    def _bytes(self, uid: int, part: str) -> bytes | None:
        """None where the mail was deleted meanwhile."""
        for item in self._fetch(str(uid), f"({part})"):
            # Servers tell of the flags of other mails in between.
            if isinstance(item, tuple) and (found := _UID.search(item[0])) and int(found[1]) == uid:
                return bytes(item[1])
        return None

    def _fetch(self, uids: str, parts: str) -> list[Any]:
        status, items = self.box.client.uid("FETCH", uids, parts)
        if status != "OK":
            raise MailboxFetchError((status, items), "OK")
        return list(items)


@contextmanager
def opened(place: Place) -> Iterator[imap_tools.BaseMailBox]:
    """A connection that is logged in and stands in the folder; raises one of FAULTS."""
    box = _Box(place)
    try:
        if (place.username + place.password).isascii():
            box.login(place.username, place.password, initial_folder=None)
        else:
            box.login_utf8(place.username, place.password, initial_folder=None)
        box.folder.set(place.folder)
        yield box
    finally:
        with suppress(*FAULTS):
            box.client.shutdown()


class _Box(imap_tools.BaseMailBox):
    """A connection in the clear where the place allows that, and encrypted with a verified certificate elsewhere."""

    def __init__(self, place: Place) -> None:
        self._place = place
        super().__init__()

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        place, timeout = self._place, current().inbound.timeout
        context = ssl.create_default_context(cafile=current().mail.ca_file)
        if place.tls:
            return imaplib.IMAP4_SSL(place.host, place.port, ssl_context=context, timeout=timeout)
        client = imaplib.IMAP4(place.host, place.port, timeout)
        if place.starttls:
            try:
                client.starttls(context)
            except BaseException:
                client.shutdown()
                raise
        return client
