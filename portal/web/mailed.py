"""What the timeline says of entries that came by mail: how we know whose they are, and what stood around the words."""

from __future__ import annotations

from portal.policy import Actor
from portal.tickets.rows import EntryRow
from portal.vocabulary import EntryKind, Source
from portal.web.events import by_mail
from portal.web.pages.timeline_parts import ByMail

# Where engineers read the mail itself.
_ORIGINALS = "/servicedesk/desk/mail/in"


def mail_of(entry: EntryRow, actor: Actor) -> ByMail | None:
    """What came with the entry's mail; None where it was not mailed."""
    if entry.source is not Source.EMAIL:
        return None
    data, is_automatic = entry.data, entry.kind is EntryKind.AUTOMATIC
    number = data.get("mail") if actor.is_engineer else None
    return ByMail(
        words=by_mail(entry),
        quoted=_quoted(entry, actor),
        left_out=_left_out(entry),
        original=f"{_ORIGINALS}/{number}" if number else "",
        folded=automatic_words(entry) if is_automatic else "",
        marker=str(data.get("marker", "")) if is_automatic else "",
    )


def _quoted(entry: EntryRow, actor: Actor) -> str:
    """What the mail quoted; what an engineer quotes was written to engineers, so that no customer reads it (S-05)."""
    return str(entry.data.get("quoted", "")) if actor.is_engineer or not entry.by_engineer else ""


def automatic_words(entry: EntryRow) -> str:
    """Such as "Automatic answer from Dave Miller"; the address where we do not know whose it is."""
    who = entry.actor_name if entry.actor_id is not None else entry.data.get("from")
    return f"Automatic answer from {who or 'an unknown sender'}"


def _left_out(entry: EntryRow) -> tuple[str, ...]:
    refused = tuple(map(str, entry.data.get("refused", ())))
    repeated = ", ".join(map(str, entry.data.get("repeated", ())))
    return (*refused, f"Left out, because it was sent before: {repeated}.") if repeated else refused
