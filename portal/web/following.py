"""Whether and when mail about a ticket comes to who is looking, in words, and the buttons that change it."""

from __future__ import annotations

from collections.abc import Sequence

from portal.notify.letters import Reader
from portal.notify.recipients import When, usually
from portal.policy import Actor
from portal.tickets.rows import TicketRow
from portal.vocabulary import Following, MailPreference
from portal.web.pages.ticket_parts import Follow

_FOLLOW = Follow("Follow", "bell-off", Following.FOLLOW, "Follow: press to get mail about this ticket")
_FOLLOW_AT_ONCE = Follow("Follow", "bell", Following.FOLLOW, "Follow: press to get mail about this ticket at once")
_FOLLOWING = Follow("Following", "bell", Following.MUTE, "Following: press to get no more mail about this ticket")
_MUTE = Follow("Mute", "bell-off", Following.MUTE, "Mute: press to get no more mail about this ticket")
_AT_ONCE = Follow(
    "Get mail at once", "bell", Following.FOLLOW, "Get mail at once: press to hear of this ticket at once"
)
_ONCE_A_DAY = Follow(
    "Get mail once a day",
    "clock",
    Following.MUTE,
    "Get mail once a day: press to read of this ticket in your daily digest",
)


def buttons_of(row: TicketRow, readers: Sequence[Reader], actor: Actor) -> tuple[Follow, ...]:
    """What the actor can change; there is always some mail about one's own ticket."""
    when = _when(_own(readers, actor))
    if row.requester_id == actor.person_id:
        return (_ONCE_A_DAY,) if when is When.AT_ONCE else (_AT_ONCE,)
    return {When.AT_ONCE: (_FOLLOWING,), When.DAILY: (_FOLLOW_AT_ONCE, _MUTE), When.NEVER: (_FOLLOW,)}[when]


def words_of(readers: Sequence[Reader], chosen: Following | None, actor: Actor) -> str:
    """How it is now, and why."""
    own = _own(readers, actor)
    when = _when(own)
    if own is not None and own.is_requester:
        return "At once" if when is When.AT_ONCE else "Once a day; questions at once"
    if when is When.DAILY:
        return "In your daily digest"
    if when is When.NEVER:
        return "None: you muted it" if chosen is Following.MUTE else "None: you do not follow it"
    return f"At once: {_why(own)}" if own else "At once"


def said(row: TicketRow, actor: Actor, following: Following) -> str:
    """What is announced once the choice is made; the reference goes into the braces."""
    follows = following is Following.FOLLOW
    if row.requester_id == actor.person_id:
        return "Mail about {} comes at once." if follows else "Mail about {} comes once a day, but questions at once."
    return "You get mail about {}." if follows else "You get no more mail about {}."


def _own(readers: Sequence[Reader], actor: Actor) -> Reader | None:
    return next((reader for reader in readers if reader.person_id == actor.person_id), None)


def _when(own: Reader | None) -> When:
    return When.NEVER if own is None else usually(own)


def _why(own: Reader) -> str:
    if own.following is Following.FOLLOW:
        return "you follow it"
    if own.is_assigned:
        return "it is assigned to you"
    if own.preference is MailPreference.EVERY_UPDATE:
        return "you chose every update"
    return "you were added to it"
