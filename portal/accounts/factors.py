"""Which second factors people have; read with every request, so it knows tables and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from peewee import SQL, fn

from portal.db.tables import Authenticator, Passkey, Person, RecoveryCode

# Whether the person of the statement that this stands in has one; a passkey alone counts.
HAS_ANY = fn.EXISTS(
    Authenticator.select(SQL("1")).where(
        (Authenticator.person == Person.id) & Authenticator.confirmed_at.is_null(False)
    )
) | fn.EXISTS(Passkey.select(SQL("1")).where(Passkey.person == Person.id))


@dataclass(frozen=True)
class PasskeyRow:
    """A passkey as its person sees it."""

    id: int
    name: str
    created_at: datetime
    used_at: datetime | None


@dataclass(frozen=True)
class Factors:
    """How a person shows who they are beside the password."""

    authenticator_since: datetime | None
    passkeys: tuple[PasskeyRow, ...]
    codes_left: int

    @property
    def are_any(self) -> bool:
        """Whether the password alone is not enough for them."""
        return self.authenticator_since is not None or bool(self.passkeys)


def has_any(person_id: int) -> bool:
    """Whether the password alone is not enough for this person."""
    return bool(Person.select(HAS_ANY).where(Person.id == person_id).scalar())


def factors_of(person_id: int) -> Factors:
    """Everything that this person has set up."""
    confirmed = (Authenticator.person == person_id) & Authenticator.confirmed_at.is_null(False)
    app = Authenticator.select(Authenticator.confirmed_at).where(confirmed).first()
    columns = (Passkey.id, Passkey.name, Passkey.created_at, Passkey.used_at)
    keys = Passkey.select(*columns).where(Passkey.person == person_id).order_by(Passkey.id)
    unused = (RecoveryCode.person == person_id) & RecoveryCode.used_at.is_null()
    return Factors(
        authenticator_since=app.confirmed_at if app else None,
        passkeys=tuple(PasskeyRow(*values) for values in keys.tuples()),
        codes_left=int(RecoveryCode.select().where(unused).count()),
    )
