"""HTML cut into words and tags in one pass. Whatever it is, the cost grows with its length only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

# More tags than any honest mail has; behind them only the words are taken.
MOST_TAGS = 40_000
_NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9:_-]{0,60})")
# Possessive: no input makes it go back.
_REST = re.compile(r"""(?:[^"'>]|"[^"]*+"|'[^']*+')*+>""")
_ATTRIBUTE = re.compile(r"""(?<![\w:-])([a-zA-Z][\w:-]*+)\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'>]++))""")
# A number that long is no character, and Python refuses to read it.
_LONG_NUMBER = re.compile(r"&#[xX]?[0-9a-fA-F]{9,};?")
_DATA = re.compile(r"data:[a-zA-Z0-9.+/-]{1,80};base64,[A-Za-z0-9+/=\s]*+")
_ANY_TAG = re.compile(r"<[^<>]*+>")
# What stands in these is not for reading.
_SILENT = {"script", "style", "title", "template", "noframes"}


@dataclass(frozen=True)
class Tag:
    """A tag, its name in small letters; what stands in it is read only when it is asked for."""

    name: str
    is_end: bool
    inside: str

    def attributes(self) -> dict[str, str]:
        """The attributes by their names in small letters, decoded; the first of a name counts."""
        found: dict[str, str] = {}
        for name, double, single, bare in _ATTRIBUTE.findall(self.inside):
            found.setdefault(name.lower(), decoded(double or single or bare))
        return found


def without_data(html: str) -> str:
    """The HTML without the pictures that are written out within it."""
    return _DATA.sub("data:,", html)


def decoded(text: str) -> str:
    """The text with its entities replaced."""
    return unescape(_LONG_NUMBER.sub("", text)) if "&" in text else text


class Cutter:
    """Cuts one text; it remembers what was looked for in vain, so as not to look for it again."""

    def __init__(self, html: str) -> None:
        self._html = html
        self._place = 0
        self._has_quotes = True
        self._missing: set[str] = set()

    def cut(self) -> Iterator[str | Tag]:
        """Words, entities decoded, and tags, in their order; comments and what is not for reading are left out."""
        tags = 0
        while (begin := self._html.find("<", self._place)) >= 0 and tags < MOST_TAGS:
            if begin > self._place:
                yield decoded(self._html[self._place : begin])
            tags += 1
            found = self._markup(begin)
            if found is not None:
                yield found
        rest = self._html[self._place :]
        yield decoded(_ANY_TAG.sub(" ", rest) if tags >= MOST_TAGS else rest)

    def _markup(self, begin: int) -> str | Tag | None:
        name = _NAME.match(self._html, begin)
        if name is None:
            return self._no_tag(begin)
        end = self._end_of_tag(name.end())
        if end < 0:
            self._place = begin + 1
            return "<"
        self._place = end
        tag = Tag(name[1].lower(), self._html[begin + 1] == "/", self._html[name.end() : end - 1])
        if tag.name in _SILENT and not tag.is_end:
            self._skip_to(f"</{tag.name}", 0)
            return None
        return tag

    def _no_tag(self, begin: int) -> str | None:
        if self._html.startswith("<!--", begin):
            # The two dashes may be those of the end as well.
            self._place = begin + 2
            self._skip_to("-->", 3)
            self._place = max(self._place, begin + 4)
            return None
        if self._html.startswith(("<!", "<?", "</"), begin):
            self._place = begin + 2
            self._skip_to(">", 1)
            return None
        self._place = begin + 1
        return "<"

    def _end_of_tag(self, place: int) -> int:
        if self._has_quotes:
            rest = _REST.match(self._html, place)
            if rest:
                return rest.end()
            self._has_quotes = False
        if ">" in self._missing:
            return -1
        end = self._html.find(">", place)
        if end < 0:
            self._missing.add(">")
        return end + 1 if end >= 0 else -1

    def _skip_to(self, what: str, further: int) -> None:
        """To the next `what` and so much further; where there is none, nothing is skipped, now and later."""
        if what in self._missing:
            return
        found = re.compile(re.escape(what), re.IGNORECASE).search(self._html, self._place)
        if found:
            self._place = found.start() + further
        else:
            self._missing.add(what)
