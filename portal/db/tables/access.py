"""Access given and taken, and the record of who did what."""

from __future__ import annotations

from peewee import AutoField, CharField, ForeignKeyField, IntegerField, TextField

from portal.db.fields import DocumentField, MomentField, WordField
from portal.db.tables.base import Table
from portal.db.tables.people import Organisation, Person
from portal.db.tables.tickets import Ticket
from portal.vocabulary import FulfilmentKind, FulfilmentState, ReviewDecision


class Invitation(Table):
    """A single-use link by which somebody who was onboarded chooses a password."""

    id = AutoField()
    # None once it was used or withdrawn: no link leads to it any more.
    token_hash = CharField(max_length=64, null=True, unique=True)
    person = ForeignKeyField(Person, on_delete="CASCADE")
    organisation = ForeignKeyField(Organisation, on_delete="CASCADE")
    address = CharField(max_length=254)
    ticket = ForeignKeyField(Ticket, null=True, on_delete="SET NULL")
    created_at = MomentField()
    sent_at = MomentField()
    expires_at = MomentField()
    accepted_at = MomentField(null=True)
    withdrawn_at = MomentField(null=True)


class Fulfilment(Table):
    """What an engineer confirmed for an onboarding or offboarding ticket, and what came of it."""

    id = AutoField()
    ticket = ForeignKeyField(Ticket, on_delete="CASCADE", unique=True)
    kind = WordField(FulfilmentKind)
    state = WordField(FulfilmentState)
    # Exactly what was previewed and confirmed.
    plan = DocumentField()
    due_at = MomentField()
    confirmed_by = ForeignKeyField(Person, null=True, index=False, on_delete="SET NULL")
    confirmed_at = MomentField()
    done_at = MomentField(null=True)
    # Each item with its time.
    report = DocumentField(default=list)
    error = TextField(default="")

    class Meta:
        indexes = ((("state", "due_at"), False),)


class Task(Table):
    """Something on a ticket that engineers do by hand elsewhere, ticked with a proof."""

    id = AutoField()
    ticket = ForeignKeyField(Ticket, index=False, on_delete="CASCADE")
    name = CharField(max_length=64)
    done_at = MomentField(null=True)
    done_by = ForeignKeyField(Person, null=True, index=False, on_delete="SET NULL")
    proof = TextField(default="")

    class Meta:
        indexes = ((("ticket", "name"), True),)


class Review(Table):
    """Once a quarter the administrators of an organisation look through its members."""

    id = AutoField()
    organisation = ForeignKeyField(Organisation, on_delete="CASCADE")
    started_at = MomentField()
    reminded_at = MomentField(null=True)
    closed_at = MomentField(null=True)


class ReviewAnswer(Table):
    """What an administrator said of one member in a review."""

    id = AutoField()
    review = ForeignKeyField(Review, index=False, on_delete="CASCADE")
    person = ForeignKeyField(Person, on_delete="CASCADE")
    decision = WordField(ReviewDecision)
    decided_by = ForeignKeyField(Person, null=True, index=False, on_delete="SET NULL")
    decided_at = MomentField()

    class Meta:
        indexes = ((("review", "person"), True),)


class Audited(Table):
    """Who did what, when and from where. Numbers, not references: it outlives what it tells of, and never changes."""

    id = AutoField()
    at = MomentField()
    actor = IntegerField(null=True)
    actor_name = CharField(max_length=200)
    action = CharField(max_length=40)
    origin = CharField(max_length=64)
    person = IntegerField(null=True)
    organisation = IntegerField(null=True)
    ticket = IntegerField(null=True)
    data = DocumentField(default=dict)

    class Meta:
        indexes = (
            (("at", "id"), False),
            (("actor", "at", "id"), False),
            (("action", "at", "id"), False),
            (("person", "at", "id"), False),
            (("organisation", "at", "id"), False),
            (("ticket", "at", "id"), False),
        )
