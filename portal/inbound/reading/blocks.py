"""Lines of text as they are written: white space closed up, quoted and indented lines marked, no row of blank lines."""

from __future__ import annotations

import re

_SPACES = re.compile(r"[ \t\r\n\f]+")
# How Word writes the bullets of its lists.
_BULLET = re.compile("^([\u00b7\u00a7\u2022o\uf0b7])[\u00a0 ]{2,}")
_DEEPEST = 10


class Block:
    """The text of a page, or of one cell of a table."""

    def __init__(self) -> None:
        self.quotes = 0
        self.indents: list[str] = []
        self.is_verbatim = False
        self._lines: list[str] = []
        self._line: list[str] = []
        self._wants_blank = False
        self._bullet = ""

    @property
    def last(self) -> str:
        """The last line with words, without what marks it as quoted."""
        return next((line.strip("> ") for line in reversed(self._lines[-3:]) if line.strip("> ")), "")

    @property
    def mark(self) -> tuple[int, int]:
        """Where the next word will stand; see `since`."""
        return len(self._lines), len(self._line)

    def since(self, mark: tuple[int, int]) -> str:
        """What was written after that place, up to five lines of it."""
        line, word = mark
        if line == len(self._lines):
            return "".join(self._line[word:])
        return " ".join([*self._lines[line : line + 5], *self._line])

    def words(self, text: str) -> None:
        """Go on on this line."""
        if self.is_verbatim:
            first, *others = text.split("\n")
            self._line.append(first)
            for other in others:
                self.end_line(force=True)
                self._line.append(other)
            return
        closed = _SPACES.sub(" ", text)
        if not self._line or self._line[-1].endswith(" "):
            closed = closed.lstrip(" ")
        if closed:
            self._line.append(closed)

    def bullet(self, text: str) -> None:
        """What the next line begins with."""
        self.end_line()
        self._bullet = text

    def end_line(self, *, force: bool = False) -> None:
        """End the line if there is one; with `force` a blank one counts."""
        if not self._line and not force:
            return
        text = _BULLET.sub("- ", "".join(self._line)).replace("\xa0", " ").rstrip()
        self._line = []
        self._put(text)

    def paragraph(self) -> None:
        """End the line, and leave a blank one before whatever follows."""
        self.end_line()
        self._wants_blank = bool(self._lines) and not self._bullet

    def line(self, text: str) -> None:
        """A line of its own."""
        self.end_line()
        self._put(text)

    def finish(self) -> list[str]:
        """All lines, without blank ones at the beginning and at the end."""
        self.end_line()
        lines = self._lines
        while lines and not lines[-1].strip("> "):
            lines.pop()
        return lines

    def _put(self, text: str) -> None:
        prefix = "> " * min(self.quotes, _DEEPEST)
        if self._wants_blank or not text:
            self._blank(prefix)
        self._wants_blank = False
        if text:
            self._lines.append(prefix + "".join(self.indents[:_DEEPEST]) + self._bullet + text)
            self._bullet = ""

    def _blank(self, prefix: str) -> None:
        if self._lines and (self._lines[-1].strip("> ") or self.is_verbatim):
            while not f"{self._lines[-1]} ".startswith(prefix):
                prefix = prefix[2:]
            self._lines.append(prefix.rstrip())
