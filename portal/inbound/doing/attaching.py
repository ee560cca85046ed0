"""The files of a mail, stored under the rules of the portal; what is left out is named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import Any

from portal.db.tables import Attachment
from portal.errors import Rejected
from portal.inbound.mails import MailFile
from portal.policy import Actor
from portal.settings import current
from portal.tickets import files
from portal.tickets.filenames import sanitised
from portal.tickets.rows import MAIL


@dataclass(frozen=True)
class Kept:
    """What became of a mail's files: `ids` are stored, `refused` are names with the reason, `repeated` are names."""

    ids: tuple[str, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()
    repeated: tuple[str, ...] = ()

    @property
    def named(self) -> dict[str, Any]:
        """What was left out, as an entry keeps it."""
        reasons = [reason for _, reason in self.refused]
        return ({"refused": reasons} if reasons else {}) | ({"repeated": list(self.repeated)} if self.repeated else {})


def with_draft(actor: Actor, draft_id: str, wanted: Iterable[MailFile]) -> Kept:
    """Store the files with the actor's draft, in the caller's transaction."""
    return _keep(actor, wanted, draft=draft_id)


def for_message(actor: Actor, ticket_id: int, wanted: Iterable[MailFile]) -> Kept:
    """Store the files for the message or the note that the actor is about to write, in the caller's transaction."""
    return _keep(actor, wanted, ticket=ticket_id, field=MAIL)


def _keep(actor: Actor, wanted: Iterable[MailFile], **owner: Any) -> Kept:
    chosen = list(wanted)
    known = _seen_before(actor, chosen)
    ids: list[str] = []
    refused: list[tuple[str, str]] = []
    repeated: list[str] = []
    for file in chosen:
        name = sanitised(file.name)
        if file.is_inline and _print_of(file) in known:
            repeated.append(name)
            continue
        try:
            ids.append(_store(actor, file, len(ids), owner))
        except Rejected as why:
            refused.append((name, str(why)))
    return Kept(tuple(ids), tuple(refused), tuple(repeated))


def _store(actor: Actor, file: MailFile, stored: int, owner: dict[str, Any]) -> str:
    most, name = current().limits.files, sanitised(file.name)
    if stored >= most:
        raise Rejected(f"“{name}” was not taken: {most} files are the most for one mail.")
    if not file.content:
        raise Rejected(f"“{name}” was not taken: it is empty.")
    return files.store(actor, BytesIO(file.content), file.name, **owner).id


def _seen_before(actor: Actor, wanted: Iterable[MailFile]) -> frozenset[str]:
    """The pictures within the text that this person has sent before: the logo under each of their mails."""
    pictures = {_print_of(file) for file in wanted if file.is_inline and file.media_type.startswith("image/")}
    if not pictures:
        return frozenset()
    theirs = (Attachment.owner == actor.person_id) & Attachment.sha256.in_(sorted(pictures))
    return frozenset(value for (value,) in Attachment.select(Attachment.sha256).where(theirs).tuples())


def _print_of(file: MailFile) -> str:
    return sha256(file.content).hexdigest()
