"""What was decided about a mail is done, answered and written down, with the reason."""

from __future__ import annotations

import logging
from typing import Any

from portal import clock
from portal.db.tables import ReceivedMail
from portal.inbound.doing.acting import Outcome, act
from portal.inbound.doing.answering import answer_to
from portal.inbound.judging.arriving import Arrival, Decision
from portal.inbound.judging.subjects import named_ticket
from portal.inbound.judging.verdicts import state_of
from portal.inbound.mails import Mail
from portal.notify.texts import one_line
from portal.policy import Actor
from portal.tickets.rows import reference_of
from portal.vocabulary import ReceivedState, Verdict

log = logging.getLogger(__name__)

_LONGEST = {"message_id": 255, "sender": 254, "sender_name": 200, "subject": 300}
_PROOF, _INDEX = 300, 400


def note_what_it_says(mail_id: int, mail: Mail) -> None:
    """Write down what the mail says of itself, for lists and for later mails of its thread."""
    person = mail.froms[0] if mail.froms else None
    values = {
        "message_id": mail.message_id,
        "sender": person.address if person else "",
        "sender_name": one_line(person.name) if person else "",
        "subject": one_line(mail.subject),
    }
    cut = {name: text[: _LONGEST[name]] for name, text in values.items()}
    ReceivedMail.update(data=_data(mail), **cut).where(ReceivedMail.id == mail_id).execute()


def do_and_settle(arrival: Arrival, decision: Decision, settled_by: Actor | None = None) -> None:
    """Do what was decided, answer the mail, and settle it, in the caller's transaction."""
    if decision.verdict is Verdict.OWN_MAIL:
        log.error("mail %d is one of our own that came back: %s", arrival.mail_id, decision.reason)
    outcome = act(arrival, decision)
    answer_to(arrival, decision, outcome)
    settle(arrival.mail_id, decision, outcome, settled_by)


def settle(mail_id: int, decision: Decision, outcome: Outcome, settled_by: Actor | None = None) -> None:
    """Write down what became of the mail, why, and by whom where an engineer decided; who is held waits on."""
    state = state_of(decision.verdict)
    waits = state is ReceivedState.HELD
    ReceivedMail.update(
        state=state,
        verdict=decision.verdict,
        reason=decision.reason,
        trust=decision.trust,
        proof=decision.proof[:_PROOF],
        person=decision.sender.person_id if decision.sender else None,
        ticket=outcome.ticket_id or decision.ticket_id,
        entry=outcome.entry_id,
        draft=outcome.draft_id,
        leased_until=None,
        error="",
        settled_at=None if waits else clock.now(),
        settled_by=settled_by.person_id if settled_by and not waits else None,
    ).where(ReceivedMail.id == mail_id).execute()


def _data(mail: Mail) -> dict[str, Any]:
    """What later mails need of it, what was odd about it, and the ticket that its subject names: a hint, no proof."""
    named, index = named_ticket(mail.subject), mail.first("thread-index")
    found: dict[str, Any] = {
        "hint": reference_of(named) if named is not None else "",
        "thread_index": index[:_INDEX],
        "faults": list(mail.faults),
    }
    return {name: value for name, value in found.items() if value}
