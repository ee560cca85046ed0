"""The queue of mails that came in: one after the other, each in one transaction with everything that it causes."""

from __future__ import annotations

import logging
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import peewee

from portal import clock, db
from portal.db.locks import locked, taken
from portal.db.tables import RawMail, ReceivedMail
from portal.inbound import handling
from portal.inbound.limits import OutOfTime, at_most
from portal.settings import current
from portal.vocabulary import ReceivedState, Verdict

log = logging.getLogger(__name__)

TRIES = 3
_AT_ONCE_SECONDS = 0.5
# A mail may take its time to be read and again to be dealt with: nobody else begins with one that is still in hand.
_GRACE = timedelta(seconds=40)
_PAUSE = timedelta(seconds=20)
_LATER = timedelta(minutes=3)
# Seconds: for how long somebody who asked for one mail waits for a worker that has it, and how often they look.
_PATIENCE = 5.0
_LOOK = 0.05
_ERROR_AT_MOST = 2000
_KILLED = "each time the process that read it ended in the middle of it"


@dataclass(frozen=True)
class _Claim:
    """A mail in hand; `leased_until` is what only whoever took it knows."""

    id: int
    leased_until: datetime
    tries: int


def process_due() -> int:
    """Deal with the oldest mails for half a second; returns with how many, 0 where nothing waits.

    What is wrong with one mail is kept beside it, and never stops the next; a database that does not answer raises
    one of `db.FAILURES`.
    """
    began, done = time.monotonic(), 0
    with db.connection():
        while time.monotonic() - began < _AT_ONCE_SECONDS:
            claim = _claim(ReceivedMail.state == ReceivedState.NEW)
            if claim is None:
                break
            _work(claim)
            done += 1
    return done


def process(mail_id: int) -> None:
    """Deal with this mail now, unless it was dealt with; where somebody has it in hand, wait a few seconds for them."""
    with db.connection():
        claim = _claim((ReceivedMail.state == ReceivedState.NEW) & (ReceivedMail.id == mail_id))
        if claim is not None:
            _work(claim)
        else:
            _wait_for(mail_id)


def _wait_for(mail_id: int) -> None:
    until = time.monotonic() + _PATIENCE
    # One that failed waits for its next try, and nobody has it in hand.
    in_hand = (ReceivedMail.state == ReceivedState.NEW) & (ReceivedMail.error == "")
    while time.monotonic() < until and ReceivedMail.select().where((ReceivedMail.id == mail_id) & in_hand).exists():
        time.sleep(_LOOK)


def _claim(which: Any) -> _Claim | None:
    """The oldest of these that nobody has, taken for a while; the try is counted before it is made."""
    now = clock.now()
    until = now + 2 * timedelta(seconds=current().inbound.seconds) + _GRACE
    free = ReceivedMail.leased_until.is_null() | (ReceivedMail.leased_until <= now)
    pick = ReceivedMail.select(ReceivedMail.id).where(which & free).order_by(ReceivedMail.id).limit(1)
    values = {"leased_until": until, "tries": ReceivedMail.tries + 1}
    # Most times nothing waits, and a look hinders nobody, where a transaction that may write does on SQLite.
    if not pick.exists():
        return None
    with db.transaction():
        rows = ReceivedMail.update(values).where(ReceivedMail.id.in_(taken(pick))).returning(ReceivedMail)
        return next((_Claim(row.id, row.leased_until, row.tries) for row in rows.execute()), None)


def _work(claim: _Claim) -> None:
    if claim.tries > TRIES:
        _give_up(claim, _KILLED)
        return
    began = time.monotonic()
    try:
        verdict = _handle(claim)
    except db.FAILURES as error:
        if not _was_late(error):
            # Not the mail's fault. Where not even that can be noted, the lease lapses, and the try stays counted.
            with suppress(*db.FAILURES):
                _note(claim, tries=claim.tries - 1, leased_until=None)
            raise
        db.renew()
        _failed(claim, f"it took longer than {current().inbound.seconds} seconds, while the database was asked")
    except handling.NotYet as why:
        log.warning("mail %d: put off: %s", claim.id, why)
        _note(claim, tries=claim.tries - 1, error=str(why), leased_until=clock.now() + _LATER)
    except (Exception, OutOfTime) as error:
        log.exception("mail %d: failed", claim.id)
        _failed(claim, f"{type(error).__name__}: {error}")
    else:
        log.info("mail %d: %s in %.0f ms", claim.id, verdict, (time.monotonic() - began) * 1000)


def _was_late(error: BaseException | None) -> bool:
    """Whether its time ran out while the database was asked: PostgreSQL's connection is of no use then."""
    while error is not None and not isinstance(error, OutOfTime):
        error = error.__context__
    return error is not None


def _handle(claim: _Claim) -> str:
    """All that the mail causes, and its settlement, or nothing; returns its verdict."""
    seconds = current().inbound.seconds
    raw = bytes(RawMail.get_by_id(claim.id).content)
    with at_most(seconds):
        found = handling.read(claim.id, raw)
    with db.transaction():
        if not _is_mine(claim):
            return "left to somebody else"
        # Up to the commit and no further: what was committed can no longer be interrupted.
        with at_most(seconds):
            handling.finish(claim.id, found)
        return _verdict(claim)


def _verdict(claim: _Claim) -> str:
    columns = ReceivedMail.select(ReceivedMail.state, ReceivedMail.verdict)
    state, verdict = columns.where(ReceivedMail.id == claim.id).tuples().get()
    if state is ReceivedState.NEW:
        raise RuntimeError("nobody decided what to do with it")
    return str(verdict)


def _is_mine(claim: _Claim) -> bool:
    row = locked(ReceivedMail.select(ReceivedMail.id).where(_mine(claim)))
    return row.first() is not None


def _failed(claim: _Claim, error: str) -> None:
    if claim.tries >= TRIES:
        _give_up(claim, error)
    else:
        _note(claim, error=error[:_ERROR_AT_MOST], leased_until=clock.now() + _PAUSE * claim.tries)


def _give_up(claim: _Claim, error: str) -> None:
    """Hold it for engineers, with its bytes and what went wrong (R-08)."""
    log.error("mail %d: held, it failed %d times: %s", claim.id, TRIES, error)
    _note(
        claim,
        state=ReceivedState.HELD,
        verdict=Verdict.FAILED,
        reason=f"It was tried {TRIES} times, and {error if error == _KILLED else 'failed each time'}.",
        error=error[:_ERROR_AT_MOST],
        leased_until=None,
    )


def _note(claim: _Claim, **values: Any) -> None:
    with db.transaction():
        ReceivedMail.update(**values).where(_mine(claim)).execute()


def _mine(claim: _Claim) -> peewee.Expression:
    return (
        (ReceivedMail.id == claim.id)
        & (ReceivedMail.state == ReceivedState.NEW)
        & (ReceivedMail.leased_until == claim.leased_until)
    )
