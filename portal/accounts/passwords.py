"""Passwords: what is accepted as new, how they are kept, how they are compared."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from portal.accounts.common_passwords import common_passwords
from portal.errors import Rejected, TooMany
from portal.settings import current

SHORTEST = 8
LONGEST = 256
# Parts of a name or an address shorter than this stand in too many good passwords by chance.
_OWN_WORD = 4
_TRAILING = "0123456789!?.,*#$%&@-_+"

_hasher = PasswordHasher(time_cost=3, memory_cost=32 * 1024, parallelism=1)
# Each comparison takes 32 MiB and a whole core: more at a time would only slow each other, and fill the memory.
_slots = BoundedSemaphore(2)
_PATIENCE = 10.0


def check_new(password: str, own_words: Iterable[str] = (), field: str = "password") -> None:
    """Return where the password may be used; Rejected, in words for its owner, where it is too easy to guess.

    `own_words` are the owner's name and addresses; what the portal and the cloud are called counts with them.
    """
    if len(password) < SHORTEST:
        raise Rejected(f"Use at least {SHORTEST} characters", field)
    if len(password) > LONGEST:
        raise Rejected(f"Use at most {LONGEST} characters", field)
    folded = unicodedata.normalize("NFKC", password).casefold()
    if {folded, folded.rstrip(_TRAILING)} & common_passwords() or len(set(folded)) < 3:
        raise Rejected("This password is among the first that are guessed. Choose another", field)
    brand = current().brand
    if any(word in folded for word in _guessable((*own_words, brand.name, brand.cloud, brand.gui))):
        raise Rejected("Leave your name, your e-mail address and our names out of the password", field)


def hash_of(password: str) -> str:
    """What is kept of a password (argon2id)."""
    with _slot():
        return _hasher.hash(_encoded(password))


def matches(password: str, stored: str | None) -> bool:
    """Whether this is the password; for people who have none, the same work is done and the answer is no."""
    with _slot():
        # Made before it is known whether it is needed, or the first unknown address would take longer than others.
        nobodys = _nobodys_hash()
        try:
            return _hasher.verify(stored or nobodys, _encoded(password)) and stored is not None
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(stored: str) -> bool:
    """Whether the hash was made with weaker figures than those of today."""
    return _hasher.check_needs_rehash(stored)


@cache
def _nobodys_hash() -> str:
    return _hasher.hash("the password of nobody")


def _encoded(password: str) -> bytes:
    # The same password typed on two systems may arrive composed or decomposed.
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")


def _guessable(own_words: Iterable[str]) -> Iterator[str]:
    for text in own_words:
        folded = unicodedata.normalize("NFKC", text).casefold()
        local = folded.partition("@")[0]
        for word in (folded, local, folded.replace(" ", "")):
            if len(word) >= _OWN_WORD:
                yield word


@contextmanager
def _slot() -> Iterator[None]:
    if not _slots.acquire(timeout=_PATIENCE):
        raise TooMany("Many people are logging in at this moment. Try again in a few seconds.", retry_after=5)
    try:
        yield
    finally:
        _slots.release()
