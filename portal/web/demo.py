"""The demo's mailbox: every mail that was made, as its recipient would read it."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request

from portal import settings
from portal.notify import mime, outbox
from portal.notify.outbox import MailRow
from portal.web.guards import public
from portal.web.headers import CONTENT_SECURITY_POLICY
from portal.web.pages.demo import MailList, OneMail
from portal.web.responses import respond

blueprint = Blueprint("demo", __name__)

_PAGE = 25
_LAST = 2**31 - 1
# Links may open a new tab; nothing else of the mail does anything, whatever is in it.
_SANDBOX = "sandbox allow-popups allow-popups-to-escape-sandbox"
_OF_A_MAIL = f"default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; {_SANDBOX}"


@blueprint.before_request
def _only_in_the_demo() -> None:
    """Elsewhere mails belong to their recipients, and these addresses do not exist."""
    if not settings.current().is_demo:
        abort(404)


@blueprint.get("/demo/mail")
@public
def mail_list() -> Response:
    """Every mail, newest first."""
    before = max(1, min(request.args.get("before", _LAST, type=int), _LAST))
    mails = outbox.newest(_PAGE + 1, before)
    older = mails[_PAGE - 1].id if len(mails) > _PAGE else None
    return respond(MailList(mails=tuple(mails[:_PAGE]), older=older))


@blueprint.get("/demo/mail/<int(max=2147483647):mail_id>")
@public
def one_mail(mail_id: int) -> Response:
    """One mail with its headers, as text and as HTML."""
    mail = _mail(mail_id)
    composed = mime.compose(mail)
    headers = tuple((name, str(composed[name])) for name in _SHOWN if name in composed)
    response = respond(OneMail(mail=mail, headers=headers))
    response.headers["Content-Security-Policy"] = f"{CONTENT_SECURITY_POLICY}; frame-src 'self'"
    return response


@blueprint.get("/demo/mail/<int(max=2147483647):mail_id>/html")
@public
def mail_html(mail_id: int) -> Response:
    """The HTML of one mail alone, for the frame that shows it."""
    html = _mail(mail_id).html.replace("<head>", '<head><base target="_blank">', 1)
    response = Response(html, mimetype="text/html")
    response.headers["Content-Security-Policy"] = _OF_A_MAIL
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


_SHOWN = (
    "From",
    "To",
    "Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "References",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
)


def _mail(mail_id: int) -> MailRow:
    found = outbox.get(mail_id)
    if found is None:
        abort(404)
    return found
