"""What time takes away: the bytes of mails that were dealt with long ago, or on which nobody decided."""

from __future__ import annotations

from datetime import datetime, timedelta

from peewee import Expression, fn

from portal import clock
from portal.db import transaction
from portal.db.tables import RawMail, ReceivedMail
from portal.settings import current
from portal.vocabulary import ReceivedState, Verdict

_MOST_AT_ONCE = 500
_MOST_TURNS = 20
# Whose mail nobody misses, whatever account they have.
_STRANGE = (
    Verdict.UNKNOWN_SENDER,
    Verdict.BLOCKED,
    Verdict.SIGN_IN_LINK,
    Verdict.UNREADABLE,
    Verdict.TOO_MANY,
)
_IS_HELD = ReceivedMail.state == ReceivedState.HELD
_IS_OF_NOBODY = ReceivedMail.person.is_null()


def sweep_mails() -> int:
    """Throw away the bytes of mails after their time; what was made of them stays. Returns how many.

    `inbound.keep_days` after a mail was dealt with, `inbound.held_days` where it did nothing and is of somebody who has
    no account, is blocked, or sent too much. A held mail is put away then. The row stays for ever, so that the same
    mail is known again.
    """
    done = 0
    for _ in range(_MOST_TURNS):
        turn = _put_away() + _forget()
        done += turn
        if not turn:
            break
    return done


def _put_away() -> int:
    """Some held mails on which nobody decided, without their bytes from now on."""
    limits = current().inbound
    # Where our own program failed, nobody knows yet whose mail it is.
    is_strange = ReceivedMail.verdict.in_(_STRANGE) | (_IS_OF_NOBODY & (ReceivedMail.verdict != Verdict.FAILED))
    return sum(
        _put_away_after(days, which)
        for days, which in ((limits.held_days, is_strange), (max(limits.held_days, limits.keep_days), None))
    )


def _put_away_after(days: int, which: Expression | None) -> int:
    old = _IS_HELD & (ReceivedMail.received_at < _ago(days))
    pick = ReceivedMail.select(ReceivedMail.id).where(old if which is None else old & which).limit(_MOST_AT_ONCE)
    values = {
        "state": ReceivedState.IGNORED,
        "verdict": Verdict.PUT_AWAY,
        "reason": ReceivedMail.reason.concat(f" Nobody decided on it within {days} days: its bytes were thrown away."),
        "settled_at": clock.now(),
        "leased_until": None,
    }
    with transaction():
        taken = ReceivedMail.update(values).where(_IS_HELD & ReceivedMail.id.in_(pick)).returning(ReceivedMail.id)
        numbers = [row.id for row in taken.execute()]
        RawMail.delete().where(RawMail.mail.in_(numbers)).execute()
    return len(numbers)


def _forget() -> int:
    """The bytes of some mails that were dealt with."""
    limits = current().inbound
    is_ignored = ReceivedMail.state == ReceivedState.IGNORED
    soon = is_ignored & _IS_OF_NOBODY & _settled_before(_ago(limits.held_days))
    late = ((ReceivedMail.state == ReceivedState.DONE) | is_ignored) & _settled_before(_ago(limits.keep_days))
    gone = RawMail.select(RawMail.mail).join(ReceivedMail).where(soon | late).limit(_MOST_AT_ONCE)
    with transaction():
        return int(RawMail.delete().where(RawMail.mail.in_(gone)).execute())


def _settled_before(moment: datetime) -> Expression:
    return fn.COALESCE(ReceivedMail.settled_at, ReceivedMail.received_at) < moment


def _ago(days: int) -> datetime:
    return clock.now() - timedelta(days=days)
