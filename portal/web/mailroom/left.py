"""A mail that left, or should: how it stands, and once more."""

from __future__ import annotations

import re

from flask import Response, url_for

from portal.notify import mime, outbox, queries
from portal.notify.letters import MailEvent
from portal.notify.outbox import MailRow
from portal.tickets.rows import reference_of
from portal.vocabulary import OutboxState
from portal.web import mail_words
from portal.web.filters import moment
from portal.web.guards import current_actor, engineers_only
from portal.web.mailroom.blueprint import blueprint
from portal.web.pages.mailroom import Fact, LeftPage
from portal.web.responses import announce, respond, see_other

_AGAIN = (OutboxState.DROPPED, OutboxState.DEAD)
_NOT_AGAIN = "This mail has left, or waits to leave already: nothing is to be done."
_QUEUED = "It leaves within a minute, if its recipient may still have it: that is asked as it leaves."
# What only the reader of a mail is given: the keys at the end of links, and the signature in the reply address.
_KEY = re.compile(r"(https?://\S*?[/=])[A-Za-z0-9_.~-]{20,}")
_SIGNED = re.compile(r"(\+[^@\s<>]*?)[a-z2-7]{16}(?=@)")
_HIDDEN = "\\1…"


@blueprint.get("/out/<int(max=2147483647):mail_id>")
@engineers_only
def left(mail_id: int) -> Response:
    """The mail and how it stands."""
    return respond(_page(queries.one(current_actor(), mail_id)))


@blueprint.post("/out/<int(max=2147483647):mail_id>/again")
@engineers_only
def send_again(mail_id: int) -> Response:
    """Let a mail that was dropped or given up leave once more."""
    mail = queries.one(current_actor(), mail_id)
    if not outbox.send_again(mail_id):
        return respond(_page(mail, _NOT_AGAIN), status=409)
    announce(_QUEUED)
    return see_other(url_for("mailroom.left", mail_id=mail_id))


def _page(mail: MailRow, refusal: str = "") -> LeftPage:
    return LeftPage(
        mail=mail,
        outcome=mail_words.state_of(mail),
        why=mail_words.why_not(mail),
        tone=mail_words.tone_of_leaving(mail),
        facts=tuple(fact for fact in _facts(mail) if fact.text),
        headers=_without_keys(_headers(mail)),
        text=_without_keys(mail.text) if _may_be_read(mail) else "",
        may_leave_again=mail.state in _AGAIN,
        refusal=refusal,
    )


def _facts(mail: MailRow) -> tuple[Fact, ...]:
    reference = reference_of(mail.ticket_id) if mail.ticket_id is not None else ""
    cause = mail.caused_by
    received = url_for("mailroom.received", mail_id=cause) if cause else ""
    return (
        Fact("To", mail.address),
        Fact("About", mail_words.ABOUT.get(mail.event, "")),
        Fact("Ticket", reference, url_for("tickets.ticket", reference=reference) if reference else ""),
        Fact("Because of", "A mail that came in" if cause else "", received),
        Fact("Made", moment(mail.created_at)),
        Fact("Next try", moment(mail.due_at) if mail.state is OutboxState.QUEUED else ""),
        Fact("Settled", moment(mail.settled_at) if mail.settled_at else ""),
        Fact("Tries", str(mail.tries)),
    )


def _may_be_read(mail: MailRow) -> bool:
    """Mail about tickets, and what the portal answers by itself; never what opens somebody's account."""
    accounts = {event for event in MailEvent if event.is_about_an_account}
    return mail.event not in accounts and (mail.ticket_id is not None or mail.is_answer or bool(mail.about))


def _headers(mail: MailRow) -> str:
    try:
        composed = mime.compose(mail)
    except ValueError as problem:
        return f"It cannot be composed: {problem}"
    return "\n".join(f"{name}: {value}" for name, value in composed.items())


def _without_keys(text: str) -> str:
    return _SIGNED.sub(_HIDDEN, _KEY.sub(_HIDDEN, text))
