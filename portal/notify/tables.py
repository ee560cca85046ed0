"""The tables of a mail about a ticket: its facts, and the answers that were given."""

from __future__ import annotations

from dataclasses import dataclass

from portal.notify import phrases, promises, texts
from portal.notify.letters import MailEvent, Reader, TicketLetter
from portal.states import STATES
from portal.vocabulary import DueKind, Status

_NOT_PROVIDED = "Not provided"
_DUE = {DueKind.ANSWER: "First answer by", DueKind.UPDATE: "Next update by"}


@dataclass(frozen=True)
class Row:
    """One line of a table: a label, the answer in bold, and what stands after it."""

    label: str
    strong: str
    rest: str = ""


def facts(event: MailEvent, letter: TicketLetter, reader: Reader, attachments: str = "") -> list[Row]:
    """What the ticket is and how it stands, as far as it helps this reader; and which files came with the words."""
    rows = [Row("Reference", letter.reference)]
    if event is not MailEvent.CREATED:
        rows.append(Row("Subject", "", letter.subject))
    if not reader.is_requester:
        rows.append(Row("Raised by", "", letter.requester_name))
    if event is not MailEvent.CREATED:
        rows.append(Row("Status", _status(letter, reader)))
    if letter.priority is not None:
        rows.append(Row("Priority", letter.priority, phrases.chosen_levels(letter)))
    if letter.due_kind is not None and letter.status is not Status.NEW:
        rows.append(Row(_DUE[letter.due_kind], promises.due(letter, reader)))
    elif letter.status in (Status.NEW, Status.WAITING_FOR_APPROVAL):
        rows.append(_first_answer(letter, reader))
    if attachments:
        rows.append(Row("Attachments", "", f"{attachments}; on its page"))
    return [*rows, Row("Who can see it", "", phrases.who_can_see(letter, reader))]


def answers(letter: TicketLetter) -> list[tuple[str, str, bool]]:
    """Every question with its answer, and whether that is to be set in letters of one width; then the files."""
    given = [(label, texts.clean(text).strip() or _NOT_PROVIDED, texts.is_code(text)) for label, text in letter.answers]
    files = "\n".join(f"{texts.one_line(name)} ({texts.filesize(size)})" for name, size in letter.files)
    return [*given, *([("Attachments", files, False)] if files else [])]


def _status(letter: TicketLetter, reader: Reader) -> str:
    state = STATES[letter.status]
    return state.words if reader.is_requester else state.short


def _first_answer(letter: TicketLetter, reader: Reader) -> Row:
    words = promises.first_answer(letter, reader)
    return Row("First answer by", words) if letter.answer_due_at else Row("First answer", "", words)
