"""Somebody who is logged in shows once more who they are, before they change how they do (ASVS 7.5.1)."""

from __future__ import annotations

from portal import audit
from portal.accounts import challenges, limits, passkeys, passwords, sessions
from portal.accounts.challenges import Purpose
from portal.accounts.rows import Profile
from portal.audit import Act
from portal.db.tables import Person
from portal.errors import Rejected
from portal.policy import Actor


def prove_by_password(actor: Actor, profile: Profile, password: str) -> str:
    """The session's new token, for somebody who gives the present password; Rejected or TooMany."""
    limit, subject = limits.password_limit(actor.person_id)
    limits.count(limit, subject)
    stored = Person.select(Person.password_hash).where(Person.id == actor.person_id).scalar()
    if not passwords.matches(password, stored):
        audit.record(Act.LOGIN_REFUSED, actor, person_id=actor.person_id, by="confirmation")
        raise Rejected("This is not your present password", "present_password")
    limits.forget(limit, subject)
    return sessions.renew(profile)


def ask_for_passkey(actor: Actor) -> tuple[str, str]:
    """What to ask the browser for, as JSON; and the token of it."""
    options, challenge = passkeys.options_for_use(actor.person_id)
    return options, challenges.begin(Purpose.PASSKEY_PROOF, actor.person_id, challenge=challenge)


def prove_by_passkey(actor: Actor, profile: Profile, token: str, credential: str) -> str:
    """The session's new token, for somebody who uses a passkey of theirs; Rejected for all others."""
    pending = challenges.take(token, Purpose.PASSKEY_PROOF)
    is_theirs = pending is not None and pending.person_id == actor.person_id
    if pending is None or not is_theirs or passkeys.owner(credential, pending.challenge) != actor.person_id:
        raise Rejected(passkeys.REFUSED, "present_password")
    return sessions.renew(profile)
