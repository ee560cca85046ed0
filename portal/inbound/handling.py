"""One mail from its bytes to what becomes of it: read, judged, done, answered, and settled with the reason."""

from __future__ import annotations

from portal.inbound import parsing
from portal.inbound.acting import Outcome
from portal.inbound.arriving import Decision
from portal.inbound.assembling import arrival_of
from portal.inbound.deciding import decide
from portal.inbound.mails import Unreadable
from portal.inbound.settling import do_and_settle, note_what_it_says, settle
from portal.policy import Actor
from portal.vocabulary import Verdict


def handle(mail_id: int, raw: bytes, settled_by: Actor | None = None) -> None:
    """Do what this mail may do, answer it, and settle it, all in the caller's transaction; any failure is raised.

    `settled_by` is the engineer who asked for it, if one did.
    """
    try:
        mail = parsing.parse(raw)
    except Unreadable as why:
        settle(mail_id, Decision(Verdict.UNREADABLE, f"{str(why).rstrip('.')}."), Outcome())
        return
    note_what_it_says(mail_id, mail)
    arrival = arrival_of(mail_id, raw, mail)
    do_and_settle(arrival, decide(arrival), settled_by)
