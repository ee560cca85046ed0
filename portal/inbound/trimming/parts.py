"""What each line of an answer is: the sender's own, quoted, or the line of a mail program between the two."""

from __future__ import annotations

import re
from enum import Enum, auto

from portal.inbound.trimming import marks
from portal.inbound.trimming.marks import Lines, is_blank, is_quoted

# So many quoted lines that nothing introduces are a quotation; fewer can be what somebody saw on a screen.
_LONG = 10
_APART = 3
_NEAR_TOP = 4
_DIFFERENCE = re.compile(r"\d[\d,]{0,20}[acd]\d|---|<")


class Part(Enum):
    """What a line is; blank lines go with those before them."""

    OWN = auto()
    QUOTE = auto()
    # "On Monday Anna wrote:", and what else a mail program puts over a quotation.
    INTRO = auto()
    # The same, so short that it could be the sender's own.
    SENTENCE = auto()


def parts_of(lines: Lines) -> list[Part]:
    """What each of the lines is; nothing where a mail is passed on, for then all of it is the point."""
    reading = _Reading(lines)
    index = 0
    while index < len(lines):
        if is_blank(lines[index]):
            index += 1
        elif is_quoted(lines[index]):
            index = reading.take_quoted(index)
        elif not reading.marked and marks.is_forward(lines[index]):
            return []
        else:
            index = reading.take_own(index)
    return reading.parts


class _Reading:
    """The lines, read once from the top; `floor` is the line under the lowest that is known to be no own one."""

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self.parts = [Part.OWN] * len(lines)
        self.marked = False
        self.floor = 0
        self.above = -1

    def take_quoted(self, first: int) -> int:
        """Judge the lines with signs of quotation that begin here; the index after them."""
        end = first
        while end < len(self.lines) and is_quoted(self.lines[end]):
            end += 1
        intro, is_ours = self._intro_over(first), any(map(marks.is_separator, self.lines[first:end]))
        if is_ours:
            intro = self._intro_over_ours(first)
        if self.marked or intro < first or is_ours or self._opens_with_intro(first, end) or self._is_long(first, end):
            self._mark(intro, first, Part.INTRO)
            self._mark(first, end, Part.QUOTE)
        else:
            self.above = end - 1
        return end

    def take_own(self, index: int) -> int:
        """Judge the line, which is the sender's unless a mark begins with it or ends in it; the index to go on at."""
        first, after = self._hard_mark(index)
        if after > first:
            return self._quote_from(first, after)
        found = marks.intro(self.lines, index, self.floor)
        if found and self._is_followed_by_quote(index + 1):
            self._mark(found[0], index + 1, Part.INTRO if found[1] else Part.SENTENCE)
        elif found and found[1]:
            return self._quote_from(found[0], index + 1)
        else:
            self.above = index
        return index + 1

    def _hard_mark(self, index: int) -> tuple[int, int]:
        """From where to where a mark goes under which all is quoted; nowhere where none begins here."""
        line = self.lines[index]
        if marks.is_separator(line):
            return self._intro_over_ours(index), index + 1
        if marks.is_original(line):
            return index, self._intro_end(self._header_end(index + 1))
        end = self._header_end(index)
        if end > index and not self._is_introduced():
            return self.above if self._is_under_rule() else index, end
        return index, index

    def _header_end(self, index: int) -> int:
        index = self._next(index)
        return marks.header_end(self.lines, index) if index < len(self.lines) else index

    def _intro_end(self, index: int) -> int:
        """The index after "On ... wrote:" if it begins here too."""
        ends = range(self._next(index), min(len(self.lines), self._next(index) + _APART))
        return next((end + 1 for end in ends if marks.intro(self.lines, end, index)), index)

    def _quote_from(self, first: int, after: int) -> int:
        """Under this mark comes a quotation: what has signs of it, or all the rest."""
        self._mark(first, after, Part.INTRO)
        below = self._next(after)
        if below < len(self.lines) and is_quoted(self.lines[below]):
            return below
        self._mark(after, len(self.lines), Part.QUOTE)
        return len(self.lines)

    def _mark(self, first: int, end: int, part: Part) -> None:
        self.parts[first:end] = [part] * (end - first)
        self.marked, self.floor = True, end

    def _intro_over(self, first: int) -> int:
        """Where an introduction begins right over this line, in whatever language; the line where none does."""
        last = self._previous(first)
        found = marks.foreign_intro(self.lines, last, self.floor) if last >= 0 else 0
        return found if found <= last else first

    def _intro_over_ours(self, first: int) -> int:
        """The same over our own separator, where less is proof enough."""
        last = self._previous(first)
        if last < 0:
            return first
        found = min(
            marks.foreign_intro(self.lines, last, self.floor, marks.COLONS),
            marks.foreign_header(self.lines, last, self.floor),
        )
        if found <= last and found > self.floor and marks.is_rule(self.lines[found - 1]):
            return found - 1
        return found if found <= last else first

    def _opens_with_intro(self, first: int, end: int) -> bool:
        """Whether the introduction stands within the quotation, as some programs have it."""
        near = range(first, min(end, first + _NEAR_TOP))
        if any(marks.foreign_intro(self.lines, index, first) <= index for index in near):
            return True
        return any(one and one[1] for one in (marks.intro(self.lines, index, first) for index in near))

    def _is_long(self, first: int, end: int) -> bool:
        """Whether so much is quoted, at the top or at the end, that it cannot be what somebody saw on a screen."""
        if sum(bool(line.strip("> \t")) for line in self.lines[first:end]) < _LONG or self._is_introduced():
            return False
        if self.above >= 0 and _DIFFERENCE.match(self.lines[self.above]):
            return False
        return self.above < 0 or self._next(end) == len(self.lines)

    def _is_introduced(self) -> bool:
        """Whether the sender's own words above end in a colon, so that what follows is what they want to show."""
        return self.above >= self.floor and self.lines[self.above].rstrip().endswith(marks.COLONS)

    def _is_under_rule(self) -> bool:
        return self.above >= self.floor and marks.is_rule(self.lines[self.above])

    def _is_followed_by_quote(self, index: int) -> bool:
        near = (line for line in self.lines[index : index + _APART] if not is_blank(line))
        return is_quoted(next(near, ""))

    def _next(self, index: int) -> int:
        """The first line from here on that is not blank."""
        while index < len(self.lines) and is_blank(self.lines[index]):
            index += 1
        return index

    def _previous(self, index: int) -> int:
        """The line above that is not blank and is the sender's own so far, if it is near; -1 where there is none."""
        near = self.above >= max(self.floor, index - _APART)
        return self.above if near else -1
