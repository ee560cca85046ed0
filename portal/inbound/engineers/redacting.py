"""An engineer removes a secret from a ticket: from every table, from its files, and from the mails as they came."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from portal import audit
from portal.audit import Act
from portal.db.tables import RawMail, ReceivedMail
from portal.errors import Rejected
from portal.inbound.mails import Unreadable
from portal.inbound.reading import parsing
from portal.inbound.reading.encoded import decode_words
from portal.inbound.reading.everything import texts_of
from portal.policy import Action, Actor, require
from portal.tickets import redacting, redacting_files
from portal.tickets.changing import changing, write
from portal.tickets.events import record
from portal.tickets.queries import get_visible
from portal.tickets.redacting_files import Looked
from portal.tickets.rows import TicketRow
from portal.tickets.secrets import REMOVED, Secret
from portal.vocabulary import EntryKind

_ORIGINALS = "mails as they came"
# What tells of the parts of a mail, of which one is left.
_OF_PARTS = ("content-", "mime-version")
_ALL_REMOVED = "All of this mail was removed, because something secret stood in it and it could not be read."


@dataclass(frozen=True)
class Found:
    """Where a secret stands: in how many rows of each place, in which files, and which files nobody can look into."""

    places: dict[str, int]
    files: Looked

    @property
    def is_nowhere(self) -> bool:
        """Whether it was not found at all."""
        return not self.places and not self.files.holding


def look_for(actor: Actor, reference: str, typed: str) -> Found:
    """Where on the ticket this text stands; changes nothing. Rejected where the text cannot be a secret."""
    row = get_visible(actor, reference).row
    require(actor, row, Action.REDACT)
    secret = Secret.of(typed)
    places = redacting.find(row, secret)
    originals = sum(1 for _, raw in _originals(row) if _holds(raw, secret))
    return Found(places | ({_ORIGINALS: originals} if originals else {}), redacting_files.look(row, secret))


def redact(actor: Actor, reference: str, typed: str, files: tuple[str, ...] = ()) -> Found:
    """Take this text out of everything that is kept of the ticket, and these files away.

    What left by mail is with others. The search no longer finds it. The audit keeps who did it, when, where it stood
    and how long it was. Rejected where it stands nowhere and no file is named.
    """
    with changing(actor, reference, Action.REDACT) as row:
        secret = Secret.of(typed)
        checksums = redacting_files.checksums_of(row, files)
        gone = redacting_files.take_out(row, secret, files)
        places = redacting.take_out(row, secret)
        originals = _clean_originals(row, secret, checksums)
        found = Found(places | ({_ORIGINALS: originals} if originals else {}), gone)
        if found.is_nowhere and not gone.unread:
            raise Rejected("This stands nowhere on the ticket: check that it is written the same way", field="secret")
        write(row.id)
        names = [file.name for file in (*gone.holding, *gone.unread)]
        record(actor, row.id, EntryKind.REDACTED, files=[secret.out_of(name) for name in names])
        counted = {name.replace(" ", "_"): number for name, number in found.places.items()}
        audit.record(
            Act.REDACTED,
            actor,
            ticket_id=row.id,
            organisation_id=row.organisation_id,
            characters=len(secret.text),
            places=counted,
            files=len(names),
        )
    redacting_files.forget(gone)
    return found


def _originals(row: TicketRow) -> list[tuple[int, bytes]]:
    select = RawMail.select(RawMail.mail, RawMail.content).join(ReceivedMail).where(ReceivedMail.ticket == row.id)
    return [(number, bytes(content)) for number, content in select.tuples()]


def _clean_originals(row: TicketRow, secret: Secret, files: frozenset[str]) -> int:
    """Those in which it stands, and those that brought the files of these checksums, which are taken away."""
    cleaned = 0
    for number, raw in _originals(row):
        if _holds(raw, secret) or files & _checksums(raw):
            less = _without(raw, secret)
            RawMail.update(content=less).where(RawMail.mail == number).execute()
            ReceivedMail.update(size=len(less)).where(ReceivedMail.id == number).execute()
            cleaned += 1
    return cleaned


def _holds(raw: bytes, secret: Secret) -> bool:
    """Whether it stands in the bytes, or in what any part of them says once it is decoded."""
    if secret.stands_in(raw.decode("utf-8", "replace")) or any(map(secret.stands_in, texts_of(raw))):
        return True
    try:
        mail = parsing.parse(raw)
    except Unreadable:
        return False
    said = [mail.text, *(file.name for file in mail.files)]
    return any(map(secret.stands_in, said))


def _checksums(raw: bytes) -> frozenset[str]:
    try:
        return frozenset(sha256(file.content).hexdigest() for file in parsing.parse(raw).files)
    except Unreadable:
        return frozenset()


def _without(raw: bytes, secret: Secret) -> bytes:
    """The mail with its headers and its words, its files left out: those that may stay are on the ticket."""
    try:
        mail = parsing.parse(raw)
    except Unreadable:
        return f"Subject: {REMOVED}\r\n\r\n{_ALL_REMOVED}\r\n".encode()
    kept = [f"{name}: {_header(value, secret)}" for name, value in mail.headers if not name.startswith(_OF_PARTS)]
    head = [*kept, "mime-version: 1.0", "content-type: text/plain; charset=utf-8", "content-transfer-encoding: 8bit"]
    return "\r\n".join((*head, "", secret.out_of(mail.text), "")).encode("utf-8", "replace")


def _header(value: str, secret: Secret) -> str:
    """The header as it came, or in plain letters where the secret stood in it."""
    said = decode_words(value)
    return secret.out_of(said) if secret.stands_in(said) else value
