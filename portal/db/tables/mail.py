"""Mail that leaves and mail that came."""

from __future__ import annotations

from peewee import (
    AutoField,
    BigIntegerField,
    BlobField,
    BooleanField,
    CharField,
    ForeignKeyField,
    IntegerField,
    TextField,
)

from portal.db.fields import DocumentField, MomentField, WordField
from portal.db.tables.base import Table
from portal.db.tables.people import Person
from portal.db.tables.tickets import Entry, Ticket
from portal.vocabulary import OutboxState, ReceivedState, Trust, Verdict


class Outbox(Table):
    """A mail that has to leave, rendered when its event happened, for exactly one recipient."""

    id = AutoField()
    state = WordField(OutboxState, default=OutboxState.QUEUED)
    event = CharField(max_length=40)
    recipient = ForeignKeyField(Person, null=True, on_delete="CASCADE")
    address = CharField(max_length=254)
    # Asked again before sending: may this recipient still see this ticket? (M-15)
    ticket = ForeignKeyField(Ticket, index=False, null=True, on_delete="CASCADE")
    message_id = CharField(max_length=255, unique=True)
    subject = CharField(max_length=300)
    text = TextField()
    html = TextField()
    headers = DocumentField(default=dict)
    created_at = MomentField()
    due_at = MomentField()
    leased_until = MomentField(null=True)
    tries = IntegerField(default=0)
    last_error = TextField(default="")
    settled_at = MomentField(null=True)
    # The portal answers a mail by itself: such mail is counted, and stops where it would go on for ever.
    is_answer = BooleanField(default=False)
    # The mail that came in and caused this one, if one did.
    caused_by = IntegerField(null=True)
    # The tickets that a daily digest tells of, asked again before it is sent.
    about = DocumentField(default=list)

    class Meta:
        indexes = (
            (("state", "due_at", "id"), False),
            (("ticket", "id"), False),
            (("address", "created_at"), False),
        )


class DigestItem(Table):
    """Something that a person hears of in their next daily digest."""

    id = AutoField()
    person = ForeignKeyField(Person, index=False, on_delete="CASCADE")
    ticket = ForeignKeyField(Ticket, on_delete="CASCADE")
    event = CharField(max_length=40)
    # What happened, in one sentence as the mail would have said it.
    headline = TextField()
    created_at = MomentField()
    # The digest that tells of it, until that has left: what is dropped there at the last moment is gathered again.
    mail = ForeignKeyField(Outbox, index=False, null=True, on_delete="SET NULL")

    class Meta:
        indexes = ((("person", "id"), False),)


class ReceivedMail(Table):
    """A mail that came in: stored before anything is made of it, then what was made of it and why."""

    id = AutoField()
    # What makes it this mail and no other: the same mail again finds it, and adds nothing.
    fingerprint = CharField(max_length=64, unique=True)
    # "pipe", "lmtp", "demo", or the mailbox that it lay in.
    way = CharField(max_length=200)
    # To whom the envelope said it goes, where there was an envelope.
    recipients = DocumentField(default=list)
    size = IntegerField()
    message_id = CharField(max_length=255, default="", index=True)
    sender = CharField(max_length=254, default="")
    sender_name = CharField(max_length=200, default="")
    subject = CharField(max_length=300, default="")
    received_at = MomentField()
    state = WordField(ReceivedState, default=ReceivedState.NEW)
    verdict = WordField(Verdict, null=True)
    # One sentence for engineers: why.
    reason = TextField(default="")
    trust = WordField(Trust, default=Trust.NONE)
    # How the trust was found, in words.
    proof = CharField(max_length=300, default="")
    person = ForeignKeyField(Person, null=True, on_delete="SET NULL")
    ticket = ForeignKeyField(Ticket, index=False, null=True, on_delete="SET NULL")
    entry = ForeignKeyField(Entry, null=True, on_delete="SET NULL")
    draft = CharField(max_length=43, null=True)
    # What later mails need of it: its Thread-Index, the ticket that its subject names.
    data = DocumentField(default=dict)
    leased_until = MomentField(null=True)
    tries = IntegerField(default=0)
    error = TextField(default="")
    settled_at = MomentField(null=True)
    # The engineer who decided on it.
    settled_by = ForeignKeyField(Person, index=False, null=True, on_delete="SET NULL")

    class Meta:
        indexes = (
            (("state", "id"), False),
            (("ticket", "id"), False),
            (("sender", "received_at"), False),
        )


class RawMail(Table):
    """The bytes of a mail as they came, apart, so that lists do not drag them along."""

    mail = ForeignKeyField(ReceivedMail, on_delete="CASCADE", primary_key=True)
    content = BlobField()


class Mailbox(Table):
    """How far a mailbox is read, and what hinders it."""

    name = CharField(max_length=200, primary_key=True)
    uidvalidity = BigIntegerField(default=0)
    last_uid = BigIntegerField(default=0)
    read_at = MomentField(null=True)
    error = TextField(default="")


class SuspendedAddress(Table):
    """An address from which mail came back: nothing is sent there until this ends."""

    address = CharField(max_length=254, primary_key=True)
    reason = CharField(max_length=500)
    since = MomentField()
    until = MomentField()


class BlockedSender(Table):
    """An address whose mail is held unanswered, because an engineer said so."""

    address = CharField(max_length=254, primary_key=True)
    blocked_by = ForeignKeyField(Person, index=False, null=True, on_delete="SET NULL")
    created_at = MomentField()
