"""A secret as it was typed, and how it is recognised wherever it was written down since. Pure."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from urllib.parse import quote

from portal.errors import Rejected

REMOVED = "[removed]"
SHORTEST = 4
LONGEST = 10_000
# A mail may have broken it where there was a space, an answer may quote it, a link writes it otherwise.
_SPACE = r"(?:[\s>+]|&gt;|&nbsp;|&#160;|%20|<br ?/?>)+"
_NAMES = {'"': "quot", "'": "apos"}
# What Markdown makes tags of, so that pages and mails show it no more.
_SIGNS = frozenset("*_~`\\")
_TAGS = r"(?:</?[a-z][^<>]{0,500}>)*+"


@dataclass(frozen=True)
class Secret:
    """What has to go."""

    text: str

    @classmethod
    def of(cls, typed: str) -> Secret:
        """The secret as it was typed; Rejected where it is too short to be one, or too long."""
        text = unicodedata.normalize("NFC", typed.strip())
        if not SHORTEST <= len(text) <= LONGEST:
            why = f"Write what has to go, of {SHORTEST} to {LONGEST} characters: what is shorter stands in other words"
            raise Rejected(why, field="secret")
        return cls(text)

    def out_of(self, text: str) -> str:
        """The text without it."""
        return self._written.sub(REMOVED, text)

    def out_of_drawn(self, text: str) -> str:
        """What a page or a mail shows without it, also where tags stand in the middle of it, or for its signs."""
        return self._drawn.sub(REMOVED, self.out_of(text))

    def stands_in(self, text: str) -> bool:
        """Whether the text holds it, as it was written or as HTML and links write it."""
        return self._written.search(text) is not None

    @cached_property
    def _written(self) -> re.Pattern[str]:
        return re.compile("".join(self._pieces()))

    @cached_property
    def _drawn(self) -> re.Pattern[str]:
        shown = sum(character not in _SIGNS for character in self.text)
        return re.compile(_TAGS.join(self._pieces(may_lack_signs=shown >= SHORTEST)))

    def _pieces(self, *, may_lack_signs: bool = False) -> Iterator[str]:
        """One pattern for each character, and one for each row of spaces."""
        for is_space, characters in groupby(self.text, str.isspace):
            if is_space:
                yield _SPACE
                continue
            for character in characters:
                yield _spellings(character) + ("?+" if may_lack_signs and character in _SIGNS else "")


def _spellings(character: str) -> str:
    """A character as people, HTML and links write it."""
    if character.isascii() and character.isalnum():
        return re.escape(character)
    number = ord(character)
    otherwise = {
        unicodedata.normalize("NFD", character),
        quote(character, safe="", errors="replace"),
        quote(character, safe="", errors="replace").lower(),
        html.escape(character),
        f"&{_NAMES.get(character, '')};",
    }
    known = [rf"\\?{re.escape(character)}", rf"&#0*+{number};", rf"&#[xX]0*+(?i:{number:x});"]
    # None of them matches what another one does, or signs in a row would be tried in all their ways.
    known += [re.escape(spelling) for spelling in otherwise - {character, "&;"}]
    # The longest first: an ampersand is also how its own name begins.
    return f"(?:{'|'.join(sorted(known, key=len, reverse=True))})"
