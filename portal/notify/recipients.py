"""Who gets a mail about an event. Pure: candidates in, recipients out."""

from __future__ import annotations

from collections.abc import Iterable

from portal.notify.letters import MailEvent, Reader
from portal.vocabulary import Following, MailPreference


def pick(
    event: MailEvent,
    candidates: Iterable[Reader],
    *,
    actor_id: int | None,
    by_engineer: bool = False,
    awaits_approval: bool = False,
) -> tuple[Reader, ...]:
    """Those of the candidates who are told, each once, in the order given.

    The candidates are the people whom the event concerns: those who can see the ticket; for SHARED those who now
    can; for MADE_PRIVATE those who no longer can, and the requester; for APPROVAL_NEEDED those who may approve.
    """
    chosen: dict[int, Reader] = {}
    for reader in candidates:
        if event is MailEvent.CREATED and awaits_approval and not reader.is_requester:
            continue  # those who approve get a mail of their own
        if reader.person_id not in chosen and _is_told(event, reader, actor_id, by_engineer):
            chosen[reader.person_id] = reader
    return tuple(chosen.values())


def _is_told(event: MailEvent, reader: Reader, actor_id: int | None, by_engineer: bool) -> bool:
    if event.is_about_an_account:
        return True
    if event is MailEvent.APPROVAL_NEEDED:
        return not reader.is_requester and reader.person_id != actor_id
    if reader.person_id == actor_id:
        return event is MailEvent.CREATED and reader.is_requester
    if reader.is_requester:
        return True
    if reader.is_engineer:
        return _engineer_is_told(event, reader, by_engineer)
    return _colleague_is_told(reader)


def _engineer_is_told(event: MailEvent, reader: Reader, by_engineer: bool) -> bool:
    if reader.following is not None:
        return reader.following is Following.FOLLOW
    return reader.is_assigned and (event is MailEvent.ASSIGNED or not by_engineer)


def _colleague_is_told(reader: Reader) -> bool:
    if reader.following is not None:
        return reader.following is Following.FOLLOW
    return reader.preference is MailPreference.EVERY_UPDATE
