"""From an event to queued mails, inside the transaction of whoever caused it."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from portal.notify import addresses, digests, headers, messages, recipients
from portal.notify.letters import MailEvent, Reader, TicketLetter
from portal.notify.outbox import NewMail, enqueue
from portal.vocabulary import Status

_NOTHING: Mapping[str, str] = MappingProxyType({})


def announce(
    event: MailEvent,
    letter: TicketLetter | None,
    readers: Iterable[Reader],
    *,
    actor_id: int | None,
    actor_name: str,
    entry_id: int | None,
    body: str = "",
    facts: Mapping[str, str] = _NOTHING,
    by_engineer: bool = False,
    caused_by: int | None = None,
) -> int:
    """Queue a mail for each reader whom the event concerns, and return how many; the caller owns the transaction.

    Those who hear of it once a day get an item of their next digest instead.
    `letter` and `entry_id` are None only for events about an account. `by_engineer` says that the actor is one of
    ours, `caused_by` which mail that came in made them act. Facts by event: status_changed, priority_changed,
    shared, made_private, declined, approved: `reason`; assigned: `engineer`, a name; password_reset: `path` under
    the base address, `valid_for` in words; new_sign_in: `device`, `address`. Every fact but `path` may be missing.
    """
    chosen = recipients.pick(
        event, readers, actor_id=actor_id, by_engineer=by_engineer, awaits_approval=_awaits_approval(letter)
    )
    news = messages.News(event, letter, actor_id, actor_name, body, facts, entry_id)
    for reader in chosen.at_once:
        enqueue(replace(_mail(news, reader, entry_id), caused_by=caused_by))
    if letter is not None:
        for reader in chosen.daily:
            digests.keep(reader.person_id, letter.ticket_id, event, messages.headline(news, reader))
    return len(chosen.at_once)


def _mail(news: messages.News, reader: Reader, entry_id: int | None) -> NewMail:
    message = messages.render(news, reader)
    # Who has lost sight would be refused it: that mail tells nothing of the ticket, and hangs on none.
    ticket_id = news.letter.ticket_id if news.letter and not messages.loses_sight(news, reader) else None
    return NewMail(
        event=news.event,
        recipient_id=reader.person_id,
        address=reader.address,
        ticket_id=ticket_id,
        message_id=_message_id(news, reader, entry_id),
        subject=message.subject,
        text=message.text,
        html=message.html,
        headers=headers.of(news, reader),
    )


def _awaits_approval(letter: TicketLetter | None) -> bool:
    return letter is not None and letter.status is Status.WAITING_FOR_APPROVAL


def _message_id(news: messages.News, reader: Reader, entry_id: int | None) -> str:
    if news.letter is None:
        return addresses.account_message_id(reader.person_id, news.event, secrets.token_hex(8))
    if entry_id is None:
        raise ValueError(f"{news.event}: a mail about a ticket needs the timeline entry that it tells of")
    return addresses.message_id(news.letter.ticket_id, entry_id, reader.person_id, news.event)
