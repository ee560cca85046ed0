"""Second factors set up and removed by their person, or ended by who looks after the portal; each change is told."""

from __future__ import annotations

from typing import Any

from portal import audit
from portal.accounts import authenticators, challenges, factors, letters, passkeys, recovery_codes, sessions
from portal.accounts.challenges import Purpose
from portal.accounts.rows import Profile
from portal.accounts.sessions import Device
from portal.audit import Act
from portal.db import transaction
from portal.db.locks import locked
from portal.db.tables import Passkey, Person, RecoveryCode
from portal.errors import NO_PERSON, NotAllowed, NotFound, Rejected
from portal.notify.letters import MailEvent
from portal.policy import Actor, Permission, require_permission

_GONE = "There is no such passkey of yours."


def confirm_authenticator(actor: Actor, profile: Profile, token: str, code: str, device: Device) -> tuple[str, ...]:
    """Have the app count whose first code this is, and return recovery codes where it is the first second factor.

    With the first one every other session ends, because none of them had to give it.
    """
    with transaction():
        is_first = _is_first(actor.person_id)
        authenticators.put_in_place(actor, token, code)
        codes = _after_the_first(actor, profile) if is_first else ()
        _changed(actor, "An app for log-in codes was set up.", device, what="authenticator", after="set up")
    return codes


def ask_for_new_passkey(actor: Actor) -> tuple[str, str]:
    """What to ask the browser for a new passkey, as JSON; and the token of it."""
    options, challenge = passkeys.options_for_new(actor)
    return options, challenges.begin(Purpose.PASSKEY_NEW, actor.person_id, challenge=challenge)


def add_passkey(
    actor: Actor, profile: Profile, token: str, credential: str, name: str, device: Device
) -> tuple[str, ...]:
    """Keep the passkey that the browser made, and return recovery codes where it is the first second factor."""
    passkeys.checked_name(name)
    pending = challenges.take(token, Purpose.PASSKEY_NEW)
    if pending is None or pending.person_id != actor.person_id:
        raise Rejected("Making the passkey took too long. Try again", "name")
    with transaction():
        is_first = _is_first(actor.person_id)
        kept = passkeys.keep(actor, name, credential, pending.challenge)
        codes = _after_the_first(actor, profile) if is_first else ()
        _changed(actor, f"The passkey “{kept}” was added.", device, what="passkey", after=kept)
    return codes


def rename_passkey(actor: Actor, passkey_id: int, name: str) -> None:
    """Call a passkey otherwise; NotFound where it is not the actor's."""
    if not passkeys.rename(actor, passkey_id, name):
        raise NotFound(_GONE)


def remove_passkey(actor: Actor, passkey_id: int, device: Device) -> str:
    """Take a passkey away, and return its name; NotFound where it is not the actor's."""
    with transaction():
        name = passkeys.remove(actor, passkey_id)
        if name is None:
            raise NotFound(_GONE)
        _forget_codes_of_nothing(actor.person_id)
        _changed(actor, f"The passkey “{name}” was removed.", device, what="passkey", before=name)
    return name


def remove_authenticator(actor: Actor, device: Device) -> None:
    """Take the app away; may be repeated."""
    with transaction():
        if authenticators.remove(actor.person_id):
            _forget_codes_of_nothing(actor.person_id)
            _changed(actor, "The app for log-in codes was removed.", device, what="authenticator", after="removed")


def renew_recovery_codes(actor: Actor, device: Device) -> tuple[str, ...]:
    """New recovery codes in place of all earlier ones; Rejected for somebody without a second factor."""
    with transaction():
        if not factors.has_any(actor.person_id):
            raise Rejected("Set up an app or a passkey first: recovery codes are for those who lose it.")
        codes = recovery_codes.make_new(actor.person_id)
        _changed(actor, "New recovery codes were made; the earlier ones are void.", device, what="recovery codes")
    return codes


def end_second_factors(actor: Actor | None, person_id: int) -> None:
    """Take everything away that somebody lost, end their sessions, and tell them; may be repeated.

    Who does it has made sure that it is them: afterwards their password is enough. Nobody does it for themselves.
    """
    require_permission(actor, Permission.CHANGE_CUSTOMERS)
    if actor is not None and actor.person_id == person_id:
        raise NotAllowed("Your own second factor you remove on your account page.")
    with transaction():
        if locked(Person.select(Person.id).where(Person.id == person_id)).first() is None:
            raise NotFound(NO_PERSON)
        if factors.has_any(person_id):
            authenticators.remove(person_id)
            Passkey.delete().where(Passkey.person == person_id).execute()
            _forget_codes_of_nothing(person_id)
            challenges.forget_all(person_id)
            sessions.end_all(person_id)
            audit.record(Act.CREDENTIAL_CHANGED, actor, person_id=person_id, what="second factors", after="ended")
            tell_of(person_id, "We removed your second factor, and logged you out everywhere.", None)


def tell_of(person_id: int, what: str, device: Device | None) -> None:
    """Tell a person by mail of a change in how they log in; inside the caller's transaction."""
    facts = {"what": what}
    if device is not None:
        facts |= {"device": device.name, "address": device.remote_address}
    letters.tell(MailEvent.CREDENTIAL_CHANGED, person_id, facts)


def _is_first(person_id: int) -> bool:
    """Two at the same moment come one after the other."""
    locked(Person.select(Person.id).where(Person.id == person_id)).execute()
    return not factors.has_any(person_id)


def _after_the_first(actor: Actor, profile: Profile) -> tuple[str, ...]:
    sessions.end_all(actor.person_id, but=profile.session_id)
    return recovery_codes.make_new(actor.person_id)


def _forget_codes_of_nothing(person_id: int) -> None:
    if not factors.has_any(person_id):
        RecoveryCode.delete().where(RecoveryCode.person == person_id).execute()


def _changed(actor: Actor, sentence: str, device: Device, **data: Any) -> None:
    audit.record(Act.CREDENTIAL_CHANGED, actor, person_id=actor.person_id, **data)
    tell_of(actor.person_id, sentence, device)
