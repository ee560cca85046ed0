"""What is half way: a log-in that waits for its second factor, a passkey that is being asked for (S-06)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

from peewee import Expression

from portal import clock
from portal.accounts import tokens
from portal.db.tables import Challenge

# ASVS 6.5.5: nothing that is asked for out of hand waits longer.
VALID = timedelta(minutes=10)


class Purpose(StrEnum):
    """What a challenge is for; one made for another purpose is none."""

    SECOND_FACTOR = "second_factor"
    PASSKEY_LOG_IN = "passkey_log_in"
    PASSKEY_PROOF = "passkey_proof"
    PASSKEY_NEW = "passkey_new"
    AUTHENTICATOR_NEW = "authenticator_new"


@dataclass(frozen=True)
class Pending:
    """A challenge as it stands."""

    person_id: int | None
    challenge: str
    tries: int
    data: dict[str, Any]


def begin(purpose: Purpose, person_id: int | None = None, *, challenge: str = "", **data: Any) -> str:
    """Begin something; the token returned is the browser's, and kept nowhere else."""
    token = tokens.fresh()
    Challenge.insert(
        token_hash=tokens.digest(token),
        purpose=purpose,
        person=person_id,
        challenge=challenge,
        data=data,
        expires_at=clock.now() + VALID,
    ).execute()
    return token


def find(token: str, purpose: Purpose) -> Pending | None:
    """What this token began for this purpose; None where it is over, or never was."""
    row = Challenge.select().where(_good(token, purpose)).first() if tokens.is_whole(token) else None
    return None if row is None else Pending(row.person_id, row.challenge, row.tries, row.data)


def take(token: str, purpose: Purpose) -> Pending | None:
    """The same, once: whoever comes second finds nothing."""
    pending = find(token, purpose)
    return pending if pending is not None and forget(token) else None


def ask(token: str, challenge: str) -> None:
    """Note what the browser was asked last."""
    Challenge.update(challenge=challenge).where(Challenge.token_hash == tokens.digest(token)).execute()


def count_try(token: str) -> None:
    """Count one wrong answer."""
    theirs = Challenge.token_hash == tokens.digest(token)
    Challenge.update(tries=Challenge.tries + 1, challenge="").where(theirs).execute()


def forget(token: str) -> bool:
    """End what this token began; False where somebody was faster."""
    return bool(Challenge.delete().where(Challenge.token_hash == tokens.digest(token)).execute())


def forget_all(person_id: int) -> None:
    """End everything that is half way for a person; inside the caller's transaction."""
    Challenge.delete().where(Challenge.person == person_id).execute()


def sweep() -> int:
    """Remove what is over, and return how many."""
    return int(Challenge.delete().where(Challenge.expires_at <= clock.now()).execute())


def _good(token: str, purpose: Purpose) -> Expression:
    theirs = (Challenge.token_hash == tokens.digest(token)) & (Challenge.purpose == purpose)
    return theirs & (Challenge.expires_at > clock.now())
