"""By which mails a recipient's mail program keeps a ticket together: their own, and those that we sent to them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from peewee import ModelSelect, Select

from portal.db.prepared import Given, prepared
from portal.db.tables import Outbox, ReceivedMail
from portal.vocabulary import OutboxState, ReceivedState

# Servers on the way refuse mail with long headers, and no program looks at more.
_LONGEST = 1_500
# So many mails of a ticket are looked at: a dozen of each of fifty readers.
_FIRST, _LATEST = 50, 600
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{3,250}>")
_THREAD_INDEX = re.compile(r"[A-Za-z0-9+/]{30,400}={0,2}")


@dataclass(frozen=True)
class Step:
    """A mail of a thread: when it was, its Message-ID, and whether the recipient wrote it; Outlook's index of it."""

    moment: datetime
    message_id: str
    is_theirs: bool = False
    thread_index: str = ""


def headers_of(root: str, steps: Iterable[Step], topic: str) -> dict[str, str]:
    """The header lines that put the next mail behind these: it answers their last mail, else our last one.

    Pure; `root` stands first in References, however long the thread is, and `topic` is the subject that it keeps.
    """
    mails = sorted((step for step in steps if is_message_id(step.message_id)), key=lambda step: step.moment)
    theirs = [step for step in mails if step.is_theirs]
    parent = (theirs or mails)[-1].message_id if mails else root
    names = [step.message_id for step in mails]
    lines = {"In-Reply-To": parent, "References": _chain([root, *names[:1]], names, parent)}
    index = next((step.thread_index for step in reversed(theirs) if _THREAD_INDEX.fullmatch(step.thread_index)), "")
    return lines | ({"Thread-Index": index, "Thread-Topic": topic} if index else {})


def answering(message_id: str, references: Sequence[str] = ()) -> dict[str, str]:
    """The header lines of an answer to a mail that came in; none where that mail has no usable Message-ID."""
    if not is_message_id(message_id):
        return {}
    names = [*filter(is_message_id, references)]
    return {"In-Reply-To": message_id, "References": _chain(names[:1], names, message_id)}


def is_message_id(text: str) -> bool:
    """Whether the text may stand in References: one identifier in plain letters, not overlong."""
    return _MESSAGE_ID.fullmatch(text) is not None


def steps_of(ticket_id: int, caused_by: int | None, actor_id: int | None) -> Mapping[int, list[Step]]:
    """For each person what they got and wrote by mail on this ticket, as far as it is early or recent.

    The mail `caused_by` is not settled yet while it is acted upon: it counts as one that `actor_id` wrote.
    """
    steps: dict[int, list[Step]] = {}
    for person_id, message_id, moment in _ours(_FIRST, _LATEST).rows(ticket=ticket_id):
        steps.setdefault(person_id, []).append(Step(moment, message_id))
    for number, person_id, message_id, moment, data in _theirs().rows(ticket=ticket_id, caused_by=caused_by or 0):
        author = actor_id if number == caused_by else person_id
        if author is not None:
            steps.setdefault(author, []).append(Step(moment, message_id, True, str(data.get("thread_index", ""))))
    return steps


def _chain(first: Sequence[str], recent: Sequence[str], last: str) -> str:
    """The first ones, as many of the recent ones as there is room for, and `last`; each once."""
    kept = list(dict.fromkeys(one for one in first if one != last))
    room = _LONGEST - sum(len(one) + 1 for one in kept) - len(last)
    behind = [last]
    for one in reversed(dict.fromkeys(one for one in recent if one != last and one not in kept)):
        room -= len(one) + 1
        if room < 0:
            break
        behind.insert(0, one)
    return " ".join(kept + behind)


@prepared
def _ours(first_ones: int, latest_ones: int) -> ModelSelect:
    """The first and the latest mails that we sent about the ticket, to whomever: no more, however many there are."""
    to_somebody = (Outbox.ticket == Given("ticket")) & Outbox.recipient.is_null(False)
    mails = Outbox.select(Outbox.id).where(to_somebody & Outbox.state.not_in([OutboxState.DROPPED, OutboxState.DEAD]))
    first = mails.order_by(Outbox.id).limit(first_ones).alias("part")
    latest = mails.order_by(Outbox.id.desc()).limit(latest_ones).alias("part")
    numbers = Select([first], [first.c.id]).union_all(Select([latest], [latest.c.id]))
    return Outbox.select(Outbox.recipient, Outbox.message_id, Outbox.created_at).where(Outbox.id.in_(numbers))


@prepared
def _theirs() -> ModelSelect:
    settled = (ReceivedMail.ticket == Given("ticket")) & (ReceivedMail.state == ReceivedState.DONE)
    return ReceivedMail.select(
        ReceivedMail.id,
        ReceivedMail.person,
        ReceivedMail.message_id,
        ReceivedMail.received_at,
        ReceivedMail.data,
    ).where(settled | (ReceivedMail.id == Given("caused_by")))
