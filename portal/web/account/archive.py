"""The ZIP file of everything that is somebody's: made while it is sent, and never as a whole in memory."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator
from datetime import datetime
from typing import Any, BinaryIO, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from portal import clock
from portal.accounts.rows import Profile
from portal.accounts.taking_away import account_of
from portal.errors import NotFound
from portal.policy import Actor
from portal.tickets import drafts, files, mine
from portal.tickets.filenames import sanitised
from portal.tickets.rows import EntryRow, FileRow

_CHUNK = 64 * 1024
_README = """\
Everything of {name} at {portal}, taken away on {day}.

account.json         name, addresses, organisations, devices, and what mail you get
follows.json         the tickets that you follow or muted, each by itself
drafts.json          tickets, messages and answers that you began and did not send; files of tickets are in drafts/
tickets/             one folder for each ticket that you raised: ticket.json with its facts, your answers and all
                     that everybody on it can read, and the files in files/
other-tickets.json   what you wrote on tickets of others that you can see, and which files you sent there
other-tickets/       those files

Times are in UTC. Texts are in Markdown, as they were written. What engineers write among themselves, and what belongs
to other people, is not in here. A file marked as "missing" is damaged on our side: write to {support}.
"""


class Kept(NamedTuple):
    """What a file of a ticket is called in the archive; no path where it is damaged."""

    name: str
    size: int
    path: str


class _Sink:
    """What the ZIP is written to: it holds what was written until it is sent."""

    def __init__(self) -> None:
        self._written: list[bytes] = []

    def write(self, data: bytes, /) -> int:
        self._written.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing to do: it is sent as it comes."""

    def close(self) -> None:
        """Nothing to do: nothing is open."""

    def taken(self) -> bytes:
        taken = b"".join(self._written)
        self._written.clear()
        return taken


class Archive:
    """Writes one entry after the other, and gives away what is ready."""

    def __init__(self, actor: Actor, profile: Profile, portal: str, support: str) -> None:
        self._actor, self._profile, self._portal, self._support = actor, profile, portal, support
        self._sink, self._now = _Sink(), clock.now()

    def pieces(self) -> Iterator[bytes]:
        """The bytes of the file, in order."""
        with ZipFile(self._sink, "w", ZIP_DEFLATED) as archive:
            for part in (self._first(archive), self._tickets(archive), self._elsewhere(archive)):
                for _ in part:
                    yield self._sink.taken()
        yield self._sink.taken()

    def _first(self, archive: ZipFile) -> Iterator[None]:
        words = {"name": self._actor.name, "portal": self._portal, "day": f"{self._now:%Y-%m-%d}"}
        archive.writestr(self._entry("README.txt"), _README.format(**words, support=self._support))
        self._write(archive, "account.json", account_of(self._actor, self._profile))
        follows = [{"ticket": reference, "mail": following} for reference, following in mine.followed(self._actor)]
        self._write(archive, "follows.json", follows)
        begun: list[dict[str, Any]] = []
        for draft in drafts.list_of(self._actor):
            kept: list[dict[str, Any]] = []
            for file in files.list_of_draft(self._actor, draft.id):
                place = len(begun) * 100 + len(kept) + 1
                kept.append(_described((yield from self._file(archive, "drafts", place, file))))
            facts = {"issue_type": draft.issue_type, "changed": draft.changed_at, "answers": draft.typed}
            begun.append({**facts, "files": kept})
        messages = [said._asdict() for said in mine.half_written(self._actor)]
        answers = [{"ticket": reference, "answers": typed} for reference, typed in mine.half_answered(self._actor)]
        self._write(archive, "drafts.json", {"tickets": begun, "messages": messages, "answers": answers})
        yield

    def _tickets(self, archive: ZipFile) -> Iterator[None]:
        for ticket in mine.own_tickets(self._actor):
            folder, kept = f"tickets/{ticket.row.reference}", []
            for place, file in enumerate(ticket.files, 1):
                kept.append((yield from self._file(archive, f"{folder}/files", place, file)))
            self._write(archive, f"{folder}/ticket.json", _document(ticket, kept))
            yield

    def _elsewhere(self, archive: ZipFile) -> Iterator[None]:
        kept = []
        for place, (reference, file) in enumerate(mine.sent_elsewhere(self._actor), 1):
            stored = yield from self._file(archive, "other-tickets", place, file)
            kept.append({"ticket": reference, **_described(stored)})
        with archive.open(self._entry("other-tickets.json"), "w") as entry:
            entry.write(b'{"messages": [')
            for place, said in enumerate(mine.said_elsewhere(self._actor)):
                entry.write((b",\n" if place else b"\n") + _json(said._asdict()))
                yield
            entry.write(b'\n], "files": ' + _json(kept) + b"}\n")
        yield

    def _file(self, archive: ZipFile, folder: str, place: int, file: FileRow) -> Generator[None, None, Kept]:
        """Write it a piece at a time, and return what became of it."""
        # Cleaned once more, and numbered: no name leads out of the folder, and no two are the same.
        path = f"{folder}/{place:02}-{sanitised(file.name)}"
        try:
            opened = files.open_visible(self._actor, file.id)
        except NotFound:
            return Kept(file.name, file.size, "")
        with opened.stream as stream, archive.open(self._entry(path), "w") as entry:
            for piece in _pieces(stream):
                entry.write(piece)
                yield
        return Kept(file.name, file.size, path)

    def _write(self, archive: ZipFile, path: str, document: Any) -> None:
        archive.writestr(self._entry(path), _json(document) + b"\n")

    def _entry(self, path: str) -> ZipInfo:
        entry = ZipInfo(path, self._now.timetuple()[:6])
        entry.compress_type = ZIP_DEFLATED
        return entry


def _document(ticket: mine.OwnTicket, kept: list[Kept]) -> dict[str, Any]:
    row = ticket.row
    return {
        "reference": row.reference,
        "subject": row.subject,
        "issue_type": row.issue_type_label,
        "status": row.status,
        "priority": row.priority,
        "urgency": row.urgency,
        "impact": row.impact,
        "organisation": row.organisation_name,
        "visibility": row.visibility,
        "engineer": row.engineer_name,
        "opened": row.opened_at,
        "resolved": row.resolved_at,
        "finished": row.finished_at,
        "answers": [{"question": answer.label, "answer": answer.text} for answer in ticket.answers],
        "timeline": [
            {"at": entry.created_at, "what": entry.kind, "by": entry.actor_name, "text": entry.body, **_told_in(entry)}
            for entry in ticket.entries
        ],
        "files": [_described(file) for file in kept],
        "opinion": ticket.opinion._asdict() if ticket.opinion else None,
    }


def _told_in(entry: EntryRow) -> dict[str, Any]:
    """What an entry says beside its words: how it was before and after, what was asked in a form, and answered."""
    return {name: entry.data[name] for name in ("before", "after", "questions", "answers") if name in entry.data}


def _described(file: Kept) -> dict[str, Any]:
    where = {"path": file.path} if file.path else {"missing": True}
    return {"name": file.name, "bytes": file.size, **where}


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    while piece := stream.read(_CHUNK):
        yield piece


def _json(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False, indent=1, default=_plain).encode()


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
