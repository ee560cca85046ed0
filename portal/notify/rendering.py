"""From a folder of templates and what they name to a mail's own words, by a Jinja environment that knows no Flask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from textwrap import fill
from typing import Any

import css_inline
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from portal import colours, paths
from portal.notify import plain, texts
from portal.settings import current

_SUBJECT_AT_MOST = 250
_COLUMN = 19


@dataclass(frozen=True)
class Message:
    """A mail's own words: a subject on one line, the text, and a whole HTML document."""

    subject: str
    text: str
    html: str


def render(folder: str, words: Mapping[str, Any]) -> Message:
    """The mail that this folder of templates makes; UndefinedError where one names what is not there."""
    environment = _environment()

    def part(name: str) -> str:
        return environment.get_template(f"{folder}/{name}").render(words)

    return Message(
        subject=texts.one_line(part("subject.txt"))[:_SUBJECT_AT_MOST],
        text=texts.clean(part("body.txt")).strip() + "\n",
        html=_inliner().inline(texts.clean(part("body.html"))),
    )


def first_sentence(folder: str, words: Mapping[str, Any]) -> str:
    """What the mail of this folder says first, on one line."""
    text = _environment().get_template(f"{folder}/body.txt").render(words)
    return texts.first_words(texts.clean(text))


def common_words() -> dict[str, Any]:
    """What the templates of every mail name: the brand, its colours and addresses."""
    settings = current()
    return {
        "brand": settings.brand,
        **_styles(settings.brand.colour),
        "separator": texts.SEPARATOR,
        "base_url": settings.base_url,
        "account_link": f"{settings.base_url}/servicedesk/account",
    }


@lru_cache(maxsize=8)
def _styles(brand: str) -> dict[str, Markup]:
    """The two style sheets of a mail in the colours of the portal's pages, on a light screen and on a dark one."""
    palettes = {"light": colours.light(brand), "dark": colours.dark(brand)}
    names = ("style", "screens")
    # Ours alone: nothing that anybody typed is in them.
    return {name: Markup(_environment().get_template(f"_{name}.css").render(palettes)) for name in names}  # noqa: S704


def _wrap(sentence: str) -> str:
    return fill(sentence, 76, break_long_words=False, break_on_hyphens=False)


def _indent(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.splitlines())


def _beside(text: str, label: str) -> str:
    """The text in a column of its own, to the right of its label."""
    margin = " " * _COLUMN
    lines = fill(text, 76, initial_indent=margin, subsequent_indent=margin, break_long_words=False)
    return f"{label:<{_COLUMN - 1}} {lines.lstrip()}"


def _block(text: str) -> str:
    return _indent(plain.folded(text))


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
    environment.filters |= {"wrap": _wrap, "block_of": _block, "indented": _indent, "beside": _beside}
    return environment


@cache
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(keep_style_tags=False, keep_at_rules=True, load_remote_stylesheets=False)
