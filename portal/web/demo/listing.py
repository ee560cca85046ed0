"""What left and what came in, in one list."""

from __future__ import annotations

import re
from typing import NamedTuple

from flask import url_for

from portal.inbound.engineers import queries
from portal.inbound.engineers.rows import ReceivedRow
from portal.notify import outbox
from portal.notify.outbox import MailRow
from portal.notify.queries import OutgoingRow
from portal.web import mail_words
from portal.web.demo.blueprint import ANYBODY
from portal.web.pages.demo import ListedMail, MailList

_PAGE = 25
_LAST = 2**31 - 1
_MARK = re.compile(r"(\d{1,10})-(\d{1,10})", re.ASCII)


class Marks(NamedTuple):
    """Where a page begins: below this number among the mails that left, and below this among those that came."""

    left: int = _LAST
    came: int = _LAST


def marks_of(text: str) -> Marks:
    """The marks in an address; whoever makes some up begins at the beginning."""
    found = _MARK.fullmatch(text)
    return Marks(*(min(int(number), _LAST) for number in found.groups())) if found else Marks()


def mail_list(marks: Marks) -> MailList:
    """One page, the newest first: each list is in the order of its numbers, and the two are laid together by time."""
    left = outbox.newest(_PAGE + 1, marks.left)
    page = queries.listing(ANYBODY, before=marks.came)
    came = list(page.rows)
    shown: list[ListedMail] = []
    while (left or came) and len(shown) < _PAGE:
        if came and (not left or came[0].received_at > left[0].created_at):
            marks, mail = marks._replace(came=came[0].id), _received(came.pop(0))
        else:
            marks, mail = marks._replace(left=left[0].id), listed(left[0], left.pop(0).headline)
        shown.append(mail)
    more = bool(left or came or page.before)
    return MailList(tuple(shown), url_for("demo.mail_list", before=f"{marks.left}-{marks.came}") if more else None)


def listed(mail: MailRow | OutgoingRow, headline: str = "") -> ListedMail:
    """A mail that left, as a line of a list, with what it says first."""
    return ListedMail(
        came=False,
        href=url_for("demo.one_mail", mail_id=mail.id),
        subject=mail.subject,
        line=f"To {mail.address}: {headline}" if headline else f"To {mail.address}",
        state=mail_words.of_leaving(mail),
        moment=mail.created_at,
    )


def _received(row: ReceivedRow) -> ListedMail:
    name = f"{row.sender_name}, " if row.sender_name and row.sender_name != row.sender else ""
    return ListedMail(
        came=True,
        href=url_for("demo.received", mail_id=row.id),
        subject=row.subject or "(no subject)",
        line=f"From {name}{row.sender}",
        state=mail_words.of_received(row),
        moment=row.received_at,
    )
