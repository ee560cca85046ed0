"""Links and pictures of an HTML mail in words; nothing is ever fetched."""

from __future__ import annotations

import re
from dataclasses import dataclass

from portal.inbound.reading.blocks import Block
from portal.inbound.reading.cleaning import one_line

_SHOWN = ("http://", "https://", "ftp://", "mailto:")
_LONGEST_TARGET = 2000
_LONGEST_WORDS = 200
_BEGINNING = re.compile(r"^(?:https?://|ftp://|mailto:)?(?:www\.)?", re.IGNORECASE)
_EMOJI_LENGTH = 4


@dataclass(frozen=True)
class Link:
    """A link that is open: where it leads, and where its words began."""

    href: str
    block: Block
    began: tuple[int, int]

    def target(self, block: Block) -> str:
        """What follows the words of the link: its address in brackets, or nothing where they say the same."""
        href = "".join(self.href.split())
        if not href.lower().startswith(_SHOWN) or len(href) > _LONGEST_TARGET or block is not self.block:
            return ""
        words = block.since(self.began).strip()
        return f" <{href.removeprefix('mailto:')}>" if words and _plain(words) != _plain(href) else ""


def picture(attributes: dict[str, str]) -> str:
    """What stands for a picture: its id where the mail brings it, else the words that describe it."""
    source = attributes.get("src", "").strip()
    if source[:4].lower() == "cid:" and len(source) > 4:
        return f"[{source[:_LONGEST_WORDS]}]"
    words = one_line(attributes.get("alt", ""), _LONGEST_WORDS)
    if len(words) <= _EMOJI_LENGTH and not words.isascii():
        return words
    return f"[{words}]" if words else ""


def _plain(text: str) -> str:
    return _BEGINNING.sub("", text.strip()).partition("?subject=")[0].rstrip("/").lower()
