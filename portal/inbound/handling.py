"""One mail from its bytes to what becomes of it: read, judged, done, answered, and settled with the reason."""

from __future__ import annotations

from datetime import timedelta

from portal import clock
from portal.db.tables import ReceivedMail
from portal.errors import Rejected
from portal.inbound.doing.acting import Outcome
from portal.inbound.doing.settling import do_and_settle, note_what_it_says, settle
from portal.inbound.judging.arriving import Arrival, Decision
from portal.inbound.judging.assembling import arrival_of
from portal.inbound.judging.deciding import decide
from portal.inbound.mails import Unreadable
from portal.inbound.reading import parsing
from portal.policy import Actor
from portal.vocabulary import Verdict

_PATIENCE = timedelta(hours=4)


class NotYet(Rejected):
    """Nothing became of the mail yet; a later time will tell, and nothing was changed."""


def read(mail_id: int, raw: bytes) -> Arrival | Unreadable:
    """What the mail is, without writing anything down: in no transaction, because it may ask name servers.

    On SQLite nobody else could write as long as one is open.
    """
    try:
        mail = parsing.parse(raw)
    except Unreadable as why:
        return why
    arrival = arrival_of(mail_id, raw, mail)
    if not (arrival.own or arrival.returned or arrival.is_automatic):
        # It is asked for nearly all of these, and answered only once.
        arrival.prove()
    return arrival


def finish(mail_id: int, found: Arrival | Unreadable, settled_by: Actor | None = None) -> None:
    """Do what the mail may do, answer it, and settle it, all in the caller's transaction; any failure is raised.

    `found` is what `read` gave, `settled_by` the engineer who asked for it, if one did. NotYet where name servers have
    to be asked again.
    """
    if isinstance(found, Unreadable):
        settle(mail_id, Decision(Verdict.UNREADABLE, f"{str(found).rstrip('.')}."), Outcome())
        return
    decision = decide(found)
    # Who is not believed only because a name server is out of order is not bothered with that.
    if decision.verdict is Verdict.UNVERIFIED and not found.prove().is_final and not settled_by and _is_young(mail_id):
        raise NotYet("No name server answers, so nobody knows whether it is from whom it says. They are asked again.")
    note_what_it_says(mail_id, found.mail)
    do_and_settle(found, decision, settled_by)


def _is_young(mail_id: int) -> bool:
    came = ReceivedMail.select(ReceivedMail.received_at).where(ReceivedMail.id == mail_id).scalar()
    return bool(clock.now() - came < _PATIENCE)
