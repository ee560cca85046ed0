"""Every table: columns and constraints, no behaviour. A change here needs a migration (CONTRIBUTING.md)."""

from __future__ import annotations

from peewee import (
    AutoField,
    BigIntegerField,
    BlobField,
    BooleanField,
    CharField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)

from portal.db import handle
from portal.db.fields import DocumentField, MomentField, WordField
from portal.vocabulary import (
    Approval,
    EntryKind,
    Following,
    Kind,
    Level,
    MailPreference,
    OutboxState,
    Priority,
    ReceivedState,
    Role,
    Source,
    StaffRole,
    Status,
    Theme,
    Trust,
    Verdict,
    Visibility,
)


class Table(Model):
    """What all tables share: the database. A reference has index=False where a longer index begins with it."""

    class Meta:
        database = handle
        legacy_table_names = False


class Organisation(Table):
    """A customer: its people share tickets, and its plan decides how they raise them."""

    id = AutoField()
    name = CharField(max_length=200, unique=True)
    plan = CharField(max_length=40)
    created_at = MomentField()


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


class Address(Table):
    """A mail address of a person, in the one spelling that `accounts.addresses.normalise` gives."""

    id = AutoField()
    person = ForeignKeyField(Person, on_delete="CASCADE", backref="addresses")
    address = CharField(max_length=254, unique=True)
    is_main = BooleanField(default=False)
    verified_at = MomentField(null=True)


class Membership(Table):
    """A person in an organisation; shared tickets from before `sees_from` stay out of sight."""

    id = AutoField()
    person = ForeignKeyField(Person, index=False, on_delete="CASCADE", backref="memberships")
    organisation = ForeignKeyField(Organisation, on_delete="CASCADE", backref="memberships")
    role = WordField(Role, default=Role.MEMBER)
    sees_from = MomentField(null=True)

    class Meta:
        indexes = ((("person", "organisation"), True),)


class Session(Table):
    """A log-in on one device; the cookie holds the token, the table only its hash."""

    id = AutoField()
    token_hash = CharField(max_length=64, unique=True)
    person = ForeignKeyField(Person, on_delete="CASCADE", backref="sessions")
    created_at = MomentField()
    seen_at = MomentField()
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

    class Meta:
        indexes = (
            (("requester", "changed_at", "id"), False),
            (("requester", "rank", "id"), False),
            (("requester", "id"), False),
            (("requester", "status"), False),
            (("organisation", "changed_at", "id"), False),
            (("organisation", "rank", "id"), False),
            (("organisation", "id"), False),
            # All that counting shared tickets asks of a ticket, so that none has to be read.
            (("organisation", "status", "visibility", "requester", "approval"), False),
            (("engineer", "changed_at", "id"), False),
            (("status", "changed_at", "id"), False),
            (("changed_at", "id"), False),
            (("rank", "id"), False),
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


ALL = (
    Organisation,
    OrganisationDomain,
    Person,
    Address,
    Membership,
    Session,
    PasswordReset,
    ResetRequest,
    KeptPost,
    RateLimit,
    Ticket,
    TicketResource,
    Entry,
    Draft,
    ReplyDraft,
    Attachment,
    Follow,
    Participant,
    Outbox,
    DigestItem,
    ReceivedMail,
    RawMail,
    Mailbox,
    SuspendedAddress,
    BlockedSender,
)
