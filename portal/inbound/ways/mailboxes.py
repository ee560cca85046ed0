"""The process beside web server and worker that takes mail in: it reads mailboxes, and listens for LMTP."""

from __future__ import annotations

import logging
import threading
import time
from contextlib import suppress

from portal import db, ending, settings
from portal.inbound.ways import imap, imap_faults, imap_places, lmtp, positions
from portal.inbound.ways.imap_places import Place
from portal.settings import Settings

log = logging.getLogger(__name__)

_FIRST_PAUSE = 2.0
_LONGEST_PAUSE = 300.0
_PROVEN_AFTER = 60.0
_PATIENCE = 8.0


def are_named(chosen: Settings) -> bool:
    """Whether the settings name any way in that this process serves."""
    return bool(chosen.inbound.mailboxes or chosen.inbound.lmtp)


def serve(chosen: Settings) -> None:
    """Take mail in until TERM or INT comes; OSError where the address for LMTP cannot be listened on."""
    settings.use(chosen)
    db.open_database(chosen.database_url)
    # It tells of every command, with everybody's addresses.
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    stop = ending.when_told(log)
    listener = lmtp.Listener(chosen.inbound.lmtp) if chosen.inbound.lmtp else None
    if listener:
        listener.start()
        log.info("mail is taken by LMTP at %s", chosen.inbound.lmtp)
    threads = [_watch(imap_places.parse(url), stop) for url in chosen.inbound.mailboxes]
    stop.wait()
    if listener:
        listener.end()
    until = time.monotonic() + _PATIENCE
    for thread in threads:
        # One that waits for a silent server has nothing in hand, and ends with the process.
        thread.join(max(until - time.monotonic(), 0))
    log.info("mailboxes ended")


def _watch(place: Place, stop: threading.Event) -> threading.Thread:
    thread = threading.Thread(target=Watch(place, stop).run, name=place.name, daemon=True)
    thread.start()
    return thread


class Watch:
    """Keeps one mailbox read: where the connection breaks it comes back, later and later as long as it fails."""

    def __init__(self, place: Place, stop: threading.Event) -> None:
        self.place = place
        self.stop = stop
        self._failures = 0

    def run(self) -> None:
        """Read until `stop` is set."""
        while not self.stop.is_set():
            began = time.monotonic()
            told = self._read()
            if self.stop.is_set():
                return
            self._failures = 1 if time.monotonic() - began >= _PROVEN_AFTER else self._failures + 1
            pause = min(_FIRST_PAUSE * 2 ** min(self._failures - 1, 10), _LONGEST_PAUSE)
            log.warning("%s: %s Next try in %.0f s.", self.place.name, told, pause)
            self.stop.wait(pause)

    def _read(self) -> str:
        """Read until something hinders it, and return what does, in words."""
        try:
            with imap.opened(self.place) as box:
                log.info("%s: reading", self.place.name)
                imap.Reader(self.place, box, self.stop).follow()
        except db.FAILURES as error:
            return f"The database does not answer: {error}"
        except imap.FAULTS as error:
            told = imap_faults.in_words(error, self.place)
        # Whatever it is, the other mailboxes are read, and this one is tried again.
        except Exception as error:
            log.exception("%s: failed", self.place.name)
            told = f"Reading it failed with {type(error).__name__}: the log of the portal says where."
        else:
            return ""
        with suppress(*db.FAILURES):
            positions.note_error(self.place.name, told)
        return told
