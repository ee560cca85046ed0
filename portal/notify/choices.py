"""Signed links of a mail by which its recipient chooses, without logging in, what comes next.

A link proves to whom the mail went, and nothing else: whether that person may still do it is asked when it is used.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from portal.notify.letters import Reader
from portal.notify.recipients import When, usually
from portal.notify.signatures import PATTERN, is_ours, numbers_of, sign, token_of
from portal.settings import current
from portal.vocabulary import Following

_CHOICE = "choice"
_SOLUTION = "solution"
_INFORMATION = "information"
_NUMBER = r"(\d{1,10})"
_TICKET = re.compile(rf"(mute|follow)\.{_NUMBER}\.{_NUMBER}\.({PATTERN})")
_PERSON = re.compile(rf"less\.{_NUMBER}\.({PATTERN})")


class Wish(StrEnum):
    """What somebody chooses by a link."""

    MUTE = "mute"
    FOLLOW = "follow"
    # As little mail as possible, about all tickets.
    LESS = "less"


@dataclass(frozen=True)
class Choice:
    """What a link asks for, and whose choice it is; `ticket_id` is None where it is about all tickets."""

    wish: Wish
    person_id: int
    ticket_id: int | None = None

    @property
    def token(self) -> str:
        """The last part of the link."""
        about = "" if self.ticket_id is None else f"{self.ticket_id}."
        name = f"{self.wish}.{about}{self.person_id}"
        return f"{name}.{sign(_CHOICE, name)}"

    @property
    def link(self) -> str:
        """Where a page asks before anything changes."""
        return f"{current().base_url}/mail/choice/{self.token}"


@dataclass(frozen=True)
class Solution:
    """The answer to a mail that said a ticket is solved; `entry_id` is the resolution that this mail told of."""

    ticket_id: int
    person_id: int
    entry_id: int

    @property
    def token(self) -> str:
        """The last part of both links."""
        return token_of(_SOLUTION, self.ticket_id, self.person_id, self.entry_id)

    @property
    def solved_link(self) -> str:
        """Where the requester says that it is solved."""
        return f"{current().base_url}/mail/solved/{self.token}"

    @property
    def not_solved_link(self) -> str:
        """Where the requester says that it is not."""
        return f"{current().base_url}/mail/not-solved/{self.token}"


@dataclass(frozen=True)
class Asking:
    """The way to a form that an engineer asked its reader to fill in."""

    information_id: int
    person_id: int

    @property
    def token(self) -> str:
        """The last part of the link."""
        return token_of(_INFORMATION, self.information_id, self.person_id)

    @property
    def link(self) -> str:
        """Where the questions stand."""
        return f"{current().base_url}/mail/information/{self.token}"


class Offer(NamedTuple):
    """A link of a mail, and what it says."""

    words: str
    link: str


def read_choice(token: str) -> Choice | None:
    """What a token asks for if it is ours and whole; None otherwise."""
    if match := _TICKET.fullmatch(token):
        choice = Choice(Wish(match[1]), int(match[3]), int(match[2]))
    elif match := _PERSON.fullmatch(token):
        choice = Choice(Wish.LESS, int(match[1]))
    else:
        return None
    name, _, signature = token.rpartition(".")
    return choice if is_ours(_CHOICE, name, signature) else None


def read_solution(token: str) -> Solution | None:
    """Of which resolution a token is, and whose, if it is ours and whole; None otherwise."""
    numbers = numbers_of(_SOLUTION, token, 3)
    return Solution(*numbers) if numbers else None


def read_asking(token: str) -> Asking | None:
    """Which form a token leads to, and whom, if it is ours and whole; None otherwise."""
    numbers = numbers_of(_INFORMATION, token, 2)
    return Asking(*numbers) if numbers else None


def offers(ticket_id: int, reference: str, reader: Reader) -> tuple[Offer, ...]:
    """What this reader can choose by a link for the mail about this ticket, as they stand now."""
    mute, follow = (Choice(wish, reader.person_id, ticket_id).link for wish in (Wish.MUTE, Wish.FOLLOW))
    when = usually(reader)
    if reader.is_requester:
        at_once, daily = f"Get mail about {reference} at once", f"Get mail about {reference} only once a day"
        return (Offer(daily, mute) if when is When.AT_ONCE else Offer(at_once, follow),)
    if when is When.NEVER:
        return (Offer(f"Follow {reference}", follow),)
    silence = f"Stop following {reference}" if reader.following is Following.FOLLOW else f"Mute {reference}"
    if when is When.DAILY:
        return (Offer(f"Follow {reference}, to hear of it at once", follow), Offer(silence, mute))
    return (Offer(silence, mute),)


def unsubscribing(choice: Choice) -> dict[str, str]:
    """The header lines by which a mail program offers this choice with one press (RFC 8058)."""
    return {"List-Unsubscribe": f"<{choice.link}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
