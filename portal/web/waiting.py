"""Which questions of a ticket wait for answers in their form, as far as its entries tell. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypedDict

from portal.tickets.rows import EntryRow
from portal.vocabulary import EntryKind
from portal.web.pages.timeline_parts import Filled


def open_request(entries: Sequence[EntryRow]) -> int | None:
    """The number of what was asked last and is neither answered nor withdrawn; None where nothing waits."""
    settled = {entry.data.get("information") for entry in entries if _settles(entry)}
    asked = (entry.data["information"] for entry in reversed(entries) if entry.data.get("questions"))
    return next((int(number) for number in asked if number not in settled), None)


class Forms(TypedDict, total=False):
    """What an entry asks for in a form, what was answered in one, and what the ticket said under another issue type."""

    questions: tuple[str, ...]
    answers: tuple[Filled, ...]
    earlier: tuple[Filled, ...]


def forms_in(entry: EntryRow) -> Forms:
    """Those parts of a form that stand in the entry, which most times is none."""
    data, forms = entry.data, Forms()
    if "questions" in data:
        forms["questions"] = tuple(map(str, data["questions"]))
    if "answers" in data:
        forms["answers"] = _filled(data["answers"])
    if "earlier" in data:
        forms["earlier"] = _filled(data["earlier"])
    return forms


def _filled(answers: Iterable[tuple[str, str, object]]) -> tuple[Filled, ...]:
    return tuple(Filled(label, text, bool(mono)) for label, text, mono in answers)


def _settles(entry: EntryRow) -> bool:
    return entry.kind is EntryKind.INFORMATION_WITHDRAWN or "answers" in entry.data
