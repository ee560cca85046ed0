"""Tickets, what is said on them, and what is half written."""

from __future__ import annotations

from peewee import AutoField, BigIntegerField, BooleanField, CharField, ForeignKeyField, IntegerField, TextField

from portal import clock
from portal.db.fields import DocumentField, MomentField, WordField
from portal.db.tables.base import Table
from portal.db.tables.people import Organisation, Person
from portal.vocabulary import (
    Approval,
    DueKind,
    EntryKind,
    Following,
    FulfilmentKind,
    Kind,
    Level,
    Priority,
    Source,
    Status,
    Visibility,
)


class Ticket(Table):
    """A request or an incident. `id` is its number; the organisation never follows the person."""

    id = AutoField()
    subject = CharField(max_length=200)
    issue_type = CharField(max_length=64)
    issue_type_label = CharField(max_length=120)
    category_label = CharField(max_length=120)
    kind = WordField(Kind)
    source = WordField(Source, default=Source.PORTAL)
    requester = ForeignKeyField(Person, index=False, on_delete="RESTRICT", backref="tickets")
    # Since when it is its requester's no longer: they left its organisation, and nobody took it over.
    requester_left_at = MomentField(null=True)
    organisation = ForeignKeyField(Organisation, index=False, null=True, on_delete="RESTRICT")
    engineer = ForeignKeyField(Person, index=False, null=True, on_delete="SET NULL", backref="assigned")
    visibility = WordField(Visibility)
    always_private = BooleanField(default=False)
    status = WordField(Status, default=Status.NEW)
    approval = WordField(Approval, default=Approval.NONE)
    urgency = WordField(Level, null=True)
    impact = WordField(Level, null=True)
    priority = WordField(Priority, null=True)
    # 1 for P1 ... 4 for P4, 9 for none: what a list sorts by, without nulls, which the databases order differently.
    rank = IntegerField(default=9)
    plan = CharField(max_length=40)
    answers = DocumentField()
    # The draft that the ticket came from: unique, so that Create pressed twice makes one ticket.
    draft = CharField(max_length=43, null=True, unique=True)
    opened_at = MomentField()
    changed_at = MomentField()
    answer_due_at = MomentField(null=True)
    answered_at = MomentField(null=True)
    resolved_at = MomentField(null=True)
    # A customer wrote after it was resolved, and nobody has said yet what that means.
    after_resolve_at = MomentField(null=True)
    # Since when it is closed, cancelled or declined.
    finished_at = MomentField(null=True)
    # The finished ticket that this one goes on with.
    follows = ForeignKeyField("self", null=True, on_delete="SET NULL")
    # The ticket that this one became a part of: what is written here goes there.
    merged_into = ForeignKeyField("self", null=True, on_delete="SET NULL")
    # What engineers carry out by a button, where the issue type has such a thing.
    fulfilment = WordField(FulfilmentKind, null=True)
    # Whose access it would end: as an administrator they neither see it for that nor approve it.
    concerns = ForeignKeyField(Person, index=False, null=True, on_delete="SET NULL")
    # Counts the changes, so that who saw an earlier one is told.
    version = IntegerField(default=0)
    # What is promised next, and by when; `clock.STANDS` while nothing is, `clock.NEVER` once it is finished, because
    # lists sort by it and the databases order nulls differently.
    due_at = MomentField(default=clock.STANDS)
    due_kind = WordField(DueKind, null=True)
    # When engineers have to be warned of it next, and how far they were: 0, 75 or 100 per cent of the time.
    warn_at = MomentField(default=clock.NEVER, index=True)
    warned = IntegerField(default=0)
    # Since when we wait for the customer, and how often they were reminded.
    waiting_since = MomentField(null=True)
    reminded = IntegerField(default=0)

    class Meta:
        indexes = (
            (("due_at", "id"), False),
            (("fulfilment", "due_at", "id"), False),
            (("status", "waiting_since"), False),
            (("requester", "changed_at", "id"), False),
            (("requester", "rank", "id"), False),
            (("requester", "id"), False),
            (("requester", "status"), False),
            (("organisation", "changed_at", "id"), False),
            (("organisation", "rank", "id"), False),
            (("organisation", "id"), False),
            # All that counting shared tickets asks of a ticket, so that none has to be read.
            (("organisation", "status", "visibility", "requester", "approval", "concerns"), False),
            (("engineer", "changed_at", "id"), False),
            (("engineer", "due_at", "id"), False),
            (("status", "changed_at", "id"), False),
            (("changed_at", "id"), False),
            (("rank", "id"), False),
            # All that the figures ask of the tickets of a time, so that none has to be read.
            (
                (
                    "opened_at",
                    "rank",
                    "issue_type",
                    "organisation",
                    "answer_due_at",
                    "answered_at",
                    "resolved_at",
                    "finished_at",
                ),
                False,
            ),
            (("resolved_at", "finished_at", "opened_at", "rank", "issue_type", "organisation"), False),
        )


