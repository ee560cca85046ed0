"""Waiting until a server tells of new mail (IMAP IDLE, RFC 2177), on its open connection.

imap-tools waits for the socket alone: what came together with the server's consent is already in the buffer of the
connection, and would be found only when the waiting is over.
"""

from __future__ import annotations

import imaplib
import select
import ssl
import time
from collections.abc import Callable

_TAG = b"WAITS"
_LOOK = 1.0


def wait(client: imaplib.IMAP4, seconds: float, is_over: Callable[[], bool]) -> None:
    """Return when mail came, after so many seconds, or soon after `is_over()`; OSError or IMAP4.error if it breaks."""
    client.send(_TAG + b" IDLE\r\n")
    heard = _until(client, b"+")
    until = time.monotonic() + seconds
    while b"EXISTS" not in heard and not is_over() and time.monotonic() < until:
        came = _what_came(client)
        if came is None:
            raise client.abort("the connection was closed")
        heard += came
    client.send(b"DONE\r\n")
    _until(client, _TAG)


def _until(client: imaplib.IMAP4, beginning: bytes) -> bytes:
    """What the server says up to the line that begins so."""
    heard = b""
    while True:
        line = client.readline()
        if not line:
            raise client.abort("the connection was closed")
        if line.startswith((_TAG + b" NO", _TAG + b" BAD")):
            raise client.error(line.decode("utf-8", "replace"))
        heard += line
        if line.startswith(beginning):
            return heard


def _what_came(client: imaplib.IMAP4) -> bytes | None:
    """What the server says within a second, as far as it came; None where it hung up."""
    heard = _at_hand(client)
    if heard or not select.select([client.socket()], [], [], _LOOK)[0]:
        return heard
    # Ready and yet empty: that is how a connection ends. Half a record of TLS looks so too, but is whole soon.
    heard = _at_hand(client) or _at_hand_soon(client)
    return heard or None


def _at_hand_soon(client: imaplib.IMAP4) -> bytes:
    time.sleep(_LOOK / 10)
    return _at_hand(client)


def _at_hand(client: imaplib.IMAP4) -> bytes:
    """What is here already."""
    connection, heard = client.socket(), b""
    patience = connection.gettimeout()
    connection.setblocking(False)
    try:
        while piece := client.readline():
            heard += piece
    except (BlockingIOError, ssl.SSLWantReadError):
        pass
    finally:
        connection.settimeout(patience)
    return heard
