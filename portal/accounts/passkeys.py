"""Keys in devices: made for this portal's own address, asked for a fresh challenge each time, used by their person."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import webauthn
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, options_to_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticationCredential,
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from portal import clock
from portal.accounts import sealing
from portal.db.tables import Passkey
from portal.errors import Conflict, Rejected
from portal.policy import Actor
from portal.settings import current

REFUSED = "This passkey was not accepted. Try again, or choose another way"
_MOST = 20
_LONGEST = 20_000
_LONGEST_NAME = 100
# What a crafted answer of a browser makes the library stumble over.
_FAULTS = (WebAuthnException, ValueError, TypeError, KeyError, AttributeError, IndexError, OverflowError)


def are_possible() -> bool:
    """Whether browsers make passkeys for the address of this portal: it is reached by a name, over TLS or locally."""
    host = current().host
    if not host or not (current().is_https or host == "localhost"):
        return False
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return True
    return False


def options_for_new(actor: Actor) -> tuple[str, str]:
    """What to ask the browser for a new passkey, as JSON; and the challenge in it."""
    mine = list(_known_to(actor.person_id))
    options = webauthn.generate_registration_options(
        rp_id=current().host,
        rp_name=current().brand.name,
        user_id=bytes.fromhex(sealing.keyed_digest(str(actor.person_id), "passkey")),
        user_name=actor.address,
        user_display_name=actor.name,
        exclude_credentials=mine,
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
    )
    return options_to_json(options), bytes_to_base64url(options.challenge)


def options_for_use(person_id: int | None = None) -> tuple[str, str]:
    """What to ask the browser to log in with: any passkey of this portal, or one of this person's."""
    options = webauthn.generate_authentication_options(
        rp_id=current().host,
        allow_credentials=list(_known_to(person_id)) if person_id else None,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options), bytes_to_base64url(options.challenge)


def keep(actor: Actor, name: str, credential: str, challenge: str) -> str:
    """Keep the passkey that the browser made, and return its name; inside the caller's transaction."""
    one_line = checked_name(name)
    if Passkey.select().where(Passkey.person == actor.person_id).count() >= _MOST:
        raise Rejected(f"{_MOST} passkeys are the most. Remove one first", "name")
    with _refusing():
        made = webauthn.verify_registration_response(
            credential=credential[:_LONGEST],
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=current().host,
            expected_origin=_origin(),
            require_user_verification=True,
        )
    number = bytes_to_base64url(made.credential_id)
    if Passkey.select().where(Passkey.credential_id == number).exists():
        raise Conflict("This passkey is there already", "name")
    Passkey.insert(
        person=actor.person_id,
        credential_id=number,
        public_key=bytes_to_base64url(made.credential_public_key),
        sign_count=made.sign_count,
        name=one_line,
        created_at=clock.now(),
    ).execute()
    return one_line


def owner(credential: str, challenge: str) -> int:
    """Whose passkey answered this challenge, with their device asked who they are; Rejected where nobody's did."""
    with _refusing():
        given: AuthenticationCredential = webauthn.helpers.parse_authentication_credential_json(credential[:_LONGEST])
        number = bytes_to_base64url(given.raw_id)
        key = Passkey.select().where(Passkey.credential_id == number).first()
        if key is None or not challenge:
            raise Rejected(REFUSED)
        used = webauthn.verify_authentication_response(
            credential=given,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=current().host,
            expected_origin=_origin(),
            credential_public_key=base64url_to_bytes(key.public_key),
            # One that counts backwards was copied: the library refuses it.
            credential_current_sign_count=key.sign_count,
            require_user_verification=True,
        )
    changes = {"sign_count": used.new_sign_count, "used_at": clock.now()}
    Passkey.update(**changes).where(Passkey.id == key.id).execute()
    return int(key.person_id)


def rename(actor: Actor, passkey_id: int, name: str) -> bool:
    """Call a passkey of the actor's otherwise; False where it is not theirs."""
    theirs = (Passkey.id == passkey_id) & (Passkey.person == actor.person_id)
    return bool(Passkey.update(name=checked_name(name)).where(theirs).execute())


def remove(actor: Actor, passkey_id: int) -> str | None:
    """Take a passkey of the actor's away, and return its name; None where it is not theirs."""
    theirs = (Passkey.id == passkey_id) & (Passkey.person == actor.person_id)
    gone = list(Passkey.delete().where(theirs).returning(Passkey.name).tuples().execute())
    return gone[0][0] if gone else None


def checked_name(name: str) -> str:
    """The name on one line; Rejected where there is none, or a character that cannot be shown."""
    one_line = " ".join(name.split())
    if not one_line or not one_line.isprintable() or len(one_line) > _LONGEST_NAME:
        raise Rejected(f"Write a name of at most {_LONGEST_NAME} characters, such as “Work laptop”", "name")
    return one_line


def _known_to(person_id: int) -> Iterator[PublicKeyCredentialDescriptor]:
    for (number,) in Passkey.select(Passkey.credential_id).where(Passkey.person == person_id).tuples():
        yield PublicKeyCredentialDescriptor(id=base64url_to_bytes(number))


def _origin() -> str:
    parts = urlsplit(current().base_url)
    return f"{parts.scheme}://{parts.netloc}"


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except _FAULTS:
        raise Rejected(REFUSED) from None
