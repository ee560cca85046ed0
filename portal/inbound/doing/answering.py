"""What the portal answers by itself to a mail, once it is clear what became of it; the brakes have the last word."""

from __future__ import annotations

from typing import Any

from portal.inbound.doing.acting import Outcome
from portal.inbound.judging.arriving import Arrival, Decision
from portal.inbound.judging.people import Sender
from portal.notify.answers import Answered, AnswerKind, answer
from portal.vocabulary import Trust, Verdict

# A person looks at these first. Everybody is told the same, so that nobody learns who has an account (M-06).
_NEUTRAL = frozenset({Verdict.UNKNOWN_SENDER, Verdict.LEFT, Verdict.UNVERIFIED, Verdict.NOT_ALLOWED})
_PROVEN = frozenset({Trust.TOKEN, Trust.VERIFIED})


def answer_to(arrival: Arrival, decision: Decision, outcome: Outcome) -> None:
    """Tell the sender what they have to know, in the caller's transaction; never a machine (M-11)."""
    sender = decision.sender
    if sender is None or not sender.address or not arrival.may_be_answered:
        return
    if decision.verdict in _NEUTRAL:
        _say(AnswerKind.HELD, arrival, sender, known=False)
    if decision.verdict is Verdict.STAFF and decision.trust in _PROVEN:
        _say(AnswerKind.NOT_FROM_HERE, arrival, sender, reason=decision.advice, ticket_id=decision.ticket_id)
    _tell_of_outcome(arrival, sender, outcome)


def _tell_of_outcome(arrival: Arrival, sender: Sender, outcome: Outcome) -> None:
    """Tell the sender of the draft that waits for them, and of files that were not taken, in one mail."""
    if outcome.draft_id is not None:
        _say(
            AnswerKind.USE_THE_PORTAL,
            arrival,
            sender,
            draft_id=outcome.draft_id,
            files=outcome.refused,
            by_engineer=arrival.is_accepted,
        )
    elif outcome.refused:
        _say(AnswerKind.FILES_REFUSED, arrival, sender, files=outcome.refused, ticket_id=outcome.ticket_id)


def _say(kind: AnswerKind, arrival: Arrival, sender: Sender, *, known: bool = True, **words: Any) -> None:
    mail = arrival.mail
    answer(
        kind,
        address=sender.address,
        person_id=sender.person_id if known else None,
        caused_by=arrival.mail_id,
        answered=Answered(mail.message_id, mail.references, mail.subject),
        name=sender.actor.name if known and sender.actor else "",
        **words,
    )
