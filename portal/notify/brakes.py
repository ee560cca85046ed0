"""What stops mail that goes round and round: nobody gets more of what the portal sends by itself than a person would.

Answers are counted by address, and all together; other mails that a mail caused, by ticket and recipient.
"""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from peewee import JOIN, Expression, fn

from portal import clock
from portal.db.tables import Outbox, ReceivedMail
from portal.notify.texts import without_prefixes
from portal.settings import current
from portal.vocabulary import OutboxState

log = logging.getLogger(__name__)

_THREE_HOURS, _DAY, _TEN_MINUTES = timedelta(hours=3), timedelta(days=1), timedelta(minutes=10)
# Mails caused by a mail, to one recipient about one ticket: so many within so many minutes.
_IN_A_ROW = ((10, 10), (25, 60), (50, 180), (100, 600))
_FOR_ALL = "Brake for all"
_LEFT = (OutboxState.QUEUED, OutboxState.SENT, OutboxState.DEAD)


def why_not_answer(kind: str, address: str, subject: str, *, once_a_day: bool) -> str:
    """The reason why no automatic answer of this kind goes to this address now; empty where one may.

    `subject` is that of the mail to be answered, `once_a_day` whether one such answer in a day is enough.
    """
    return _of_address(kind, address, subject, once_a_day) or _of_all()


def why_not_tell(ticket_id: int, addresses: Iterable[str]) -> dict[str, str]:
    """The addresses that a mail may not cause one more mail to about this ticket now, each with the reason."""
    since = clock.now() - timedelta(minutes=_IN_A_ROW[-1][1])
    here = (Outbox.ticket == ticket_id) & Outbox.caused_by.is_null(False) & (Outbox.state != OutboxState.DROPPED)
    of_those = Outbox.address.in_(list(addresses)) & (Outbox.created_at >= since)
    times: dict[str, list[datetime]] = {}
    for address, created_at in Outbox.select(Outbox.address, Outbox.created_at).where(of_those & here).tuples():
        times.setdefault(address, []).append(created_at)
    return {address: reason for address, those in times.items() if (reason := _in_a_row(those))}


def alert() -> str | None:
    """What engineers have to know: that the brake for all has stopped answers within a day; None where it has not."""
    stopped = _stopped_for_all(_DAY)
    if not stopped:
        return None
    answers = "1 automatic answer was" if stopped == 1 else f"{stopped} automatic answers were"
    return f"The brake for all is or was on: {answers} not sent within the last 24 hours."


def _of_address(kind: str, address: str, subject: str, once_a_day: bool) -> str:
    limits, now = current().mail, clock.now()
    earlier = list(_answers_to(address, now - _DAY))
    lately = [(event, title) for event, title, created_at in earlier if created_at >= now - _THREE_HOURS]
    alike = Counter((event, _plain(title or "")) for event, title in lately)[kind, _plain(subject)]
    if once_a_day and any(event == kind for event, _, _ in earlier):
        return "Brake: this address got the same answer within 24 hours."
    if alike >= limits.answers_alike:
        return f"Brake: this address got {alike} answers alike within 3 hours."
    if len(lately) >= limits.answers_in_three_hours:
        return f"Brake: this address got {len(lately)} automatic answers within 3 hours."
    if len(earlier) >= limits.answers_a_day:
        return f"Brake: this address got {len(earlier)} automatic answers within 24 hours."
    return ""


def _answers_to(address: str, since: datetime) -> Iterable[tuple[str, str | None, datetime]]:
    answered = (Outbox.address == address) & (Outbox.created_at >= since) & (Outbox.is_answer == True)  # noqa: E712
    columns = (Outbox.event, ReceivedMail.subject, Outbox.created_at)
    found = Outbox.select(*columns).join(ReceivedMail, JOIN.LEFT_OUTER, on=(Outbox.caused_by == ReceivedMail.id))
    rows: Iterable[tuple[str, str | None, datetime]] = found.where(
        answered & (Outbox.state != OutboxState.DROPPED)
    ).tuples()
    return rows


def _of_all() -> str:
    count, most = _counted(Outbox.state.in_(_LEFT) & _answered_since(_TEN_MINUTES)), current().mail.answers_of_all
    if count < most:
        return ""
    if not _stopped_for_all(_TEN_MINUTES):
        log.error("%d automatic answers within ten minutes: no more are sent until fewer were", count)
    return f"{_FOR_ALL}: {count} automatic answers within 10 minutes."


def _stopped_for_all(span: timedelta) -> int:
    stopped = (Outbox.state == OutboxState.DROPPED) & Outbox.last_error.startswith(_FOR_ALL)
    return _counted(stopped & _answered_since(span))


def _answered_since(span: timedelta) -> Expression:
    # A mail is never due before it was made, and by state and due time there is an index.
    since = clock.now() - span
    return (Outbox.due_at >= since) & (Outbox.created_at >= since) & (Outbox.is_answer == True)  # noqa: E712


def _counted(which: Expression) -> int:
    return int(Outbox.select(fn.COUNT(Outbox.id)).where(which).scalar())


def _in_a_row(times: list[datetime]) -> str:
    now = clock.now()
    for most, minutes in _IN_A_ROW:
        count = sum(moment >= now - timedelta(minutes=minutes) for moment in times)
        if count >= most:
            return f"Brake: mails caused {count} mails to this reader about this ticket within {minutes} minutes."
    return ""


def _plain(subject: str) -> str:
    """What stays of a subject when machines answer each other: no prefixes, no case, no numbers of theirs."""
    return " ".join(re.sub(r"\d+", "0", without_prefixes(subject)).casefold().split())
