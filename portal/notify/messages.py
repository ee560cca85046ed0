"""From an event, a letter and a reader to a mail's own words, by a Jinja environment that knows no Flask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from textwrap import fill
from typing import Any

import css_inline
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from portal import clock, markup, paths
from portal.notify import phrases, tables, texts
from portal.notify.letters import MailEvent, Reader, TicketLetter
from portal.settings import current
from portal.states import STATES

_SUBJECT_AT_MOST = 250


@dataclass(frozen=True)
class News:
    """What happened, told the same way to everybody; `body` is Markdown that a person wrote."""

    event: MailEvent
    letter: TicketLetter | None
    actor_id: int | None
    actor_name: str
    body: str
    facts: Mapping[str, str]


@dataclass(frozen=True)
class Message:
    """A mail's own words: a subject on one line, the text, and a whole HTML document."""

    subject: str
    text: str
    html: str


def render(news: News, reader: Reader) -> Message:
    """The mail that tells this reader of the news; UndefinedError where a template names what is not there."""
    environment, words = _environment(), _words(news, reader)

    def part(name: str) -> str:
        return environment.get_template(f"{news.event}/{name}").render(words)

    return Message(
        subject=texts.one_line(part("subject.txt"))[:_SUBJECT_AT_MOST],
        text=texts.clean(part("body.txt")).strip() + "\n",
        html=_inliner().inline(texts.clean(part("body.html"))),
    )


def loses_sight(news: News, reader: Reader) -> bool:
    """Whether the news is that this reader may no longer see the ticket, so that nothing else may be told."""
    return news.event is MailEvent.MADE_PRIVATE and not (reader.is_requester or reader.is_engineer)


def _words(news: News, reader: Reader) -> dict[str, Any]:
    settings = current()
    body = texts.clean(news.body).strip()
    words = {
        "letter": news.letter,
        "reader": reader,
        "first_name": next(iter(reader.name.split()), reader.address),
        "actor": news.actor_name or settings.brand.name,
        "body": body,
        "body_html": Markup(markup.to_html(body)),  # noqa: S704 - the renderer gives safe HTML
        "facts": news.facts,
        "loses_sight": loses_sight(news, reader),
        "brand": settings.brand,
        "head_colour": _darker(settings.brand.colour),
        "base_url": settings.base_url,
        "account_link": f"{settings.base_url}/servicedesk/account",
        "why": phrases.why(news.event, news.letter, reader),
        "now": texts.moment(clock.now(), phrases.zone_of(reader)),
    }
    return words | (_ticket_words(news, news.letter, reader) if news.letter else {})


def _ticket_words(news: News, letter: TicketLetter, reader: Reader) -> dict[str, Any]:
    return {
        "link": f"{current().base_url}/servicedesk/tickets/{letter.reference}",
        "noun": phrases.noun(letter),
        "rows": tables.facts(news.event, letter, reader),
        "answers": tables.answers(letter),
        "next": phrases.what_happens_next(letter, reader),
        "sharing": phrases.sharing(letter, reader),
        "turn": phrases.turn(letter, reader),
        "how_to_answer": phrases.how_to_answer(letter, reader),
        "status_words": STATES[letter.status].words,
        "reason": texts.one_line(news.facts.get("reason", "")),
    }


def _darker(colour: str) -> str:
    """The colour halfway to black, for the head of the mail."""
    return "#" + "".join(f"{int(colour[at : at + 2], 16) // 2:02x}" for at in (1, 3, 5))


def _wrap(sentence: str) -> str:
    return fill(sentence, 76, break_long_words=False, break_on_hyphens=False)


def _indent(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.splitlines())


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(paths.asset_dir("templates") / "mail"),
        undefined=StrictUndefined,
        autoescape=select_autoescape(["html"], default_for_string=False, default=False),
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters |= {"wrap": _wrap, "block_of": _indent}
    return environment


@cache
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(keep_style_tags=False, load_remote_stylesheets=False)
