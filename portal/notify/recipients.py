"""Who gets a mail about an event, and when: at once, or in the daily digest. Pure: candidates in, recipients out."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from portal.notify.letters import MailEvent, Reader
from portal.vocabulary import Following, MailPreference

# What concerns the reader in person, and so is told at once to whom it is told at all: a colleague comes to see the
# ticket or loses sight of it, the requester has raised it, was handed it, or has to answer.
_OF_A_COLLEAGUE = frozenset({MailEvent.MADE_PRIVATE, MailEvent.PARTICIPANT_ADDED})
_OF_THE_REQUESTER = frozenset(
    {
        MailEvent.CREATED,
        MailEvent.QUESTION,
        MailEvent.REMINDER,
        MailEvent.HANDED_OVER,
        MailEvent.INFORMATION_NEEDED,
        MailEvent.ISSUE_TYPE_CHANGED,
    }
)
# What an assigned engineer hears of although another engineer did it.
_OF_ENGINEERS = frozenset({MailEvent.ASSIGNED, MailEvent.NOTE})
_RAISED = MailEvent.CREATED
# Somebody other than the requester has to do something now: whatever they chose, they hear of it.
_TO_OTHERS = frozenset({MailEvent.APPROVAL_NEEDED, MailEvent.FULFILMENT_FAILED, MailEvent.WARNING})


class When(StrEnum):
    """When somebody hears of an event."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    NEVER = "never"


class Chosen(NamedTuple):
    """Those who get a mail at once, and those who read it in their next digest; nobody is in both."""

    at_once: tuple[Reader, ...]
    daily: tuple[Reader, ...]


def pick(
    event: MailEvent,
    candidates: Iterable[Reader],
    *,
    actor_id: int | None,
    by_engineer: bool = False,
    awaits_approval: bool = False,
) -> Chosen:
    """Those of the candidates who are told, each once, in the order given.

    The candidates are the people whom the event concerns: those who can see the ticket; for SHARED those who now
    can; for MADE_PRIVATE those who no longer can, and the requester; for APPROVAL_NEEDED those who may approve.
    """
    first: dict[int, Reader] = {}
    for reader in candidates:
        first.setdefault(reader.person_id, reader)
    hears = [reader for reader in first.values() if _is_meant(event, reader, awaits_approval)]
    when = [(_when(event, reader, actor_id, by_engineer), reader) for reader in hears]
    at_once, daily = (tuple(r for w, r in when if w is wanted) for wanted in (When.AT_ONCE, When.DAILY))
    return Chosen(at_once, daily)


def _is_meant(event: MailEvent, reader: Reader, awaits_approval: bool) -> bool:
    """Internal notes are for engineers alone, reminders for the requester; who approves gets a mail of their own."""
    if event.is_internal:
        return reader.is_engineer
    if event is MailEvent.REMINDER:
        return reader.is_requester
    return reader.is_requester or not awaits_approval or event is not _RAISED


def usually(reader: Reader) -> When:
    """When this reader hears of what others write on the ticket, questions to them apart."""
    return _when(MailEvent.MESSAGE, reader, None, False)


def _when(event: MailEvent, reader: Reader, actor_id: int | None, by_engineer: bool) -> When:
    if event.is_about_an_account:
        return When.AT_ONCE
    if reader.person_id == actor_id:
        is_receipt = event is _RAISED and reader.is_requester
        return When.AT_ONCE if is_receipt else When.NEVER
    if event in _TO_OTHERS:
        return When.NEVER if reader.is_requester else When.AT_ONCE
    if reader.is_requester:
        return When.AT_ONCE if event in _OF_THE_REQUESTER else _own(reader)
    if reader.is_engineer:
        return _engineers(event, reader, by_engineer)
    return _colleagues(event, reader)


def _own(reader: Reader) -> When:
    """About what is one's own there is always some mail: at least one a day."""
    if reader.following is not None:
        return When.AT_ONCE if reader.following is Following.FOLLOW else When.DAILY
    return When.DAILY if reader.preference in (MailPreference.DIGEST, MailPreference.NONE) else When.AT_ONCE


def _engineers(event: MailEvent, reader: Reader, by_engineer: bool) -> When:
    if reader.following is not None:
        return When.AT_ONCE if reader.following is Following.FOLLOW else When.NEVER
    concerns = reader.is_assigned and (event in _OF_ENGINEERS or not by_engineer)
    return _own(reader) if concerns else When.NEVER


def _colleagues(event: MailEvent, reader: Reader) -> When:
    if reader.following is not None:
        return When.AT_ONCE if reader.following is Following.FOLLOW else When.NEVER
    if reader.preference is MailPreference.EVERY_UPDATE:
        return When.AT_ONCE
    if reader.preference is MailPreference.DIGEST:
        return When.AT_ONCE if event in _OF_A_COLLEAGUE else When.DAILY
    if reader.preference is MailPreference.FOLLOWED and reader.is_participant:
        # What somebody was added to is among what they follow.
        return When.AT_ONCE
    return When.NEVER
