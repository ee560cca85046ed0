"""People, their addresses and organisations, and their log-ins."""

from __future__ import annotations

from peewee import AutoField, BooleanField, CharField, ForeignKeyField, IntegerField

from portal.db.fields import DocumentField, MomentField, WordField
from portal.db.tables.base import Table
from portal.vocabulary import MailPreference, Role, StaffRole, Theme


class Organisation(Table):
    """A customer: its people share tickets, and its plan decides how they raise them."""

    id = AutoField()
    name = CharField(max_length=200, unique=True)
    plan = CharField(max_length=40)
    created_at = MomentField()
    # Whether its members have to give a second factor when they log in.
    demands_second_factor = BooleanField(default=False)
    deactivated_at = MomentField(null=True)


class OrganisationDomain(Table):
    """A mail domain that belongs to an organisation."""

    id = AutoField()
    organisation = ForeignKeyField(Organisation, index=False, on_delete="CASCADE", backref="domains")
    domain = CharField(max_length=253)

    class Meta:
        indexes = ((("organisation", "domain"), True),)


class Person(Table):
    """Somebody who logs in or writes; `plan` counts where there is no organisation."""

    id = AutoField()
    name = CharField(max_length=200)
    password_hash = CharField(max_length=255, null=True)
    plan = CharField(max_length=40, null=True)
    staff_role = WordField(StaffRole, null=True)
    time_zone = CharField(max_length=64, null=True)
    theme = WordField(Theme, default=Theme.SYSTEM)
    mail_preference = WordField(MailPreference, default=MailPreference.EVERY_UPDATE)
    created_at = MomentField()
    signed_in_at = MomentField(null=True)
    deactivated_at = MomentField(null=True)

    class Meta:
        indexes = ((("name", "id"), False),)


class Address(Table):
    """A mail address of a person, in the one spelling that `accounts.addresses.normalise` gives."""

    id = AutoField()
    person = ForeignKeyField(Person, on_delete="CASCADE", backref="addresses")
    address = CharField(max_length=254, unique=True)
    is_main = BooleanField(default=False)
    verified_at = MomentField(null=True)


# Joins a person with the address that we write to, and only where it has shown that mail arrives there.
MAIN_ADDRESS = (Address.person == Person.id) & (Address.is_main == True)  # noqa: E712
PROVEN_ADDRESS = MAIN_ADDRESS & Address.verified_at.is_null(False)


class Membership(Table):
    """A person in an organisation; shared tickets from before `sees_from` stay out of sight."""

    id = AutoField()
    person = ForeignKeyField(Person, index=False, on_delete="CASCADE", backref="memberships")
    organisation = ForeignKeyField(Organisation, on_delete="CASCADE", backref="memberships")
    role = WordField(Role, default=Role.MEMBER)
    sees_from = MomentField(null=True)
    # Since when, where we know it.
    since = MomentField(null=True)

    class Meta:
        indexes = ((("person", "organisation"), True),)


class Session(Table):
    """A log-in on one device; the cookie holds the token, the table only its hash."""

    id = AutoField()
    token_hash = CharField(max_length=64, unique=True)
    person = ForeignKeyField(Person, on_delete="CASCADE", backref="sessions")
    created_at = MomentField()
    seen_at = MomentField()
    # When its person last showed who they are: by logging in, or by confirming it since.
    proved_at = MomentField(null=True)
    user_agent = CharField(max_length=300, default="")
    remote_address = CharField(max_length=64, default="")


class PasswordReset(Table):
    """A single-use link that lets its person choose a new password."""

    id = AutoField()
    token_hash = CharField(max_length=64, unique=True)
    person = ForeignKeyField(Person, on_delete="CASCADE")
    expires_at = MomentField(index=True)


class ResetRequest(Table):
    """Somebody says that they have forgotten a password; the worker finds out whether there is such a person."""

    id = AutoField()
    address = CharField(max_length=254)
    created_at = MomentField()


class KeptPost(Table):
    """What a person posted when their session had lapsed: one a person, offered again after the next log-in."""

    person = ForeignKeyField(Person, on_delete="CASCADE", primary_key=True)
    path = CharField(max_length=500)
    # the page that the form stood on
    page = CharField(max_length=500)
    fields = DocumentField()
    files = DocumentField()
    created_at = MomentField()


class RateLimit(Table):
    """How often something was tried in a window of time."""

    key = CharField(max_length=255, primary_key=True)
    count = IntegerField()
    expires_at = MomentField(index=True)


class Departure(Table):
    """Somebody left an organisation: their own tickets of it from before then are theirs to see no longer."""

    id = AutoField()
    person = ForeignKeyField(Person, index=False, on_delete="CASCADE")
    organisation = ForeignKeyField(Organisation, on_delete="CASCADE")
    left_at = MomentField()

    class Meta:
        indexes = ((("person", "organisation"), False),)
