"""Subjects of mails: as a ticket's subject, and the ticket that one names. Pure."""

from __future__ import annotations

import re
from datetime import datetime

from portal.notify.texts import one_line
from portal.settings import current

LONGEST = 150
# What mail programs put in front of an answer, or of a mail that is passed on, in the languages of our customers.
_PREFIX = re.compile(
    r"(?:re|aw|sv|vs|vl|antw|odp|rv|rif|ynt|ref|r|fw|fwd|wg|tr|i|enc|vb|doorst)\s*(?:\[\d+\])?\s*:\s*", re.IGNORECASE
)


def as_subject(text: str, moment: datetime) -> str:
    """The subject for a ticket: without prefixes and references, cut where it is long, never empty."""
    plain = one_line(text)
    while (shorter := _without_first(plain)) != plain:
        plain = shorter
    if not plain:
        return f"Mail of {moment.day} {moment:%B}"
    return plain if len(plain) <= LONGEST else plain[: LONGEST - 3].rstrip() + "..."


def named_ticket(text: str) -> int | None:
    """The number of the ticket that a subject names as [SC-1042]; it proves nothing."""
    found = _reference().search(text)
    return int(found[1]) if found else None


def _without_first(text: str) -> str:
    for pattern in (_PREFIX, _reference()):
        if found := pattern.match(text):
            return text[found.end() :].lstrip()
    return text


def _reference() -> re.Pattern[str]:
    return re.compile(rf"\[{re.escape(current().reference_prefix)}-(\d{{1,9}})\]\s*", re.IGNORECASE)
