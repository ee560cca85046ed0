"""Ten ways in, each once, for somebody who has lost the app or the passkey: shown once, kept as hashes."""

from __future__ import annotations

import secrets

from portal import clock
from portal.accounts import passwords
from portal.db.tables import RecoveryCode

_NUMBER = 10
# No letter that is taken for a digit, or for another letter.
_LETTERS = "abcdefghjkmnpqrstvwxyz23456789"
_LENGTH = 12
_GROUP = 4


def make_new(person_id: int) -> tuple[str, ...]:
    """New codes in place of all earlier ones, as they are shown; inside the caller's transaction."""
    codes = tuple(_fresh(place) for place in range(_NUMBER))
    RecoveryCode.delete().where(RecoveryCode.person == person_id).execute()
    for code in codes:
        RecoveryCode.insert(person=person_id, code_hash=_kept(code)).execute()
    return tuple(_shown(code) for code in codes)


def spend(person_id: int, typed: str) -> bool:
    """Whether this is a code of theirs that was not used; it is, from here on."""
    code = "".join(character for character in typed.lower() if character.isalnum())
    if len(code) != _LENGTH:
        return False
    unused = (RecoveryCode.person == person_id) & RecoveryCode.used_at.is_null()
    for row in RecoveryCode.select().where(unused & RecoveryCode.code_hash.startswith(code[0])):
        if passwords.matches(code, row.code_hash[1:]):
            used = RecoveryCode.update(used_at=clock.now()).where((RecoveryCode.id == row.id) & unused)
            return bool(used.execute())
    return False


def _fresh(place: int) -> str:
    # The first letter is another one in each: it says which hash to compare with, as each comparison takes its time.
    return _LETTERS[place] + "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH - 1))


def _kept(code: str) -> str:
    return code[0] + passwords.hash_of(code)


def _shown(code: str) -> str:
    return "-".join(code[start : start + _GROUP] for start in range(0, _LENGTH, _GROUP))
