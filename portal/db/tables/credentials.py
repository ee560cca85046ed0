"""How people show who they are, beside a password."""

from __future__ import annotations

from peewee import AutoField, BigIntegerField, CharField, ForeignKeyField, IntegerField, TextField

from portal.db.fields import DocumentField, MomentField
from portal.db.tables.base import Table
from portal.db.tables.people import Person


class Authenticator(Table):
    """The app that makes a person's codes; unconfirmed until its first code was right."""

    person = ForeignKeyField(Person, on_delete="CASCADE", primary_key=True)
    # Sealed with the key of the installation.
    secret = TextField()
    # The last time step that was used: a code counts once.
    last_step = BigIntegerField(default=0)
    created_at = MomentField()
    confirmed_at = MomentField(null=True)


class RecoveryCode(Table):
    """A way in, once, for somebody who has lost the app or the passkey."""

    id = AutoField()
    person = ForeignKeyField(Person, on_delete="CASCADE")
    code_hash = CharField(max_length=255)
    used_at = MomentField(null=True)


class Passkey(Table):
    """A key in a device, by which its person logs in without a password."""

    id = AutoField()
    person = ForeignKeyField(Person, on_delete="CASCADE")
    credential_id = CharField(max_length=1400, unique=True)
    public_key = TextField()
    sign_count = BigIntegerField(default=0)
    name = CharField(max_length=100)
    created_at = MomentField()
    used_at = MomentField(null=True)


class Challenge(Table):
    """A log-in or a new passkey half way: what was asked of the browser, and of whom where we know it."""

    token_hash = CharField(max_length=64, primary_key=True)
    purpose = CharField(max_length=20)
    person = ForeignKeyField(Person, null=True, on_delete="CASCADE")
    challenge = CharField(max_length=200, default="")
    tries = IntegerField(default=0)
    data = DocumentField(default=dict)
    expires_at = MomentField(index=True)


class AddressCode(Table):
    """A code that was mailed to an address, to show that its mail reaches the person who named it."""

    id = AutoField()
    person = ForeignKeyField(Person, index=False, on_delete="CASCADE")
    address = CharField(max_length=254)
    code_hash = CharField(max_length=64)
    tries = IntegerField(default=0)
    expires_at = MomentField(index=True)
    created_at = MomentField()

    class Meta:
        indexes = ((("person", "address"), True),)
