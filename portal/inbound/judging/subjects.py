"""Subjects of mails: as a ticket's subject, and the ticket that one names. Pure."""

from __future__ import annotations

import re
from datetime import datetime

from portal.notify.texts import one_line, without_prefixes
from portal.settings import current

LONGEST = 150


def as_subject(text: str, moment: datetime) -> str:
    """The subject for a ticket: without prefixes and references, cut where it is long, never empty."""
    plain = _plain(text)
    if not plain:
        return f"Mail of {moment.day} {moment:%B}"
    return plain if len(plain) <= LONGEST else plain[: LONGEST - 3].rstrip() + "..."


def says_something(text: str) -> bool:
    """Whether there is more to a subject than what programs put into it."""
    return bool(_plain(text))


def named_ticket(text: str) -> int | None:
    """The number of the ticket that a subject names as [SC-1042]; it proves nothing."""
    found = _reference().search(text)
    return int(found[1]) if found else None


def _plain(text: str) -> str:
    plain = without_prefixes(one_line(text))
    while found := _reference().match(plain):
        plain = without_prefixes(plain[found.end() :])
    return plain


def _reference() -> re.Pattern[str]:
    return re.compile(rf"\[{re.escape(current().reference_prefix)}-(\d{{1,9}})\]\s*", re.IGNORECASE)
