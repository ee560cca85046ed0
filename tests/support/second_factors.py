"""An app for codes and passkeys, as tests hold them in hand."""

from __future__ import annotations

import hashlib
import json
import os
from typing import Any

import cbor2
import pyotp
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import bytes_to_base64url

from portal import clock
from portal.accounts import authenticators, queries, second_factors
from portal.accounts.rows import Profile
from portal.db.tables import Session
from portal.policy import Actor
from portal.settings import current
from portal.vocabulary import MailPreference, Theme
from tests.support.accounts import HERE


class App:
    """The app on somebody's phone."""

    def __init__(self, secret: str) -> None:
        self._totp = pyotp.TOTP(secret.replace(" ", ""))

    def code(self, steps_ago: int = 0) -> str:
        """What it shows, or showed some steps ago."""
        return self._totp.at(int(clock.now().timestamp()) - 30 * steps_ago)


def profile_of(actor: Actor) -> Profile:
    """A session of this person's, proven a moment ago."""
    row = Session.select().where(Session.person == actor.person_id).first()
    now = clock.now()
    return Profile(row.id if row else 0, Theme.SYSTEM, None, MailPreference.EVERY_UPDATE, now, now)


def set_up_app(actor: Actor) -> tuple[App, tuple[str, ...]]:
    """An app for this person, and the recovery codes that came with it."""
    token = authenticators.propose(actor)
    app = App(authenticators.proposed_secret(actor, token))
    codes = second_factors.confirm_authenticator(actor, profile_of(actor), token, app.code(), HERE)
    return app, codes


class Key:
    """A passkey in a device, which asks who its person is unless told otherwise."""

    def __init__(self) -> None:
        self._private = ec.generate_private_key(ec.SECP256R1())
        self.id, self.count, self.verifies = os.urandom(32), 0, True

    def made(self, options: str, origin: str = "") -> str:
        """What the browser answers when a passkey is made."""
        point = self._private.public_key().public_numbers()
        public = cbor2.dumps({1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")})
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        statement = {"fmt": "none", "attStmt": {}, "authData": self._data(0x40, attested)}
        client = self._client("webauthn.create", options, origin)
        return self._answer({"clientDataJSON": client, "attestationObject": cbor2.dumps(statement)})

    def used(self, options: str, origin: str = "") -> str:
        """What the browser answers when it is used."""
        self.count += 1
        data, client = self._data(0), self._client("webauthn.get", options, origin)
        signed = self._private.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._answer({"clientDataJSON": client, "authenticatorData": data, "signature": signed})

    def _data(self, flags: int, attested: bytes = b"") -> bytes:
        flags |= 0x05 if self.verifies else 0x01
        host = hashlib.sha256(current().host.encode()).digest()
        return host + bytes([flags]) + self.count.to_bytes(4, "big") + attested

    @staticmethod
    def _client(kind: str, options: str, origin: str) -> bytes:
        challenge = json.loads(options)["challenge"]
        said = {"type": kind, "challenge": challenge, "origin": origin or current().base_url, "crossOrigin": False}
        return json.dumps(said).encode()

    def _answer(self, parts: dict[str, bytes]) -> str:
        number = bytes_to_base64url(self.id)
        response: dict[str, Any] = {name: bytes_to_base64url(value) for name, value in parts.items()}
        return json.dumps(
            {"id": number, "rawId": number, "type": "public-key", "response": response, "clientExtensionResults": {}}
        )


def add_passkey(actor: Actor, name: str = "Work laptop") -> Key:
    """A passkey of this person's."""
    key = Key()
    options, token = second_factors.ask_for_new_passkey(actor)
    second_factors.add_passkey(actor, profile_of(actor), token, key.made(options), name, HERE)
    return key


def actor_of(token: str) -> Actor | None:
    """Who is logged in with this token."""
    found = queries.actor_of_session(token)
    return found[0] if found else None
