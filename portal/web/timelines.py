"""A ticket's entries as the timeline shows them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portal.policy import Actor
from portal.tickets.rows import EntryRow, FileRow, TicketRow
from portal.vocabulary import EntryKind
from portal.web import mailed, waiting
from portal.web.events import Sentence, event
from portal.web.filters import here
from portal.web.moments import Clock
from portal.web.pages.timeline_parts import Shown, Timeline
from portal.web.turns import open_question
from portal.web.wording import duration, initials

# More than this is folded in the middle: the beginning and what came last stay in sight.
_MOST_SHOWN = 20
_FIRST, _LAST = 3, 12
_WORDS = (EntryKind.MESSAGE, EntryKind.NOTE, EntryKind.AUTOMATIC)


@dataclass(frozen=True)
class Reading:
    """Who reads the timeline of which ticket; `list_path` is where tickets are, `linked` those that may be named."""

    row: TicketRow
    actor: Actor
    list_path: str
    linked: frozenset[str] = frozenset()

    @property
    def path(self) -> str:
        """Where the ticket's own page is."""
        return f"{self.list_path}/{self.row.reference}"


def timeline_of(reading: Reading, entries: Sequence[EntryRow], files: Iterable[FileRow]) -> Timeline:
    """The whole timeline, folded where it is long."""
    shown = shown_of(reading, entries, files)
    if len(shown) <= _MOST_SHOWN:
        return Timeline(shown, (), ())
    return Timeline(shown[:_FIRST], shown[_FIRST:-_LAST], shown[-_LAST:])


def shown_of(reading: Reading, entries: Sequence[EntryRow], files: Iterable[FileRow]) -> tuple[Shown, ...]:
    """These entries, oldest first."""
    sent: dict[int, tuple[FileRow, ...]] = {}
    for file in files:
        if file.entry_id is not None:
            sent[file.entry_id] = (*sent.get(file.entry_id, ()), file)
    row, actor = reading.row, reading.actor
    question = open_question(row, entries)
    extra = {question.id: {"question": _question(row, actor)}} if question else {}
    first = _first_answer(entries)
    if first is not None:
        extra.setdefault(first.id, {})["aside"] = f"First answer, {duration(row.opened_at, first.created_at)}"
    now = here()
    return tuple(_shown(reading, now, entry, sent.get(entry.id, ()), **extra.get(entry.id, {})) for entry in entries)


def _first_answer(entries: Sequence[EntryRow]) -> EntryRow | None:
    """The engineers' first message, where these entries begin with the ticket."""
    if not entries or entries[0].kind is not EntryKind.OPENED:
        return None
    return next((e for e in entries if e.kind is EntryKind.MESSAGE and e.by_engineer), None)


def _question(row: TicketRow, actor: Actor) -> str:
    return "Question for you" if row.requester_id == actor.person_id else "Question"


def _shown(
    reading: Reading, now: Clock, entry: EntryRow, files: tuple[FileRow, ...], question: str = "", aside: str = ""
) -> Shown:
    is_event = entry.kind not in _WORDS
    sentence = event(entry, reading.row, reading.actor) if is_event else Sentence("")
    if sentence.link and sentence.link not in reading.linked:
        sentence = sentence.without_link()
    return Shown(
        id=entry.id,
        is_event=is_event,
        name=entry.actor_name,
        initials=initials(entry.actor_name),
        by_engineer=entry.by_engineer,
        is_note=entry.kind is EntryKind.NOTE,
        when=now.at(entry.created_at),
        body=entry.body,
        files=files,
        question=question,
        aside=aside,
        icon=sentence.icon,
        lead=sentence.lead,
        strong=sentence.strong,
        rest=sentence.rest,
        href=f"{reading.list_path}/{sentence.link}" if sentence.link else "",
        said=_said(entry, sentence),
        mail=mailed.mail_of(entry, reading.actor),
        **waiting.forms_in(entry),
    )


def _said(entry: EntryRow, sentence: Sentence) -> str:
    if entry.kind is EntryKind.AUTOMATIC:
        return mailed.automatic_words(entry)
    if entry.kind is EntryKind.NOTE:
        return f"New internal note from {entry.actor_name}"
    if entry.kind is EntryKind.MESSAGE:
        return f"New message from {entry.actor_name}"
    return f"{sentence.lead}{sentence.strong}{sentence.rest}"
