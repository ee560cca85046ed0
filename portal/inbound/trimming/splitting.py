"""What somebody said in an answer, and what they only quoted; in time that grows with the length of the text alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from portal.inbound.trimming import signatures
from portal.inbound.trimming.marks import Lines, is_blank
from portal.inbound.trimming.parts import Part, parts_of

# Whoever cuts a quotation down to so few lines wants them to be read with the answer.
_CUT_DOWN = 3
_LONGEST_QUESTION = 10
# Nobody types more; what follows after so many lines is taken for what the ones before it are.
_MOST = 20_000


@dataclass(frozen=True)
class Words:
    """What was said, and what was quoted: together every line of the text that is not blank."""

    said: str
    quoted: str


@dataclass(frozen=True)
class Run:
    """Neighbouring lines that are alike: said, or quoted with what introduces it."""

    first: int
    end: int
    quoted: bool


def split(text: str) -> Words:
    """What is said in the text of an answer, never empty unless all of it is, and what is quoted or hangs under it."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    head = lines[:_MOST]
    parts = parts_of(head)
    said = _said(head, parts) if parts else [True] * len(head)
    said += [all(part is Part.OWN for part in parts)] * (len(lines) - len(head))
    own = _joined(lines, said, True)
    return Words(own, _joined(lines, said, False)) if own else Words(_joined(lines, [True] * len(lines), True), "")


def _said(lines: Lines, parts: list[Part]) -> list[bool]:
    """Of each line, whether it is the sender's own or has to be read with what is."""
    runs = list(_runs(lines, parts))
    said = [part is Part.OWN for part in parts]
    if len(runs) > 2 and not runs[-1].quoted and signatures.is_footer(lines, runs[-1].first, runs[-1].end):
        said[runs[-1].first :] = [False] * (len(lines) - runs[-1].first)
        runs.pop()
    for index, run in enumerate(runs):
        if not run.quoted:
            begins = signatures.begins_at(lines, run.first, run.end)
            said[begins : run.end] = [False] * (run.end - begins)
        elif not _is_folded_whole(lines, parts, runs, index):
            for kept in _answered(lines, parts, run):
                said[kept] = True
    return said


def _runs(lines: Lines, parts: list[Part]) -> Iterator[Run]:
    """The runs of the text, each from its first line that is not blank to its last."""
    seen = ((index, parts[index] is not Part.OWN) for index, line in enumerate(lines) if not is_blank(line))
    for quoted, group in groupby(seen, key=lambda pair: pair[1]):
        first, last = None, 0
        for last, _ in group:
            first = last if first is None else first
        yield Run(first or 0, last + 1, quoted)


def _is_folded_whole(lines: Lines, parts: list[Part], runs: list[Run], index: int) -> bool:
    """Whether no words of the sender need anything of this quotation."""
    run = runs[index]
    is_short = sum(_is_quotation(lines[line], parts[line]) for line in range(run.first, run.end)) <= _CUT_DOWN
    if index == len(runs) - 1:
        is_shown = index > 1 and parts[run.first] is Part.QUOTE and lines[runs[index - 1].end - 1].rstrip()[-1:] == ":"
        return not (is_shown or (is_short and parts[run.first] is Part.SENTENCE))
    return len(runs) == 2 and not is_short


def _is_quotation(line: str, part: Part) -> bool:
    return part is Part.QUOTE and bool(line.strip("> \t"))


def _answered(lines: Lines, parts: list[Part], run: Run) -> Iterator[int]:
    """The last paragraph of a quotation, which is what the words below it answer."""
    found = 0
    for index in range(run.end - 1, run.first - 1, -1):
        blank = not lines[index].strip("> \t")
        if parts[index] not in {Part.QUOTE, Part.SENTENCE} or (blank and found) or found == _LONGEST_QUESTION:
            return
        if not blank:
            found += 1
            yield index


def _joined(lines: Lines, said: list[bool], wanted: bool) -> str:
    """The lines that are wanted, with the blank ones that follow them, but none at the ends."""
    chosen: list[str] = []
    follows = False
    for line, is_said in zip(lines, said, strict=True):
        if is_blank(line):
            wants = follows and bool(chosen)
        else:
            wants = is_said is wanted
            # A sign of quotation with nothing behind it parts a question from its answer as a blank line does.
            follows = wants or (follows and not line.strip("> \t"))
        if wants:
            chosen.append(line)
    while chosen and is_blank(chosen[-1]):
        chosen.pop()
    return "\n".join(chosen)
