"""Why a mail does not leave: what has changed since it was made, and what the server says to its recipient."""

from __future__ import annotations

import re
import smtplib
from collections.abc import Callable

from portal.notify import daily, outbox, suspensions
from portal.notify.letters import MailEvent
from portal.notify.outbox import MailRow

MayStillSee = Callable[[int, int], bool]

SIGHT = "the recipient may no longer see the ticket"
ACCOUNT = "the recipient's account is deactivated"
ENGINEER = "the recipient is no longer an engineer"
OUT_OF_SIGHT = "the recipient may no longer see one of its tickets"
INTERNAL = "the recipient is no longer an engineer, and it tells of an internal note"
# A digest dropped for these tells too much in a part of it: the rest is told in another one.
OF_A_PART = (OUT_OF_SIGHT, INTERNAL)
_INTERNAL = frozenset(event for event in MailEvent if event.is_internal)
# There is no such mailbox, no such system, no such address, it has moved, or takes no mail. 5.1.7 and 5.1.8 are about
# the sender, which is us.
_UNKNOWN = re.compile(r"^5\.1\.(?:1|2|3|6|10)\b")


def why_not(mail: MailRow, may_still_see: MayStillSee) -> str:
    """The reason why this mail must not leave now, whatever was right when it was made; empty where it may."""
    if suspended := suspensions.reason_of(mail.address):
        return f"the address is suspended: {suspended}"
    return "" if mail.recipient_id is None else _of_recipient(mail, mail.recipient_id, may_still_see)


def _of_recipient(mail: MailRow, person_id: int, may_still_see: MayStillSee) -> str:
    standing = outbox.standing_of(person_id)
    if standing is None:
        # That the account is closed is itself told to its person.
        return "" if mail.event == MailEvent.MEMBER_REMOVED else ACCOUNT
    if mail.event in _INTERNAL and not standing.is_engineer:
        return ENGINEER
    if daily.is_internal(mail) and not standing.is_engineer:
        return INTERNAL
    if mail.ticket_id is not None and not may_still_see(person_id, mail.ticket_id):
        return SIGHT
    return "" if all(may_still_see(person_id, ticket_id) for ticket_id in mail.about) else OUT_OF_SIGHT


def is_final(error: Exception) -> bool:
    """Whether trying again would end the same way."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPSenderRefused):
        return False  # our own settings may be at fault, which somebody can mend within five days
    return isinstance(error, ValueError) or (isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= 500)


def of_unknown_address(error: Exception) -> str:
    """The server's words where it says that the recipient's address does not exist; empty where it says otherwise."""
    if not isinstance(error, smtplib.SMTPRecipientsRefused):
        return ""
    answers = [(code, words.decode("utf-8", "replace")) for code, words in error.recipients.values()]
    return next((f"{code} {words}" for code, words in answers if code >= 500 and _UNKNOWN.match(words)), "")
