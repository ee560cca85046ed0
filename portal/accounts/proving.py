"""Somebody who is logged in shows once more who they are, before they change how they do (ASVS 7.5.1)."""

from __future__ import annotations

from portal import audit
from portal.accounts import authenticators, challenges, limits, passkeys, passwords, recovery_codes, sessions
from portal.accounts.challenges import Purpose
from portal.accounts.rows import Profile
from portal.accounts.second_factors import tell_of
from portal.accounts.sessions import Device
from portal.audit import Act
from portal.db import transaction
from portal.db.tables import Person
from portal.errors import Rejected
from portal.policy import Actor


def prove_by_password(actor: Actor, profile: Profile, password: str, code: str, device: Device) -> str:
    """The session's new token, for somebody who gives the present password; Rejected or TooMany.

    Whose password alone does not let them in gives a code, too, or else it would be enough to end the second factor.
    """
    limit, subject = limits.password_limit(actor.person_id)
    limits.count(limit, subject)
    stored = Person.select(Person.password_hash).where(Person.id == actor.person_id).scalar()
    if not passwords.matches(password, stored):
        audit.record(Act.LOGIN_REFUSED, actor, person_id=actor.person_id, by="confirmation")
        raise Rejected("This is not your present password", "present_password")
    if profile.has_second_factor:
        _take_code(actor, code, device)
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


def _take_code(actor: Actor, code: str, device: Device) -> None:
    """Of the app, or from paper, which is spent; counted with those of log-ins."""
    limit = limits.second_factor_limit(actor.person_id)
    limits.count(*limit)
    if not authenticators.is_right(actor.person_id, code):
        if not recovery_codes.spend(actor.person_id, code):
            audit.record(Act.LOGIN_REFUSED, actor, person_id=actor.person_id, by="confirmation")
            raise Rejected("This code is not right. Write the one that your app shows now", "second_code")
        with transaction():
            tell_of(actor.person_id, "A recovery code was used to confirm a change.", device)
    limits.forget(*limit)
