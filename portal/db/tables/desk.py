"""What engineers work with, and what they ask of requesters."""

from __future__ import annotations

from peewee import AutoField, BooleanField, CharField, ForeignKeyField, IntegerField, TextField

from portal.db.fields import DocumentField, MomentField, WordField
from portal.db.tables.base import Table
from portal.db.tables.people import Person
from portal.db.tables.tickets import Entry, Ticket
from portal.vocabulary import LinkKind


class SavedView(Table):
    """A list of the desk that an engineer wants to find again, as its address asks for it."""

    id = AutoField()
    person = ForeignKeyField(Person, index=False, on_delete="CASCADE")
    name = CharField(max_length=60)
    query = TextField()
    created_at = MomentField()

    class Meta:
        indexes = ((("person", "name"), True),)


class AnswerTemplate(Table):
    """Words that engineers use again and again, with variables."""

    id = AutoField()
    name = CharField(max_length=100, unique=True)
    body = TextField()
    changed_by = ForeignKeyField(Person, index=False, null=True, on_delete="SET NULL")
    changed_at = MomentField()


class Presence(Table):
    """An engineer has a ticket open, and perhaps writes on it."""

    id = AutoField()
    ticket = ForeignKeyField(Ticket, index=False, on_delete="CASCADE")
    person = ForeignKeyField(Person, on_delete="CASCADE")
    is_writing = BooleanField(default=False)
    seen_at = MomentField(index=True)

    class Meta:
        indexes = ((("ticket", "person"), True),)


class TicketLink(Table):
    """Two tickets have to do with each other; `ticket` is the duplicate where one is."""

    id = AutoField()
    ticket = ForeignKeyField(Ticket, index=False, on_delete="CASCADE", backref="links")
    other = ForeignKeyField(Ticket, on_delete="CASCADE", backref="linked")
    kind = WordField(LinkKind)
    created_at = MomentField()

    class Meta:
        indexes = ((("ticket", "other"), True),)


class InformationRequest(Table):
    """What an engineer asks the requester to fill in: questions of their own, or those of another issue type."""

    id = AutoField()
    ticket = ForeignKeyField(Ticket, on_delete="CASCADE")
    entry = ForeignKeyField(Entry, null=True, on_delete="CASCADE")
    asked_by = ForeignKeyField(Person, index=False, null=True, on_delete="SET NULL")
    # The issue type whose missing fields are asked for; empty where the questions are the engineer's own.
    issue_type = CharField(max_length=64, default="")
    questions = DocumentField(default=list)
    # What was typed so far, then what was answered.
    answers = DocumentField(default=dict)
    created_at = MomentField()
    answered_at = MomentField(null=True)
    withdrawn_at = MomentField(null=True)


class Satisfaction(Table):
    """What the requester said, once, of how their closed ticket went: 1 to 5."""

    ticket = ForeignKeyField(Ticket, on_delete="CASCADE", primary_key=True)
    score = IntegerField()
    comment = TextField(default="")
    created_at = MomentField(index=True)
