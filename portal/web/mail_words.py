"""What became of a mail, in words; for the demo's mailbox and for the engineers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from markupsafe import Markup

from portal.inbound.engineers.rows import ReceivedRow
from portal.inbound.judging.verdicts import SENTENCES
from portal.notify import daily
from portal.notify.answers import AnswerKind
from portal.notify.letters import MailEvent
from portal.notify.queries import OutgoingRow
from portal.vocabulary import OutboxState, ReceivedState
from portal.web.filters import moment

STATES = {
    OutboxState.QUEUED: "Waiting to leave",
    OutboxState.SENT: "Sent",
    OutboxState.DROPPED: "Not sent",
    OutboxState.DEAD: "Given up",
}
# What a mail that leaves is about: an event, or what the portal answers by itself.
ABOUT = {
    MailEvent.CREATED: "A new ticket",
    MailEvent.SHARED: "A ticket that was shared",
    MailEvent.MADE_PRIVATE: "A ticket that was made private",
    MailEvent.PARTICIPANT_ADDED: "Somebody who was added to a ticket",
    MailEvent.MESSAGE: "A message",
    MailEvent.QUESTION: "A question to the customer",
    MailEvent.INFORMATION_NEEDED: "Questions to the requester",
    MailEvent.INFORMATION_GIVEN: "Answers of the requester",
    MailEvent.ISSUE_TYPE_CHANGED: "Another issue type",
    MailEvent.NOTE: "An internal note",
    MailEvent.ASSIGNED: "Which engineer has the ticket",
    MailEvent.STATUS_CHANGED: "A change of the status",
    MailEvent.RESOLVED: "A ticket that was resolved",
    MailEvent.REOPENED: "A ticket that was reopened",
    MailEvent.MERGED: "A ticket that was merged into another one",
    MailEvent.HANDED_OVER: "A ticket of somebody who left, handed to a colleague",
    MailEvent.FULFILMENT_PLANNED: "Access that is given or taken on its day",
    MailEvent.FULFILLED: "A report of access given or taken",
    MailEvent.FULFILMENT_FAILED: "Access that could not be given or taken",
    MailEvent.INVITATION: "An invitation",
    MailEvent.MEMBER_ADDED: "Somebody who joins an organisation",
    MailEvent.MEMBER_REMOVED: "Somebody who was taken out of an organisation",
    MailEvent.CANCELLED: "A ticket that was cancelled",
    MailEvent.CLOSED: "A ticket that was closed",
    MailEvent.PRIORITY_CHANGED: "A change of the priority",
    MailEvent.REMINDER: "A reminder that we wait for an answer",
    MailEvent.WARNING: "A warning of what is due",
    MailEvent.APPROVAL_NEEDED: "A request to approve",
    MailEvent.APPROVED: "A request that was approved",
    MailEvent.DECLINED: "A request that was declined",
    MailEvent.PASSWORD_RESET: "A link for a new password",
    MailEvent.PASSWORD_CHANGED: "A password that was changed",
    MailEvent.NEW_SIGN_IN: "A log-in on a new device",
    MailEvent.ROLE_CHANGED: "A role that was changed",
    MailEvent.REVIEW: "A review of the members",
    MailEvent.CREDENTIAL_CHANGED: "A change in how somebody logs in",
    MailEvent.ADDRESS_CODE: "A code for a new address",
    MailEvent.ADDRESS_CLAIMED: "An address that somebody else named",
    MailEvent.REVIEW_UNANSWERED: "Reviews that nobody finished",
    daily.EVENT: "The daily digest",
    AnswerKind.USE_THE_PORTAL: "Automatic answer: the mail is a draft",
    AnswerKind.HELD: "Automatic answer: a person looks at the mail",
    AnswerKind.FILES_REFUSED: "Automatic answer: files were not taken",
    AnswerKind.NOT_FROM_HERE: "Automatic answer: the mail changed nothing",
}
_SOON = "It is stored, and is read within a moment: reload this page to see what became of it."
_TRIES = Markup("{} so far, next {}. {}")
_ONCE_MORE = Markup("Next try {}. It was given up before: {}")
_TONES = {ReceivedState.HELD: "yours", ReceivedState.DONE: "solved"}
_TONES_OF_LEAVING = {OutboxState.SENT: "solved", OutboxState.DEAD: "yours"}


class Leaving(Protocol):
    """What the words need to know of a mail that leaves."""

    @property
    def state(self) -> OutboxState: ...
    @property
    def tries(self) -> int: ...
    @property
    def due_at(self) -> datetime: ...
    @property
    def last_error(self) -> str: ...


def state_of(mail: Leaving) -> str:
    """Whether it has left."""
    return "Trying again" if is_late(mail) else STATES[mail.state]


def is_late(mail: Leaving) -> bool:
    """Whether it was tried in vain, and is tried again."""
    return mail.state is OutboxState.QUEUED and bool(mail.last_error)


def why_not(mail: Leaving) -> str:
    """What hinders it, and when it is tried again; nothing where all is well."""
    if is_late(mail):
        if not mail.tries:
            return _ONCE_MORE.format(moment(mail.due_at), mail.last_error)
        tries = "1 try" if mail.tries == 1 else f"{mail.tries} tries"
        return _TRIES.format(tries, moment(mail.due_at), mail.last_error)
    return mail.last_error


def of_leaving(mail: Leaving) -> str:
    """Both together."""
    hindered = why_not(mail)
    return Markup("{}: {}").format(state_of(mail), hindered) if hindered else state_of(mail)


def tone_of_leaving(mail: Leaving) -> str:
    """The colour of that, as a panel has it."""
    return "yours" if is_late(mail) else _TONES_OF_LEAVING.get(mail.state, "finished")


def sender(row: ReceivedRow) -> str:
    """Who a received mail says that it is from."""
    if not row.sender:
        return row.sender_name or "Nobody named"
    return f"{row.sender_name} <{row.sender}>" if row.sender_name not in {"", row.sender} else row.sender


def of_received(row: ReceivedRow) -> str:
    """What was made of it, in a few words."""
    return SENTENCES[row.verdict].heading if row.verdict else "Waits to be read"


def why(row: ReceivedRow) -> str:
    """Why that was made of it: the reason kept with it, else what its verdict means."""
    if row.verdict is None:
        return row.reason or row.error or _SOON
    reason = row.reason.removeprefix(f"{SENTENCES[row.verdict].heading}: ")
    return f"{reason[:1].upper()}{reason[1:]}" if reason else SENTENCES[row.verdict].why


def untold(sent: Iterable[OutgoingRow]) -> str:
    """That its sender was not told what became of it, and why; nothing where they were."""
    kept_back = [mail for mail in sent if mail.event in tuple(AnswerKind) and mail.state is OutboxState.DROPPED]
    return f"Its sender was not told of this one. {kept_back[0].last_error}" if kept_back else ""


def tone(row: ReceivedRow) -> str:
    """The colour of that, as a panel has it."""
    return _TONES.get(row.state, "finished")
