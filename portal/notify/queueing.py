"""The mails that tell some readers of some news: rendered, put into each reader's own thread, and into the queue."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence

from portal.notify import addresses, brakes, headers, messages, threads
from portal.notify.letters import MailEvent, Reader, TicketLetter
from portal.notify.messages import News
from portal.notify.outbox import NewMail, enqueue_all
from portal.notify.threads import Step

_NONE: Mapping[int, list[Step]] = {}


def queue(news: News, readers: Sequence[Reader], *, caused_by: int | None) -> None:
    """Queue one mail a reader, in the caller's transaction; what a brake stops is kept and does not leave.

    Costs the same few statements however many readers there are. ValueError where a mail about a ticket names no entry.
    """
    if not readers:
        return
    steps, stopped = _steps(news, caused_by), _stopped(news.letter, readers, caused_by)
    mails = [_mail(news, reader, caused_by, steps.get(reader.person_id, [])) for reader in readers]
    enqueue_all([(mail, stopped.get(mail.address, "")) for mail in mails])


def _steps(news: News, caused_by: int | None) -> Mapping[int, list[Step]]:
    is_first = news.event is MailEvent.CREATED and caused_by is None
    if news.letter is None or is_first:
        return _NONE
    return threads.steps_of(news.letter.ticket_id, caused_by, news.actor_id)


def _stopped(letter: TicketLetter | None, readers: Sequence[Reader], caused_by: int | None) -> Mapping[str, str]:
    if letter is None or caused_by is None:
        return {}
    return brakes.why_not_tell(letter.ticket_id, [reader.address for reader in readers])


def _mail(news: News, reader: Reader, caused_by: int | None, steps: Sequence[Step]) -> NewMail:
    message = messages.render(news, reader)
    lines = headers.of(news, reader)
    # Who has lost sight would be refused it: that mail tells nothing of the ticket, and hangs on none.
    ticket_id = news.letter.ticket_id if news.letter and not messages.loses_sight(news, reader) else None
    if ticket_id is not None:
        lines |= threads.headers_of(addresses.thread_root(ticket_id), steps, message.subject)
    return NewMail(
        event=news.event,
        recipient_id=reader.person_id,
        address=reader.address,
        ticket_id=ticket_id,
        message_id=_message_id(news, reader),
        subject=message.subject,
        text=message.text,
        html=message.html,
        headers=lines,
        caused_by=caused_by,
    )


def _message_id(news: News, reader: Reader) -> str:
    if news.letter is None:
        return addresses.account_message_id(reader.person_id, news.event, secrets.token_hex(8))
    if news.entry_id is None:
        raise ValueError(f"{news.event}: a mail about a ticket needs the timeline entry that it tells of")
    return addresses.message_id(news.letter.ticket_id, news.entry_id, reader.person_id, news.event)
