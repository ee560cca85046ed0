"""From an event, a letter and a reader to a mail's own words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from portal import clock, markup
from portal.excerpts import shortened
from portal.notify import choices, links, opinions, phrases, plain, promises, reasons, rendering, tables, texts
from portal.notify.choices import Asking, Solution
from portal.notify.letters import MailEvent, Reader, TicketLetter
from portal.notify.rendering import Message
from portal.settings import current
from portal.states import STATES

_MESSAGES = frozenset({MailEvent.MESSAGE, MailEvent.QUESTION, MailEvent.INFORMATION_NEEDED})
_BEGINNING = 120


@dataclass(frozen=True)
class News:
    """What happened, told the same way to everybody; `body` is Markdown, or plain text where a person mailed it.

    `entry_id` is the timeline entry that it tells of, if it tells of a ticket.
    """

    event: MailEvent
    letter: TicketLetter | None
    actor_id: int | None
    actor_name: str
    body: str
    facts: Mapping[str, str]
    entry_id: int | None = None
    is_plain: bool = False


def render(news: News, reader: Reader) -> Message:
    """The mail that tells this reader of the news; UndefinedError where a template names what is not there.

    ValueError where the news is for engineers and the reader is none (S-05).
    """
    return rendering.render(news.event, _words(news, reader))


def headline(news: News, reader: Reader) -> str:
    """The first sentence of that mail, on one line: what happened, and how a message to the customer begins.

    A note is told without its words.
    """
    words = _words(news, reader)
    said = rendering.first_sentence(news.event, words)
    begins = shortened(texts.first_words(words["body_text"]), _BEGINNING) if news.event in _MESSAGES else ""
    return f"{said}: “{begins}”" if begins else said


def loses_sight(news: News, reader: Reader) -> bool:
    """Whether the news is that this reader may no longer see the ticket, so that nothing else may be told."""
    return news.event is MailEvent.MADE_PRIVATE and not (reader.is_requester or reader.is_engineer)


def _words(news: News, reader: Reader) -> dict[str, Any]:
    if news.event.is_internal and not reader.is_engineer:
        raise ValueError(f"{news.event}: for engineers only")
    body = texts.clean(news.body).strip()
    words = {
        "letter": news.letter,
        "reader": reader,
        "first_name": reader.first_name,
        "actor": news.actor_name or current().brand.name,
        "body": body,
        "body_text": plain.folded(body) if news.is_plain else plain.to_text(body),
        "body_html": Markup(_html(body, news.is_plain)),  # noqa: S704 - the renderer gives safe HTML
        "facts": news.facts,
        "loses_sight": loses_sight(news, reader),
        "why": reasons.why(news.event, news.letter, reader),
        "now": texts.moment(clock.now(), promises.zone_of(reader)),
    }
    words |= rendering.common_words()
    return words | (_ticket_words(news, news.letter, reader) if news.letter else {})


def _html(body: str, is_plain: bool) -> str:
    return markup.plain_to_html(body) if is_plain else markup.to_html(body)


def _ticket_words(news: News, letter: TicketLetter, reader: Reader) -> dict[str, Any]:
    solution = _solution(news, letter, reader)
    return {
        "link": links.ticket_page(letter.reference),
        "noun": phrases.noun(letter),
        "rows": tables.facts(news.event, letter, reader, news.facts.get("attachments", "")),
        "answers": tables.answers(letter),
        "next": phrases.what_happens_next(letter, reader),
        "sharing": phrases.sharing(letter, reader),
        "left": phrases.who_is_left(letter, reader),
        "turn": f"{phrases.SAY_SO} {promises.closes(letter)}".strip() if solution else phrases.turn(letter, reader),
        "solution": solution,
        "scores": opinions.asked_of(news.event, letter, reader),
        "offers": choices.offers(letter.ticket_id, letter.reference, reader),
        "how_to_answer": phrases.how_to_answer(letter, reader),
        "due": promises.due(letter, reader),
        "status_words": STATES[letter.status].words,
        "asking": _asking(news, reader),
        "questions": [texts.one_line(label) for label in news.facts.get("questions", "").splitlines()],
        "reason": texts.one_line(news.facts.get("reason", "")),
    }


def _asking(news: News, reader: Reader) -> Asking | None:
    """Where the requester fills in what the mail asks for."""
    number = news.facts.get("information", "")
    return Asking(int(number), reader.person_id) if number and reader.is_requester else None


def _solution(news: News, letter: TicketLetter, reader: Reader) -> Solution | None:
    """What the requester answers when we say that it is solved."""
    if news.event is not MailEvent.RESOLVED or not reader.is_requester or news.entry_id is None:
        return None
    return Solution(letter.ticket_id, reader.person_id, news.entry_id)
