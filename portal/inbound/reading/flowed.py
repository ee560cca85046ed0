"""Paragraphs of format=flowed put together again (RFC 3676), as Thunderbird and Apple Mail send them."""

from __future__ import annotations

import re

_SIGNATURE = "-- "
# Some put a space between the marks, which the standard does not.
_MARKS = re.compile(r"(?:> ?)++")


def unflowed(text: str, *, delete_space: bool) -> str:
    """The text with the soft line ends taken out; quoted lines stay quoted, as deep as they were."""
    done: list[str] = []
    open_depth = -1
    buffer: list[str] = []
    for line in text.split("\n"):
        marks = _MARKS.match(line)
        depth = marks[0].count(">") if marks else 0
        words = line[marks.end() :] if marks else line.removeprefix(" ")
        is_soft = words.endswith(" ") and words != _SIGNATURE
        if open_depth != depth or words == _SIGNATURE:
            _put(done, buffer, open_depth)
            buffer = []
        open_depth = depth
        buffer.append(words[:-1] if is_soft and delete_space else words)
        if not is_soft:
            _put(done, buffer, depth)
            buffer, open_depth = [], -1
    _put(done, buffer, open_depth)
    return "\n".join(done)


def _put(done: list[str], buffer: list[str], depth: int) -> None:
    if buffer:
        marks = ">" * depth
        done.append(f"{marks} {''.join(buffer)}".rstrip() if marks else "".join(buffer))
