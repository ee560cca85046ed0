"""Mail that came before with other marks of its way: another server checked it, or somebody sent it once more."""

from __future__ import annotations

from portal.db.tables import RawMail, ReceivedMail
from portal.inbound.fingerprints import print_of_words
from portal.vocabulary import ReceivedState, Trust, Verdict

_MOST = 5
_LONGEST_ID = 255
# What was done for its sender; a machine's answer and a note of an engineer were not.
_SAID = (Verdict.COMMENT, Verdict.NOTE, Verdict.TICKET, Verdict.DRAFT, Verdict.FOLLOW_UP)


def repeated(mail_id: int, message_id: str, person_id: int) -> int | None:
    """The number of the mail by which this person said the very same before; None where there is none."""
    if not message_id:
        return None
    theirs = (ReceivedMail.message_id == message_id[:_LONGEST_ID]) & (ReceivedMail.person == person_id)
    done = (ReceivedMail.state == ReceivedState.DONE) & ReceivedMail.verdict.in_(_SAID)
    proven = (ReceivedMail.trust != Trust.NONE) & (ReceivedMail.id != mail_id)
    found = ReceivedMail.select(ReceivedMail.id).where(theirs & done & proven).order_by(ReceivedMail.id).limit(_MOST)
    numbers = [int(number) for (number,) in found.tuples()]
    own = _print_of(mail_id) if numbers else ""
    return next((number for number in numbers if own and _print_of(number) == own), None)


def _print_of(mail_id: int) -> str:
    row = RawMail.select(RawMail.content).where(RawMail.mail == mail_id).tuples().first()
    return print_of_words(bytes(row[0])) if row else ""
