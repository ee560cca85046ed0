"""A message in one line: its words without marks, from the sentence that asks on."""

from __future__ import annotations

import re
from html import unescape

import nh3

from portal import markup

_END_OF_SENTENCE = re.compile(r"(?<=[.?!…]) ")


def excerpt(text: str, at_most: int) -> str:
    """What a Markdown text says, or asks where it asks something, in at most so many characters."""
    # Code says little in a line; where there is nothing else, it is all there is.
    words = _words(text, without={"pre"}) or _words(text)
    sentences = _END_OF_SENTENCE.split(words)
    asks = (place for place, sentence in enumerate(sentences) if sentence.endswith("?"))
    return shortened(" ".join(sentences[next(asks, 0) :]), at_most)


def _words(text: str, without: set[str] | None = None) -> str:
    return " ".join(unescape(nh3.clean(markup.to_html(text), tags=set(), clean_content_tags=without)).split())


def shortened(words: str, at_most: int) -> str:
    """A line in at most so many characters, cut between words where that can be."""
    if len(words) <= at_most:
        return words
    whole = words[:at_most].rsplit(" ", 1)[0]
    return whole[: at_most - 1].rstrip(",;:") + "…"
