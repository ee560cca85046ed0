"""Who asks for one ticket after the other that is not theirs to see is stopped for a while (S-24)."""

from __future__ import annotations

import logging

from portal import audit
from portal.accounts import limits
from portal.accounts.limits import Limit
from portal.audit import Act
from portal.db import transaction
from portal.errors import TooMany
from portal.policy import Actor
from portal.settings import current

_LOG = logging.getLogger(__name__)


def count_miss(actor: Actor, remote_address: str, reference: str) -> None:
    """Count that somebody asked for a ticket in vain; TooMany for a while after too many different ones.

    A page that stays open asks for the same ticket again and again: that counts once.
    """
    window = current().limits.misses_window
    with transaction():
        again, _ = limits.tried(Limit("missed", 1, window), f"{actor.person_id} {reference.upper()}")
        seconds = max(
            _counted(actor, by, limit, subject, again=again > 1)
            for by, limit, subject in limits.miss_limits(actor.person_id, remote_address)
        )
    if seconds:
        raise TooMany("You asked for many tickets that are not here. Wait a few minutes.", retry_after=seconds)


def _counted(actor: Actor, by: str, limit: Limit, subject: str, *, again: bool) -> int:
    """The seconds to wait, 0 for none; the first miss too many is written down."""
    tries, seconds = limits.standing(limit, subject) if again else limits.tried(limit, subject)
    if tries == limit.tries + 1 and not again:
        _LOG.warning("person %d asks for too many tickets in vain, counted by %s", actor.person_id, by)
        audit.record(Act.PROBING_STOPPED, actor, person_id=actor.person_id, counted_by=by, tickets=tries)
    return seconds if tries > limit.tries else 0
