"""Answers that are made while they are sent, for as long as their reader may have them (OPS-30)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import TypeVar

from flask import stream_with_context

from portal import clock
from portal.accounts import queries
from portal.accounts.rows import Profile
from portal.errors import NotAllowed
from portal.policy import Actor
from portal.web.guards import current_actor, current_profile

Piece = TypeVar("Piece", str, bytes)

# Who reads slowly would otherwise go on reading for hours after their access ended.
_ASKED_EVERY = timedelta(seconds=1)


def sent_while_allowed(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces; NotAllowed in the middle once the log-in ended or its person is no longer what they were."""
    return stream_with_context(_while_allowed(pieces, current_actor(), current_profile()))


def _while_allowed(pieces: Iterable[Piece], actor: Actor, profile: Profile) -> Iterator[Piece]:
    asked = clock.now()
    for piece in pieces:
        now = clock.now()
        if now - asked >= _ASKED_EVERY:
            if not queries.is_still(actor, profile):
                # Broken off, and not ended: nobody takes the half for the whole.
                raise NotAllowed("Whose answer this is may no longer read it.")
            asked = now
        yield piece
