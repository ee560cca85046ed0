"""The queue of mails that have to leave: each is claimed by one worker for a while, and settled by that one only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from peewee import Expression, ModelSelect, chunked

from portal import clock
from portal.db import transaction
from portal.db.locks import taken
from portal.db.tables import Outbox, Person
from portal.notify import texts
from portal.settings import current
from portal.vocabulary import OutboxState

_ERROR_AT_MOST = 500
_IN_A_STATEMENT = 50


@dataclass(frozen=True)
class NewMail:
    """A rendered mail for exactly one recipient; with a `ticket_id`, their sight is asked again as it leaves."""

    event: str
    recipient_id: int | None
    address: str
    ticket_id: int | None
    message_id: str
    subject: str
    text: str
    html: str
    headers: dict[str, str]
    is_answer: bool = False
    caused_by: int | None = None
    about: tuple[int, ...] = ()


class Standing(NamedTuple):
    """What a recipient is at the moment."""

    is_engineer: bool


@dataclass(frozen=True)
class MailRow:
    """A mail as the outbox holds it; `leased_until` is the claim that settles it."""

    id: int
    state: OutboxState
    event: str
    recipient_id: int | None
    address: str
    ticket_id: int | None
    message_id: str
    subject: str
    text: str
    html: str
    headers: dict[str, str]
    created_at: datetime
    due_at: datetime
    leased_until: datetime | None
    tries: int
    last_error: str
    settled_at: datetime | None
    is_answer: bool
    caused_by: int | None
    about: list[int]

    @property
    def headline(self) -> str:
        """What the mail says first."""
        return texts.first_words(self.text)

    @classmethod
    def of(cls, row: Outbox) -> MailRow:
        """The values of a table's row, cut loose from the database."""
        return cls(**{column.name: getattr(row, column.name) for column in fields(cls)})


def enqueue(mail: NewMail, *, stopped: str = "") -> int:
    """Put the mail into the queue, in the caller's transaction, and return its number; it is due at once.

    `stopped` is the reason why it must not leave after all: engineers see it, and may send it yet.
    """
    return int(Outbox.insert(_values(mail, stopped)).execute())


def enqueue_all(mails: Iterable[tuple[NewMail, str]]) -> None:
    """Put many mails into the queue, each with the reason why it must not leave, or an empty one."""
    for some in chunked([_values(mail, stopped) for mail, stopped in mails], _IN_A_STATEMENT):
        Outbox.insert_many(some).execute()


def _values(mail: NewMail, stopped: str) -> dict[str, Any]:
    now = clock.now()
    return {
        "state": OutboxState.DROPPED if stopped else OutboxState.QUEUED,
        "last_error": stopped[:_ERROR_AT_MOST],
        "settled_at": now if stopped else None,
        "event": mail.event,
        "recipient": mail.recipient_id,
        "address": mail.address,
        "ticket": mail.ticket_id,
        "message_id": mail.message_id,
        "subject": mail.subject,
        "text": mail.text,
        "html": mail.html,
        "headers": mail.headers,
        "is_answer": mail.is_answer,
        "caused_by": mail.caused_by,
        "about": mail.about,
        "created_at": now,
        "due_at": now,
    }


def claim(count: int, lease: int) -> list[MailRow]:
    """Up to `count` due mails, the oldest first, that nobody else gets for `lease` seconds."""
    now = clock.now()
    free = Outbox.leased_until.is_null() | (Outbox.leased_until <= now)
    pick = (
        Outbox.select(Outbox.id)
        .where((Outbox.state == OutboxState.QUEUED) & (Outbox.due_at <= now) & free)
        .order_by(Outbox.due_at, Outbox.id)
        .limit(count)
    )
    claimed = {"leased_until": now + timedelta(seconds=lease), "tries": Outbox.tries + 1}
    # Most times nothing waits, and a look hinders nobody, where a transaction that may write does on SQLite.
    if not pick.exists():
        return []
    with transaction():
        rows = list(Outbox.update(claimed).where(Outbox.id.in_(taken(pick))).returning(Outbox).execute())
    return sorted((MailRow.of(row) for row in rows), key=lambda mail: (mail.due_at, mail.id))


def sent(mail: MailRow) -> bool:
    """Note that the mail has left; False where the lease had lapsed and another worker has it."""
    return _settle(mail, state=OutboxState.SENT, settled_at=clock.now(), last_error="")


