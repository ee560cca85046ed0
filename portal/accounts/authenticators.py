"""Codes of six digits from an app: set up, confirmed, and counted once each."""

from __future__ import annotations

import pyotp

from portal import clock
from portal.accounts import challenges, sealing
from portal.accounts.challenges import Purpose
from portal.db.tables import Authenticator
from portal.errors import NotFound, Rejected
from portal.policy import Actor
from portal.settings import current

_SECONDS = 30
WRONG = "This code is not right. Write the six digits that the app shows now"
OVER = "Setting up the app took too long. Start once more."


def propose(actor: Actor) -> str:
    """Begin to set up an app, and return the token of it; nothing counts before its first code was right."""
    return challenges.begin(Purpose.AUTHENTICATOR_NEW, actor.person_id, secret=sealing.seal(pyotp.random_base32()))


def proposed_secret(actor: Actor, token: str) -> str:
    """What the app has to be told; NotFound where it took too long."""
    pending = challenges.find(token, Purpose.AUTHENTICATOR_NEW)
    secret = sealing.unseal(pending.data["secret"]) if pending and pending.person_id == actor.person_id else None
    if secret is None:
        raise NotFound(OVER)
    return secret


def address_of(actor: Actor, secret: str) -> str:
    """The same as apps read it from a picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=actor.address, issuer_name=current().brand.name)


def put_in_place(actor: Actor, token: str, code: str) -> None:
    """The app counts from here on, in place of an earlier one; inside the caller's transaction.

    Rejected where the code is not its own.
    """
    secret = proposed_secret(actor, token)
    step = _step_of(secret, code)
    if step is None:
        raise Rejected(WRONG, "code")
    challenges.forget(token)
    now = clock.now()
    row = {"secret": sealing.seal(secret), "last_step": step, "created_at": now, "confirmed_at": now}
    Authenticator.delete().where(Authenticator.person == actor.person_id).execute()
    Authenticator.insert(person=actor.person_id, **row).execute()


def is_right(person_id: int, code: str) -> bool:
    """Whether this is the code of the person's app at this moment; it counts once, whoever sends it again."""
    row = Authenticator.select().where((Authenticator.person == person_id) & _CONFIRMED).first()
    secret = sealing.unseal(row.secret) if row else None
    step = _step_of(secret, code) if secret else None
    if secret is None or step is None:
        return False
    unused = (Authenticator.person == person_id) & (Authenticator.last_step < step)
    # Sealed anew, so that a key which was replaced is needed no longer once everybody has been here.
    return bool(Authenticator.update(last_step=step, secret=sealing.seal(secret)).where(unused).execute())


def remove(person_id: int) -> bool:
    """Take the app away, and say whether there was one; inside the caller's transaction."""
    return bool(Authenticator.delete().where(Authenticator.person == person_id).execute())


_CONFIRMED = Authenticator.confirmed_at.is_null(False)


def _step_of(secret: str, code: str) -> int | None:
    """The step of time that this code belongs to: the present one, or the one before for what was under way."""
    digits = "".join(character for character in code if not character.isspace())
    if not (digits.isascii() and digits.isdigit()):
        return None
    present, app = int(clock.now().timestamp()) // _SECONDS, pyotp.TOTP(secret)
    # Both are always computed and compared in constant time.
    found = [step for step in (present, present - 1) if pyotp.utils.strings_equal(app.generate_otp(step), digits)]
    return found[0] if found else None
