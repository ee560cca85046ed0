"""A mail that came in: what was made of it and why, and its bytes as they were."""

from __future__ import annotations

from dataclasses import replace

from flask import Response, url_for
from flask_wtf import FlaskForm

from forms.mailroom import AttachMail
from portal.accounts.queries import actor_of_person
from portal.errors import NotFound
from portal.inbound.engineers import queries, showing
from portal.inbound.engineers.rows import ReceivedRow
from portal.inbound.engineers.showing import Shown
from portal.inbound.judging.people import is_blocked
from portal.inbound.judging.verdicts import MENDS
from portal.notify.keys_in_files import file_without_keys
from portal.notify.queries import caused_by
from portal.notify.texts import filesize
from portal.policy import Actor
from portal.vocabulary import ReceivedState, Trust, Verdict
from portal.web import mail_words
from portal.web.filters import moment
from portal.web.guards import current_actor, engineers_only
from portal.web.mailroom import lines
from portal.web.mailroom.blueprint import blueprint
from portal.web.pages.mailroom import CamePage, Choice, Fact
from portal.web.responses import respond

_TRUST = {
    Trust.VERIFIED: "Proven",
    Trust.TOKEN: "By its reply address",
    Trust.ACCEPTED: "Accepted by an engineer",
    Trust.NONE: "Not proven",
}
_ONLY_HEADERS = "Only its headers are kept here."
_SEE_TO_IT = "Nothing can be made of it here. Put it away once you have seen to it."


class AttachForm(AttachMail, FlaskForm):
    """The ticket that a mail belongs to."""


@blueprint.get("/in/<int(max=2147483647):mail_id>")
@engineers_only
def received(mail_id: int) -> Response:
    """The mail with its verdict, and what can be done with it."""
    row = queries.one(current_actor(), mail_id)
    return respond(came_page(row, AttachForm(reference=row.hint)))


@blueprint.get("/in/<int(max=2147483647):mail_id>/original")
@engineers_only
def original(mail_id: int) -> Response:
    """The bytes as they came, to be saved and never shown: whatever is in them runs nowhere.

    But for what only the reader of a mail of ours is given: a link to a new password comes back in a bounce.
    """
    raw = queries.raw(current_actor(), mail_id)
    if raw is None:
        raise NotFound("Its bytes were thrown away after their time.")
    response = Response(file_without_keys(raw), mimetype="message/rfc822")
    response.headers["Content-Disposition"] = f'attachment; filename="mail-{mail_id}.eml"'
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def came_page(row: ReceivedRow, attach: AttachForm, refusal: str = "") -> CamePage:
    """The whole page; `refusal` says why what was asked for cannot be."""
    actor = current_actor()
    blocked = is_blocked(row.sender)
    sent = caused_by(row.id, row.received_at, row.sender)
    return CamePage(
        row=row,
        outcome=mail_words.of_received(row),
        why=" ".join(filter(None, (mail_words.why(row), _mend(row), mail_words.untold(sent)))),
        tone=mail_words.tone(row),
        facts=tuple(fact for fact in _facts(row) if fact.text),
        choices=_choices(row, blocked),
        is_blocked=blocked,
        attach=attach,
        answers=tuple(map(lines.of_leaving, sent)),
        shown=_shown(row, actor),
        refusal=refusal,
    )


def _facts(row: ReceivedRow) -> tuple[Fact, ...]:
    ticket = url_for("tickets.ticket", reference=row.reference) if row.reference else ""
    tries = f"{row.tries}: {row.error}" if row.error else ""
    settled = moment(row.settled_at) if row.settled_at else ""
    return (
        Fact("From", mail_words.sender(row)),
        Fact("Is", row.person_name or "Nobody we know"),
        Fact("Trust", row.proof or _TRUST[row.trust]),
        Fact("Ticket", row.reference, ticket),
        Fact("Draft", "Only its owner opens it" if row.draft_id else ""),
        Fact("Subject names", row.hint, url_for("tickets.ticket", reference=row.hint) if row.hint else ""),
        Fact("Came in", moment(row.received_at)),
        Fact("By", f"{row.way}, {filesize(row.size)}"),
        Fact("Settled", settled),
        Fact("Decided by", row.settled_by),
        Fact("Tries", tries),
        Fact("Message-ID", row.message_id),
    )


def _mend(row: ReceivedRow) -> str:
    """What can be done about it, while it waits."""
    if row.verdict is None or row.state is not ReceivedState.HELD:
        return ""
    return _SEE_TO_IT if row.is_partial else MENDS.get(row.verdict, "")


def _shown(row: ReceivedRow, actor: Actor) -> Shown:
    shown = showing.shown(queries.raw(actor, row.id))
    return replace(shown, problem=_ONLY_HEADERS) if row.is_partial else shown


def _choices(row: ReceivedRow, blocked: bool) -> tuple[Choice, ...]:
    """What may be decided; whether it can be is asked when it is."""
    waits, who = row.state in (ReceivedState.HELD, ReceivedState.NEW), row.person_name
    accept = Choice("accept", "Accept", f"Take it for {who}'s own: it does what a proven mail would do.", "filled")
    draft = Choice("draft", "Make a draft", f"It waits in the portal as a draft that {who} can finish.")
    away = Choice("put-away", "Put away", "Nothing is done, and nobody is told.")
    replay = Choice("replay", "Replay", "Judge it once more, as the portal and its people are now.")
    block = Choice("block", "Block sender", "Put it away, and hold every later mail of this sender unanswered.")
    taken = [choice for choice, may_be in ((accept, _may_be_accepted(row)), (draft, _may_be_a_draft(row))) if may_be]
    blocks = (block,) if row.sender and not blocked else ()
    if row.is_partial:
        return (away, *blocks) if waits else ()
    if waits:
        return (*taken, away, replay, *blocks)
    return (replay,) if row.state is ReceivedState.IGNORED else ()


def _may_be_accepted(row: ReceivedRow) -> bool:
    """What can be done where it is refused however often an engineer takes it for its sender's is in `MENDS`."""
    return bool(row.person_name) and row.verdict not in MENDS


def _may_be_a_draft(row: ReceivedRow) -> bool:
    sender = actor_of_person(row.person_id) if row.person_id else None
    return sender is not None and sender.may_raise and row.verdict is not Verdict.UNKNOWN_SENDER