def drop(mail: MailRow, reason: str) -> bool:
    """Never send the mail, for a reason that is kept; False where the lease had lapsed."""
    return _settle(mail, state=OutboxState.DROPPED, settled_at=clock.now(), last_error=reason[:_ERROR_AT_MOST])


def drop_about(person_id: int, tickets: ModelSelect, reason: str) -> int:
    """Never send what waits for this person about these tickets, in the caller's transaction; returns how many."""
    waiting = (Outbox.recipient == person_id) & (Outbox.state == OutboxState.QUEUED) & Outbox.ticket.in_(tickets)
    return _drop_all(waiting, reason)


def drop_all(person_id: int, events: Sequence[str], reason: str) -> int:
    """Never send what waits for this person, of these events where any is named; in the caller's transaction."""
    waiting = (Outbox.recipient == person_id) & (Outbox.state == OutboxState.QUEUED)
    return _drop_all(waiting & Outbox.event.in_(list(events)) if events else waiting, reason)


def _drop_all(waiting: Expression, reason: str) -> int:
    # Who is just sending one finds that it is theirs no longer, and settles nothing.
    dropped = {"state": OutboxState.DROPPED, "settled_at": clock.now(), "last_error": reason, "leased_until": None}
    return int(Outbox.update(dropped).where(waiting).execute())


def bury(mail: MailRow, error: str) -> bool:
    """Give the mail up as a dead letter that engineers see; False where the lease had lapsed."""
    return _settle(mail, state=OutboxState.DEAD, settled_at=clock.now(), last_error=error[:_ERROR_AT_MOST])


def fail(mail: MailRow, error: str) -> bool:
    """Try again later, or give up when the mail is too old; False where the lease had lapsed."""
    now, settings = clock.now(), current().mail
    if now - mail.created_at >= timedelta(seconds=settings.give_up_after):
        return bury(mail, error)
    # The exponent has a ceiling because 2**1000 seconds is no time any more.
    wait = min(settings.retry_first * 2 ** min(mail.tries - 1, 20), settings.retry_longest)
    return _settle(mail, due_at=now + timedelta(seconds=wait), last_error=error[:_ERROR_AT_MOST])


def release(mail: MailRow) -> bool:
    """Give a claimed mail back untried; False where the lease had lapsed."""
    return _settle(mail, tries=mail.tries - 1)


def send_again(mail_id: int) -> bool:
    """Let a mail that was dropped or given up leave once more, from now on; False where it is neither.

    Whether its recipient may still have it is asked as it leaves, as for every mail.
    """
    again = {"state": OutboxState.QUEUED, "due_at": clock.now(), "tries": 0, "settled_at": None, "leased_until": None}
    ended = (Outbox.id == mail_id) & Outbox.state.in_([OutboxState.DROPPED, OutboxState.DEAD])
    return bool(Outbox.update(again).where(ended).execute())


def standing_of(person_id: int) -> Standing | None:
    """What this person is now; None where their account is deactivated."""
    active = (Person.id == person_id) & Person.deactivated_at.is_null()
    found = Person.select(Person.staff_role).where(active).tuples().first()
    return None if found is None else Standing(is_engineer=found[0] is not None)


def is_there(message_id: str) -> bool:
    """Whether the mail of this Message-ID was made already, whatever became of it."""
    return bool(Outbox.select(Outbox.id).where(Outbox.message_id == message_id).exists())


def get(mail_id: int) -> MailRow | None:
    """One mail, whatever became of it."""
    row = Outbox.get_or_none(Outbox.id == mail_id)
    return None if row is None else MailRow.of(row)


def newest(limit: int, before: int | None = None) -> list[MailRow]:
    """The latest mails, newest first; `before` is the number of the last one of the page before."""
    query = Outbox.select().order_by(Outbox.id.desc()).limit(limit)
    return [MailRow.of(row) for row in (query.where(Outbox.id < before) if before else query)]


def _settle(mail: MailRow, **values: Any) -> bool:
    mine = (Outbox.id == mail.id) & (Outbox.leased_until == mail.leased_until) & (Outbox.state == OutboxState.QUEUED)
    return bool(Outbox.update(leased_until=None, **values).where(mine).execute())
