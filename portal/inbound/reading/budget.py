"""How much one mail may cost, and what was left out because of it."""

from __future__ import annotations

import time

from portal.settings import current

# The longest header block and the longest single header, in bytes; the most headers; all of one mail or one part.
HEADER_BLOCK = 256 * 1024
HEADER_LENGTH = 32 * 1024
HEADERS = 1000
# The longest text that is shown, in characters.
TEXT_CHARACTERS = 100_000
# How much is looked at to find it, in all parts together: in bytes, and in characters of HTML.
_TEXT_BYTES = 2 * 1024 * 1024
_HTML_CHARACTERS = 500_000
# How much of the files is searched for keys of ours, in bytes.
_SEARCHED = 4 * 1024 * 1024
# How many pieces of text one mail may be put together of; those that follow are files.
TEXTS = 30
# Lines that look like the border of a part, whether they are or not.
_BORDERS = 20_000


class Budget:
    """What is left of what the settings grant for one mail; `faults` are the sentences about what was left out."""

    def __init__(self) -> None:
        granted = current().inbound
        self._parts = granted.parts
        self._deadline = time.monotonic() + granted.seconds
        self._borders = _BORDERS
        self._text_bytes = _TEXT_BYTES
        self._html_characters = _HTML_CHARACTERS
        self._searched = _SEARCHED
        self._faults: dict[str, None] = {}
        self.depth = granted.depth

    @property
    def faults(self) -> tuple[str, ...]:
        """Every sentence once, in the order in which things were found."""
        return tuple(self._faults)

    def fault(self, sentence: str) -> None:
        """Note what was cut, left out or guessed."""
        self._faults.setdefault(sentence)

    def take_part(self) -> bool:
        """Whether one more part may be read; it is counted then."""
        if time.monotonic() > self._deadline:
            self.fault("Reading stopped when its time was over: what follows is only in the stored mail")
            return False
        if self._parts <= 0:
            self.fault("The mail has too many parts: those that follow are only in the stored mail")
            return False
        self._parts -= 1
        return True

    def take_border(self) -> bool:
        """Whether one more line that looks like a border may be looked at; it is counted then."""
        self._borders -= 1
        return self._borders >= 0

    def take_text(self, content: bytes) -> bytes:
        """As much of these bytes as may still be read as text, up to the end of a line."""
        taken = content[: self._text_bytes]
        if len(taken) < len(content):
            self.fault("A text of the mail is too long: its end is only in the stored mail")
            # The last line may be cut within a character.
            taken = taken.rpartition(b"\n")[0] or taken
        self._text_bytes -= len(taken)
        return taken

    def take_html(self, html: str) -> str:
        """As much of this HTML as may still be read."""
        taken = html[: self._html_characters]
        if len(taken) < len(html):
            self.fault("The HTML of the mail is too long: its end is only in the stored mail")
        self._html_characters -= len(taken)
        return taken

    def take_searched(self, content: bytes) -> bytes:
        """As much of the beginning of these bytes as may still be searched."""
        taken = content[: self._searched]
        self._searched -= len(taken)
        return taken
