"""What a daily digest says: ticket by ticket, what happened, whose turn it is, and the ways to answer. Pure."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import NamedTuple
from zoneinfo import ZoneInfo

from portal.notify import addresses, choices, headers, links, phrases, promises, rendering, texts
from portal.notify.choices import Choice, Offer, Solution, Wish
from portal.notify.letters import MailEvent, Reader, TicketLetter
from portal.notify.outbox import MailRow, NewMail
from portal.settings import current
from portal.vocabulary import Status

EVENT = "digest"
# Stands in the Message-ID of a digest that tells of a note, and so stays with the mail whenever it is sent.
_INTERNAL = "digest_internal"


class Item(NamedTuple):
    """Something that happened on a ticket, in one sentence."""

    id: int
    ticket_id: int
    event: str
    headline: str
    created_at: datetime


class Sight(NamedTuple):
    """A ticket as it stands for somebody who may see it; `resolution` is the entry that said it is solved."""

    reader: Reader
    letter: TicketLetter
    resolution: int | None


class Happened(NamedTuple):
    """One sentence of the digest, how often it was true, and when last."""

    headline: str
    times: int
    moment: str


class Part(NamedTuple):
    """What the digest says of one ticket; `answer` is the address to which its reader answers, empty where none can."""

    letter: TicketLetter
    happened: tuple[Happened, ...]
    turn: str
    link: str
    answer: str
    answer_link: str
    solution: Solution | None
    offers: tuple[Offer, ...]


def mail(sights: Sequence[Sight], items: Sequence[Item]) -> NewMail:
    """The digest that tells of these items, each on one of these tickets, of which there is at least one."""
    reader = sights[0].reader
    parts = [_part(sight, [item for item in items if item.ticket_id == sight.letter.ticket_id]) for sight in sights]
    less = Choice(Wish.LESS, reader.person_id)
    words = rendering.common_words() | {
        "reader": reader,
        "first_name": reader.first_name,
        "parts": parts,
        "count": "one ticket" if len(parts) == 1 else f"{len(parts)} tickets",
        "less_link": less.link,
        "why": "You get this mail because you chose to hear of this once a day.",
    }
    message = rendering.render(EVENT, words)
    name = _INTERNAL if any(MailEvent(item.event).is_internal for item in items) else EVENT
    return NewMail(
        event=EVENT,
        recipient_id=reader.person_id,
        address=reader.address,
        ticket_id=None,
        message_id=addresses.account_message_id(reader.person_id, name, secrets.token_hex(8)),
        subject=message.subject,
        text=message.text,
        html=message.html,
        headers={"From": current().brand.name, **headers.AUTOMATIC, **choices.unsubscribing(less)},
        about=tuple(sight.letter.ticket_id for sight in sights),
    )


def is_internal(mail: MailRow) -> bool:
    """Whether this is a digest that tells of something that only engineers see."""
    return mail.event == EVENT and f".{_INTERNAL}." in mail.message_id


def _part(sight: Sight, items: Sequence[Item]) -> Part:
    reader, letter, _ = sight
    answer = "" if letter.status.is_finished else addresses.reply_address(letter.ticket_id, reader.person_id)
    solution = _solution(sight)
    return Part(
        letter=letter,
        happened=_happened(items, promises.zone_of(reader)),
        turn=phrases.SAY_SO if solution else phrases.turn(letter, reader),
        link=links.ticket_page(letter.reference),
        answer=answer,
        answer_link=links.answer_by_mail(answer, letter.reference, letter.subject),
        solution=solution,
        offers=choices.offers(letter.ticket_id, letter.reference, reader),
    )


def _solution(sight: Sight) -> Solution | None:
    """What the requester answers while we believe that it is solved."""
    reader, letter, resolution = sight
    if resolution is None or letter.status is not Status.RESOLVED or not reader.is_requester:
        return None
    return Solution(letter.ticket_id, reader.person_id, resolution)


def _happened(items: Sequence[Item], zone: ZoneInfo) -> tuple[Happened, ...]:
    """The sentences in their order; the same one again in a row is told once."""
    rows = [list(alike) for _, alike in groupby(items, key=lambda item: item.headline)]
    return tuple(Happened(row[0].headline, len(row), texts.short_moment(row[-1].created_at, zone)) for row in rows)
