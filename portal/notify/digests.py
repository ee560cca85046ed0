"""The daily digest: what happened is kept as items, and once a day they become one mail a person.

Items and mails change together in one transaction. Rights are asked as the mail is composed, and once more as it
leaves: a mail that tells of a ticket that is out of sight by then is dropped, and the rest of it is gathered again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from peewee import ModelSelect, fn

from portal import clock
from portal.db import FAILURES, transaction
from portal.db.locks import locked
from portal.db.tables import DigestItem, Outbox, Person
from portal.notify import daily
from portal.notify.daily import Item, Sight
from portal.notify.letters import MailEvent
from portal.notify.outbox import MailRow, enqueue
from portal.notify.recipients import When, usually
from portal.settings import current
from portal.vocabulary import OutboxState

log = logging.getLogger(__name__)

# The tickets among those asked for that the person may see now; none where they are deactivated.
Look = Callable[[int, Sequence[int]], Sequence[Sight]]

_WAITING = DigestItem.mail.is_null()


def keep(person_id: int, ticket_id: int, event: MailEvent, headline: str) -> None:
    """Have the person's next digest tell of this, in the caller's transaction."""
    DigestItem.insert(
        person=person_id, ticket=ticket_id, event=event, headline=headline, created_at=clock.now()
    ).execute()


def compose_due(look: Look) -> int:
    """Compose the digest of everybody whose hour has come, and return how many there are.

    It may run twice at once and end at any moment: each item is told once, each person gets one digest a day.
    """
    _forget_what_was_told()
    return sum(_composed(person_id, hour, look) for person_id, hour in _due())


def regather(mail: MailRow) -> int:
    """Let what a dropped digest told wait again, in the caller's transaction; returns how many items.

    The next turn composes it anew, of what its reader may still see.
    """
    return int(DigestItem.update(mail=None).where(DigestItem.mail == mail.id).execute())


def forget(person_id: int, tickets: ModelSelect, reason: str) -> int:
    """Tell this person nothing more of these tickets, in the caller's transaction; returns how many things.

    A digest that waits with one of them in it is dropped, and the rest of it is told in another one.
    """
    queued = (Outbox.recipient == person_id) & (Outbox.event == daily.EVENT) & (Outbox.state == OutboxState.QUEUED)
    gone = DigestItem.delete().where((DigestItem.person == person_id) & DigestItem.ticket.in_(tickets)).execute()
    theirs = {number for (number,) in tickets.tuples()}
    for mail in list(Outbox.select(Outbox.id, Outbox.about).where(queued)):
        if not theirs.isdisjoint(mail.about):
            Outbox.update(
                state=OutboxState.DROPPED, settled_at=clock.now(), last_error=reason, leased_until=None
            ).where(Outbox.id == mail.id).execute()
            DigestItem.update(mail=None).where(DigestItem.mail == mail.id).execute()
    return int(gone)


def latest(hour: time, zone: ZoneInfo, now: datetime) -> datetime:
    """The last moment, not after `now`, at which it was this hour there; once a day also where the clocks change."""
    today = now.astimezone(zone).date()
    # Compared in UTC: two times of one zone would be compared by what the clock on the wall shows.
    passed = datetime.combine(today, hour, zone).astimezone(UTC)
    return passed if passed <= now else datetime.combine(today - timedelta(days=1), hour, zone).astimezone(UTC)


def _due() -> list[tuple[int, datetime]]:
    """Those for whom something waits from before their last hour of the digest, and that hour."""
    hour, now, zone = current().mail.digest_at, clock.now(), current().calendar.time_zone
    first = fn.MIN(DigestItem.created_at).alias("first")
    waiting = (
        DigestItem.select(Person.id, Person.time_zone, first)
        .join(Person)
        .where(_WAITING)
        .group_by(Person.id, Person.time_zone)
        .order_by(Person.id)
    )
    hours = [
        (number, latest(hour, ZoneInfo(own) if own else zone, now), since) for number, own, since in waiting.tuples()
    ]
    return [(number, passed) for number, passed, since in hours if since < passed]


def _composed(person_id: int, hour: datetime, look: Look) -> bool:
    try:
        return _compose(person_id, hour, look)
    except FAILURES:
        raise
    except Exception:
        # One digest that cannot be composed must not hold up those of everybody else.
        log.exception("the digest of person %s could not be composed", person_id)
        return False


def _compose(person_id: int, hour: datetime, look: Look) -> bool:
    with transaction():
        # Who comes second waits here, and finds the items told and the mail there.
        locked(Person.select(Person.id).where(Person.id == person_id)).execute()
        items = [Item(*row) for row in _items(person_id, hour).tuples()]
        if not items or _had_one(person_id, hour):
            return False
        sights = [sight for sight in look(person_id, sorted({item.ticket_id for item in items})) if _is_wanted(sight)]
        told = [item for item in items if _may_hear(item, sights)]
        _drop([item for item in items if item not in told])
        if told:
            mail_id = enqueue(daily.mail(sights, told))
            DigestItem.update(mail=mail_id).where(DigestItem.id.in_([item.id for item in told])).execute()
        return bool(told)


def _items(person_id: int, hour: datetime) -> ModelSelect:
    columns = (DigestItem.id, DigestItem.ticket, DigestItem.event, DigestItem.headline, DigestItem.created_at)
    before = (DigestItem.person == person_id) & (DigestItem.created_at < hour)
    return DigestItem.select(*columns).where(_WAITING & before).order_by(DigestItem.id)


def _had_one(person_id: int, hour: datetime) -> bool:
    """Whether today's digest is there already; a dropped one is not, what it told waits again."""
    today = (Outbox.recipient == person_id) & (Outbox.event == daily.EVENT) & (Outbox.created_at >= hour)
    return bool(Outbox.select(Outbox.id).where(today & (Outbox.state != OutboxState.DROPPED)).exists())


def _is_wanted(sight: Sight) -> bool:
    """Whether the reader still wants mail about this ticket: they may have muted it since."""
    return usually(sight.reader) is not When.NEVER


def _may_hear(item: Item, sights: Sequence[Sight]) -> bool:
    """Whether the ticket is among these; and who is no engineer any more hears of no internal note (S-05)."""
    reader = next((sight.reader for sight in sights if sight.letter.ticket_id == item.ticket_id), None)
    return reader is not None and (reader.is_engineer or not MailEvent(item.event).is_internal)


def _drop(items: Sequence[Item]) -> None:
    if items:
        DigestItem.delete().where(DigestItem.id.in_([item.id for item in items])).execute()


def _forget_what_was_told() -> None:
    """Found first, by the few items that there are: a delete that finds nothing would still wait for other writers."""
    ended = DigestItem.select(DigestItem.mail).join(Outbox).where(Outbox.state != OutboxState.QUEUED).distinct()
    if mails := [number for (number,) in ended.tuples()]:
        DigestItem.delete().where(DigestItem.mail.in_(mails)).execute()
