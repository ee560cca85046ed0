"""One piece of a mail's text: decoded when it is needed, and never longer than it may be."""

from __future__ import annotations

import re
from functools import cached_property

from portal.inbound.reading.budget import Budget
from portal.inbound.reading.charsets import decode
from portal.inbound.reading.cleaning import clean_text
from portal.inbound.reading.files import content_of
from portal.inbound.reading.flowed import unflowed
from portal.inbound.reading.html_text import text_of
from portal.inbound.reading.structure import Part
from portal.inbound.reading.tokens import without_data

_META = re.compile(rb"<meta[^>]{0,200}?charset\s{0,5}=\s{0,5}[\"']?\s{0,5}([\w:.-]{1,40})", re.IGNORECASE)
_WHERE_META_STANDS = 4096
_LONGEST_EXCUSE = 600
_EXCUSE = re.compile(
    r"html[ -]?(?:format|compatible|capable|enabled|mail|e-mail|version|view|f.hig|nachricht)"
    r"|(?:view|display|read|support|see)\w*\s.{0,80}\bhtml\b|view (?:it|this (?:e-?mail|message)) (?:online|in)",
    re.IGNORECASE,
)


class Text:
    """The text of one part."""

    def __init__(self, part: Part, budget: Budget) -> None:
        self._part = part
        self._budget = budget

    @property
    def is_html(self) -> bool:
        """Whether it was written as HTML."""
        return self._part.media_type == "text/html"

    @property
    def is_blank(self) -> bool:
        """Whether nothing in it can be read."""
        return not self.text.strip()

    @property
    def is_excuse(self) -> bool:
        """Whether it only says that the HTML is to be read instead."""
        return len(self.text) <= _LONGEST_EXCUSE and _EXCUSE.search(self.text) is not None

    @cached_property
    def source(self) -> str:
        """What was written, decoded and clean."""
        return decoded_body(self._part, self._budget)

    @cached_property
    def text(self) -> str:
        """What is to be read: tags are gone, lines are whole."""
        if self.is_html:
            html = without_data(self.source)
            if len(html) < len(self.source):
                self._budget.fault("Pictures that are written out within the HTML are only in the stored mail")
            return clean_text(text_of(self._budget.take_html(html)))
        if self._part.words.get("format", "").lower() == "flowed":
            return unflowed(self.source, delete_space=self._part.words.get("delsp", "").lower() == "yes")
        return self.source


def decoded_body(part: Part, budget: Budget) -> str:
    """The body of a part of text as text, in whatever charset it came."""
    content = budget.take_text(content_of(part, budget))
    declared = part.words.get("charset", "")
    if not declared and part.media_type == "text/html":
        meta = _META.search(content[:_WHERE_META_STANDS])
        declared = meta[1].decode("ascii", "replace") if meta else ""
    text, was_guessed = decode(content, declared)
    if was_guessed:
        budget.fault("The characters are not in the charset that the mail names: it was guessed")
    return clean_text(text)
