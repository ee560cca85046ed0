"""Markdown as people write it, and text as they mail it, made into HTML that can do no harm: on pages and in mails."""

from __future__ import annotations

import re
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from markupsafe import Markup, escape

_TAGS = {
    "a", "blockquote", "br", "code", "em", "hr", "li", "ol", "p", "pre", "s", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES: dict[str, set[str]] = {"a": {"href"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto"}


def to_html(text: str) -> str:
    """Safe HTML of a Markdown text: no raw HTML, images or scripts, links to http, https and mailto only."""
    return _kept(text) if len(text) <= _SHORT else _made(text)


def tree_of(text: str) -> SyntaxTreeNode | None:
    """A Markdown text in its parts, for making something else of it than HTML; None where no person wrote it."""
    return None if _is_hostile(text) else SyntaxTreeNode(_PARSER.parse(text))


def literal(text: str) -> str:
    """The text on one line as Markdown that means no more than it says, for names and words of other people."""
    return as_words(" ".join(text.split()))


def plain_to_html(text: str) -> str:
    """Safe HTML of a text that means no more than it says: paragraphs, line breaks, and links that can be followed."""
    return _kept(text, is_plain=True) if len(text) <= _SHORT else _made(text, is_plain=True)


def as_words(text: str) -> str:
    """A line of plain text as Markdown that reads as exactly these words: no signs, no HTML, no links of its own."""
    return _LINKING.sub(r"\\\g<0>", _BEGINNING.sub(_escaped_beginning, _SIGNS.sub(r"\\\g<0>", text)))


def _escaped_beginning(found: re.Match[str]) -> str:
    return f"{found[1]}\\{found[2]}"


_SIGNS = re.compile(r"[\\`*_\[\]<>~|&]")
# A heading, a list or a line under a heading.
_BEGINNING = re.compile(r"^(\s*\d*)([#+=.)-])")
# Where the parser would find an address: in front of the slashes, and between the parts of a name.
_LINKING = re.compile(r":(?=/)|(?<=\w)[.@](?=\w)")

# A message is read far more often than written. No more than about ten megabytes are kept.
_SHORT, _KEPT = 4_000, 1_000
_MOST_BRACKETS, _MOST_IN_A_WORD = 4_000, 200


@lru_cache(maxsize=_KEPT)
def _kept(text: str, *, is_plain: bool = False) -> str:
    return _made(text, is_plain=is_plain)


def _made(text: str, *, is_plain: bool = False) -> str:
    if _is_hostile(text):
        return "<p>{}</p>\n".format(escape(text).replace("\n", Markup("<br>\n")))
    clean = nh3.clean(
        (_PLAIN if is_plain else _PARSER).render(text),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer nofollow",
    )
    # Long lines of code scroll sideways in their box, and a keyboard has to reach it. Typed text has no raw "<" left.
    return clean.replace("<pre>", '<pre tabindex="0">')


def _is_hostile(text: str) -> bool:
    """Whether the parser would look for the ends of links again and again, for seconds; no text of people does that."""
    return text.count("[") > _MOST_BRACKETS or any(word.count("://") > _MOST_IN_A_WORD for word in text.split())


def _parser() -> MarkdownIt:
    # Text nested deeper than maxNesting is left out of the result, so the limit is far above what people quote.
    options = {"html": False, "linkify": True, "breaks": True, "typographer": False, "maxNesting": 50}
    parser = MarkdownIt("commonmark", options).enable(["linkify", "table", "strikethrough"]).disable("image")
    # A message stands inside a page that has its own headings; its headings are bold lines, whatever their level.
    parser.add_render_rule("heading_open", lambda *_: "<p><strong>")
    parser.add_render_rule("heading_close", lambda *_: "</strong></p>\n")
    # It sorts its rules at its first text, and other threads that come meanwhile would find only some of them.
    parser.render("ready")
    return parser


def _plain() -> MarkdownIt:
    options = {"html": False, "linkify": True, "breaks": True, "typographer": False}
    parser = MarkdownIt("zero", options).enable(["linkify", "newline"])
    parser.render("ready")
    return parser


_PARSER, _PLAIN = _parser(), _plain()