class TicketResource(Table):
    """A UUID that the answers of a ticket name, so that earlier tickets about it are found."""

    id = AutoField()
    ticket = ForeignKeyField(Ticket, on_delete="CASCADE")
    uuid = CharField(max_length=36)

    class Meta:
        indexes = ((("uuid", "ticket"), True),)


class Entry(Table):
    """One thing in a ticket's timeline: a message, an internal note, or what somebody did."""

    id = AutoField()
    ticket = ForeignKeyField(Ticket, index=False, on_delete="CASCADE", backref="entries")
    kind = WordField(EntryKind)
    actor = ForeignKeyField(Person, null=True, on_delete="RESTRICT")
    by_engineer = BooleanField(default=False)
    source = WordField(Source, default=Source.PORTAL)
    body = TextField(default="")
    data = DocumentField(default=dict)
    # What a repeated post carries, so that one reply sent twice stands once (UX-21).
    once = CharField(max_length=64, null=True, unique=True)
    created_at = MomentField()

    class Meta:
        indexes = ((("ticket", "id"), False),)


class Draft(Table):
    """A ticket being written: every answer ever typed, by issue type, and how far it is."""

    id = CharField(max_length=43, primary_key=True)
    author = ForeignKeyField(Person, index=False, on_delete="CASCADE")
    issue_type = CharField(max_length=64)
    # issue type -> field -> the texts that were posted for it
    answers = DocumentField(default=dict)
    version = IntegerField(default=0)
    # The opened page that saved last: it may save again without having seen its own new version.
    tab = CharField(max_length=16, default="")
    # The step, 2 or 3, in which the author was last.
    step = IntegerField(default=2)
    created_at = MomentField()
    changed_at = MomentField()

    class Meta:
        indexes = ((("author", "changed_at"), False),)


class ReplyDraft(Table):
    """A half-written message or note of one person on one ticket: two texts, so that no note is sent as a message."""

    id = AutoField()
    person = ForeignKeyField(Person, index=False, on_delete="CASCADE")
    ticket = ForeignKeyField(Ticket, on_delete="CASCADE")
    kind = WordField(EntryKind, default=EntryKind.MESSAGE)
    body = TextField()
    changed_at = MomentField()

    class Meta:
        indexes = ((("person", "ticket", "kind"), True),)


class Attachment(Table):
    """A file: of a draft, then of the ticket; of a half-written reply, then of its entry."""

    id = CharField(max_length=43, primary_key=True)
    owner = ForeignKeyField(Person, on_delete="RESTRICT")
    draft = ForeignKeyField(Draft, null=True, on_delete="SET NULL", backref="attachments")
    ticket = ForeignKeyField(Ticket, null=True, on_delete="CASCADE", backref="attachments")
    entry = ForeignKeyField(Entry, null=True, on_delete="CASCADE", backref="attachments")
    field = CharField(max_length=64, default="attachments")
    name = CharField(max_length=255)
    size = BigIntegerField()
    sha256 = CharField(max_length=64)
    created_at = MomentField(index=True)


class Follow(Table):
    """What a person chose for the mail about one ticket."""

    id = AutoField()
    person = ForeignKeyField(Person, on_delete="CASCADE")
    ticket = ForeignKeyField(Ticket, index=False, on_delete="CASCADE")
    following = WordField(Following)

    class Meta:
        indexes = ((("ticket", "person"), True),)


class Participant(Table):
    """A member of the ticket's organisation who sees this one ticket and writes on it, also where it is private."""

    id = AutoField()
    ticket = ForeignKeyField(Ticket, index=False, on_delete="CASCADE")
    person = ForeignKeyField(Person, on_delete="CASCADE")
    created_at = MomentField()

    class Meta:
        indexes = ((("ticket", "person"), True),)
