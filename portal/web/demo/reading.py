"""Reading in the demo's mailbox: each mail that left as its reader sees it, each that came with what became of it."""

from __future__ import annotations

from flask import Response, abort, request, url_for
from flask_wtf import FlaskForm

from forms.demo import AnswerMail
from portal.inbound.engineers import queries, showing
from portal.inbound.engineers.rows import ReceivedRow
from portal.notify import mime, outbox
from portal.notify.outbox import MailRow
from portal.notify.queries import caused_by
from portal.web import mail_words
from portal.web.demo import listing
from portal.web.demo.blueprint import ANYBODY, blueprint
from portal.web.demo.people import writer_at
from portal.web.guards import public
from portal.web.headers import CONTENT_SECURITY_POLICY
from portal.web.pages.demo import OneMail, ReceivedPage
from portal.web.responses import respond

# Links may open a new tab; nothing else of the mail does anything, whatever is in it.
_SANDBOX = "sandbox allow-popups allow-popups-to-escape-sandbox"
_OF_A_MAIL = f"default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; {_SANDBOX}"
_SHOWN = (
    "From",
    "To",
    "Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "In-Reply-To",
    "References",
    "List-Unsubscribe",
    "List-Unsubscribe-Post",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
)


class AnswerForm(AnswerMail, FlaskForm):
    """What the reader of a mail answers."""


@blueprint.get("/demo/mail")
@public
def mail_list() -> Response:
    """Every mail, newest first."""
    return respond(listing.mail_list(listing.marks_of(request.args.get("before", ""))))


@blueprint.get("/demo/mail/<int(max=2147483647):mail_id>")
@public
def one_mail(mail_id: int) -> Response:
    """One mail with its headers, as text and as HTML."""
    return mail_page(mail_of(mail_id), AnswerForm())


@blueprint.get("/demo/mail/<int(max=2147483647):mail_id>/html")
@public
def mail_html(mail_id: int) -> Response:
    """The HTML of one mail alone, for the frame that shows it."""
    html = mail_of(mail_id).html.replace("<head>", '<head><base target="_blank">', 1)
    response = Response(html, mimetype="text/html")
    response.headers["Content-Security-Policy"] = _OF_A_MAIL
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


@blueprint.get("/demo/mail/in/<int(max=2147483647):mail_id>")
@public
def received(mail_id: int) -> Response:
    """A mail that came in, and what became of it."""
    row = queries.one(ANYBODY, mail_id)
    page = ReceivedPage(
        row=row,
        outcome=mail_words.of_received(row),
        why=mail_words.why(row),
        tone=mail_words.tone(row),
        links=_links(row),
        caused=tuple(listing.listed(mail) for mail in caused_by(row.id, row.received_at)),
        shown=showing.shown(queries.raw(ANYBODY, mail_id)),
    )
    return respond(page)


def mail_page(mail: MailRow, form: AnswerForm) -> Response:
    """The page of a mail that left, with this answer begun."""
    composed = mime.compose(mail)
    headers = tuple((name, str(composed[name])) for name in _SHOWN if name in composed)
    page = OneMail(mail, mail_words.of_leaving(mail), headers, writer_at(mail.address).name, form)
    response = respond(page, status=422 if form.errors else 200)
    response.headers["Content-Security-Policy"] = f"{CONTENT_SECURITY_POLICY}; frame-src 'self'"
    return response


def mail_of(mail_id: int) -> MailRow:
    """The mail of this number that left; 404 where there is none."""
    found = outbox.get(mail_id)
    if found is None:
        abort(404)
    return found


def _links(row: ReceivedRow) -> tuple[tuple[str, str], ...]:
    """Where to look, and as whom."""
    links = []
    if row.reference:
        links.append((f"Ticket {row.reference}", url_for("tickets.ticket", reference=row.reference)))
    if row.draft_id:
        links.append((f"The draft, for {row.person_name}", url_for("intake.details", draft_id=row.draft_id)))
    return (*links, ("This mail, for engineers", url_for("mailroom.received", mail_id=row.id)))
