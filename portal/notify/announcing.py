"""From an event to queued mails, inside the transaction of whoever caused it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from portal.notify import digests, messages, queueing, recipients
from portal.notify.letters import MailEvent, Reader, TicketLetter
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
    is_plain: bool = False,
) -> int:
    """Queue a mail for each reader whom the event concerns, and return how many; the caller owns the transaction.

    Those who hear of it once a day get an item of their next digest instead.
    `letter` and `entry_id` are None only for events about an account. `by_engineer` says that the actor is one of
    ours, `caused_by` which mail that came in made them act, `is_plain` that `body` is no Markdown. Facts by event:
    status_changed, priority_changed, shared, made_private, declined, approved: `reason`; assigned: `engineer`, a
    name; role_changed: `what`, `means`, `by`; member_removed: `person`, `address`, `organisation`, `by`,
    `you`, `closed`; review: `path`, `organisation`, `members`, `again`;
    review_unanswered: `path`, `lines`, `count`;
    password_reset: `path` under the base address, `valid_for` in words; new_sign_in: `device`, `address`;
    credential_changed: these, `what`, a sentence, and `removed`, of an address; address_code: `code`,
    `valid_for`; address_claimed: `address`.
    message, question, note, resolved, reopened, information_given: `attachments`, names with their sizes;
    information_needed, issue_type_changed: `information`, the number of a form to fill in, and `questions`, one a
    line; issue_type_changed: `before`, `after`, `reason`. Every fact but `path` may be
    missing.
    """
    chosen = recipients.pick(
        event, readers, actor_id=actor_id, by_engineer=by_engineer, awaits_approval=_awaits_approval(letter)
    )
    news = messages.News(event, letter, actor_id, actor_name, body, facts, entry_id, is_plain)
    queueing.queue(news, chosen.at_once, caused_by=caused_by)
    if letter is not None:
        for reader in chosen.daily:
            digests.keep(reader.person_id, letter.ticket_id, event, messages.headline(news, reader))
    return len(chosen.at_once)


def _awaits_approval(letter: TicketLetter | None) -> bool:
    return letter is not None and letter.status is Status.WAITING_FOR_APPROVAL
