"""What has to be true of the data after any number of crashes."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path

from portal.db import handle, is_postgresql
from portal.db.tables import Attachment, Draft, Entry, Outbox, Ticket
from portal.settings import current
from portal.tickets import sweeping
from portal.tickets.rows import reference_of
from portal.tickets.search import fold
from portal.vocabulary import EntryKind

_ANSWERS = {"service", "region", "started", "going_on", "what_happens", "who_is_affected", "tried", "changed"}


def faults(mail: Path) -> list[str]:
    """Everything that is wrong, in words; `mail` is the folder that mails go to."""
    return [*_database(), *_tickets(), *files(), *_mails(mail)]


def subjects() -> dict[str, str]:
    """Reference -> subject of every ticket."""
    return {reference_of(number): subject for number, subject in Ticket.select(Ticket.id, Ticket.subject).tuples()}


def messages() -> dict[str, list[str]]:
    """Reference -> what was written on each ticket that something was written on."""
    found: dict[str, list[str]] = {}
    written = Entry.select(Entry.ticket, Entry.body).where(Entry.kind == EntryKind.MESSAGE).order_by(Entry.id)
    for number, body in written.tuples():
        found.setdefault(reference_of(number), []).append(body)
    return found


def checksums(subject: str) -> set[str]:
    """The checksums of the files of the ticket with this subject."""
    found = Attachment.select(Attachment.sha256).join(Ticket).where(Ticket.subject == subject)
    return {checksum for (checksum,) in found.tuples()}


def _database() -> Iterator[str]:
    if is_postgresql():
        # It checks its references itself, and its pages as it reads them.
        return
    for (said,) in handle.execute_sql("PRAGMA integrity_check").fetchall():
        if said != "ok":
            yield f"integrity_check: {said}"
    for row in handle.execute_sql("PRAGMA foreign_key_check").fetchall():
        yield f"foreign_key_check: {row}"


def _tickets() -> Iterator[str]:
    """A ticket is whole, or it is not there."""
    yield from (f"{subject}: {times} tickets" for subject, times in Counter(subjects().values()).items() if times > 1)
    for ticket in Ticket.select():
        yield from (f"{ticket.subject}: {fault}" for fault in _faults_of(ticket))


def _faults_of(ticket: Ticket) -> Iterator[str]:
    missing = _ANSWERS - {answer["key"] for answer in ticket.answers if answer["text"]}
    if missing:
        yield f"without {sorted(missing)}"
    if Entry.select().where((Entry.ticket == ticket) & (Entry.kind == EntryKind.OPENED)).count() != 1:
        yield "its timeline does not begin once"
    told = (Outbox.ticket == ticket) & (Outbox.event == "created") & (Outbox.recipient == ticket.requester_id)
    if (mails := Outbox.select().where(told).count()) != 1:
        yield f"{mails} confirmations"
    if Draft.select().where(Draft.id == ticket.draft).exists():
        yield "its draft is still there"
    words = handle.execute_sql(f"SELECT text FROM ticket_search WHERE rowid = {ticket.id}").fetchall()
    if len(words) != 1 or fold(ticket.subject) not in words[0][0]:
        yield "cannot be found"


def files() -> Iterator[str]:
    """Every row has its file; what an upload left behind that broke off is swept away."""
    _let_time_pass()
    sweeping.sweep_files()
    rows = {row.id: row for row in Attachment.select()}
    stored = {path.name: path for path in _stored()}
    yield from (f"file {name}: a row without a file" for name in rows.keys() - stored.keys())
    yield from (f"file {name}: a file without a row" for name in stored.keys() - rows.keys())
    for name in rows.keys() & stored.keys():
        if hashlib.sha256(stored[name].read_bytes()).hexdigest() != rows[name].sha256:
            yield f"file {name}: damaged"
        if rows[name].draft_id is None and rows[name].ticket_id is None:
            yield f"file {name}: belongs to nothing"


def _mails(folder: Path) -> Iterator[str]:
    """Each mail is a file of its own, and there is no other."""
    expected = dict(Outbox.select(Outbox.message_id, Outbox.subject).tuples())
    files = [message_from_bytes(file.read_bytes(), policy=default) for file in folder.glob("*.eml")]
    arrived = Counter(str(mail["Message-ID"]) for mail in files)
    yield from (f"mail {name} ({expected[name]}): not delivered" for name in expected.keys() - arrived.keys())
    yield from (f"mail {name}: nobody wrote it" for name in arrived.keys() - expected.keys())
    yield from (f"mail {name}: {times} files" for name, times in arrived.items() if times > 1)


def _stored() -> Iterator[Path]:
    return (path for path in current().attachments.rglob("*") if path.is_file())


def _let_time_pass() -> None:
    for path in _stored():
        os.utime(path, (0, 0))
