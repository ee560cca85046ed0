"""Which questions of a ticket wait for answers in their form, as far as its entries tell. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from portal.tickets.rows import EntryRow
from portal.vocabulary import EntryKind
from portal.web.pages.timeline_parts import Filled


def open_request(entries: Sequence[EntryRow]) -> int | None:
    """The number of what was asked last and is neither answered nor withdrawn; None where nothing waits."""
    settled = {entry.data.get("information") for entry in entries if _settles(entry)}
    asked = (entry.data["information"] for entry in reversed(entries) if entry.data.get("questions"))
    return next((int(number) for number in asked if number not in settled), None)


def questions_in(entry: EntryRow) -> tuple[str, ...]:
    """What the entry asks for in a form."""
    return tuple(map(str, entry.data.get("questions", ())))


def answers_in(entry: EntryRow) -> tuple[Filled, ...]:
    """What was answered in a form."""
    return tuple(Filled(label, text, bool(mono)) for label, text, mono in entry.data.get("answers", ()))


def earlier_answers_in(entry: EntryRow) -> tuple[Filled, ...]:
    """What the ticket said before it got another issue type."""
    return tuple(Filled(label, text, bool(mono)) for label, text, mono in entry.data.get("earlier", ()))


def _settles(entry: EntryRow) -> bool:
    return entry.kind is EntryKind.INFORMATION_WITHDRAWN or "answers" in entry.data
