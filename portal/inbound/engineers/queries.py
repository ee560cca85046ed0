"""What came in by mail, for engineers: lists, one mail with its words, mailboxes, suspended and blocked addresses."""

from __future__ import annotations

from peewee import JOIN, SQL, Expression, ModelSelect, fn

from portal.db.tables import BlockedSender, Mailbox, Person, RawMail, ReceivedMail
from portal.errors import NotFound
from portal.inbound.engineers.rows import BlockedRow, MailboxRow, ReceivedRow, ReceivedSlice
from portal.notify import suspensions
from portal.notify.suspensions import Suspension
from portal.paging import page_of
from portal.policy import Actor, require_engineer
from portal.vocabulary import ReceivedState, Verdict

PAGE = 25
MOST_COUNTED = 100
_REFUSAL = "Only engineers see what came in by mail."
_Engineer = Person.alias("settled_by")

_COLUMNS = (
    ReceivedMail.id,
    ReceivedMail.way,
    ReceivedMail.size,
    ReceivedMail.message_id,
    ReceivedMail.sender,
    ReceivedMail.sender_name,
    ReceivedMail.subject,
    ReceivedMail.received_at,
    ReceivedMail.state,
    ReceivedMail.verdict,
    ReceivedMail.reason,
    ReceivedMail.trust,
    ReceivedMail.proof,
    ReceivedMail.person,
    fn.COALESCE(Person.name, ""),
    ReceivedMail.ticket,
    ReceivedMail.entry,
    ReceivedMail.draft,
    ReceivedMail.tries,
    ReceivedMail.error,
    ReceivedMail.settled_at,
    fn.COALESCE(_Engineer.name, ""),
    ReceivedMail.data,
)


def listing(
    actor: Actor,
    state: ReceivedState | None = None,
    *,
    text: str = "",
    verdict: Verdict | None = None,
    before: int | None = None,
    after: int | None = None,
) -> ReceivedSlice:
    """A page of the mails in this state, or of all, the newest first; `before` and `after` are numbers of mails.

    `text` is the whole address of a sender, or words of a subject or of a sender's name.
    """
    require_engineer(actor, _REFUSAL)
    select = _select().where(*_tests(state, text, verdict))
    backwards = after is not None
    if before is not None and not backwards:
        select = select.where(ReceivedMail.id < before)
    if backwards:
        select = select.where(ReceivedMail.id > after)
    order = ReceivedMail.id.asc() if backwards else ReceivedMail.id.desc()
    found = _rows(select.order_by(order).limit(PAGE + 1))
    rows, older, newer = page_of(found, PAGE, backwards=backwards, is_first=before is None)
    return ReceivedSlice(rows, before=rows[-1].id if older else None, after=rows[0].id if newer else None)


def of_ticket(actor: Actor, ticket_id: int) -> tuple[ReceivedRow, ...]:
    """The mails that belong to this ticket, the oldest first."""
    require_engineer(actor, _REFUSAL)
    return _rows(_select().where(ReceivedMail.ticket == ticket_id).order_by(ReceivedMail.id))


def one(actor: Actor, mail_id: int) -> ReceivedRow:
    """One mail; NotFound where there is none of this number."""
    require_engineer(actor, _REFUSAL)
    found = _rows(_select().where(ReceivedMail.id == mail_id))
    if not found:
        raise NotFound("There is no such mail.")
    return found[0]


def raw(actor: Actor, mail_id: int) -> bytes | None:
    """The bytes of a mail as they came; None where they were thrown away after their time."""
    one(actor, mail_id)
    found = RawMail.select(RawMail.content).where(RawMail.mail == mail_id).tuples().first()
    return None if found is None else bytes(found[0])


def count_held(actor: Actor) -> int:
    """How many mails wait for an engineer's decision, counted no further than 100 ("99+")."""
    require_engineer(actor, _REFUSAL)
    held = ReceivedMail.select(ReceivedMail.id).where(ReceivedMail.state == ReceivedState.HELD)
    return int(held.limit(MOST_COUNTED).count())


def mailboxes(actor: Actor) -> tuple[MailboxRow, ...]:
    """The mailboxes that are read, by name."""
    require_engineer(actor, _REFUSAL)
    select = Mailbox.select(Mailbox.name, Mailbox.read_at, Mailbox.error).order_by(Mailbox.name)
    return tuple(MailboxRow(*values) for values in select.tuples())


def suspended(actor: Actor) -> tuple[Suspension, ...]:
    """The addresses to which nothing is sent at present, the last suspended first."""
    require_engineer(actor, _REFUSAL)
    return suspensions.listing()


def blocked(actor: Actor) -> tuple[BlockedRow, ...]:
    """The senders who are blocked, the last one first."""
    require_engineer(actor, _REFUSAL)
    select = BlockedSender.select(BlockedSender.address, Person.name, BlockedSender.created_at)
    select = select.join(Person, JOIN.LEFT_OUTER).order_by(BlockedSender.created_at.desc(), BlockedSender.address)
    return tuple(BlockedRow(address, name or "", at) for address, name, at in select.tuples())


def _tests(state: ReceivedState | None, text: str, verdict: Verdict | None) -> list[Expression]:
    tests = [] if state is None else [ReceivedMail.state == state]
    if verdict is not None:
        tests.append(ReceivedMail.verdict == verdict)
    if "@" in text:
        tests.append(ReceivedMail.sender == text.strip().lower())
    elif text:
        tests.append(ReceivedMail.subject.contains(text) | ReceivedMail.sender_name.contains(text))
    return tests or [SQL("1 = 1")]


def _select() -> ModelSelect:
    return (
        ReceivedMail.select(*_COLUMNS)
        .join(Person, JOIN.LEFT_OUTER, on=(ReceivedMail.person == Person.id))
        .switch(ReceivedMail)
        .join(_Engineer, JOIN.LEFT_OUTER, on=(ReceivedMail.settled_by == _Engineer.id))
    )


def _rows(select: ModelSelect) -> tuple[ReceivedRow, ...]:
    return tuple(ReceivedRow(*values) for values in select.tuples())
