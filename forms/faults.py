"""What is wrong with a catalogue, one line each."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a definition: its issue type or category, a field of it, and an attribute of that."""

    issue_type: str
    field: str = ""
    attribute: str = ""

    def __str__(self) -> str:
        return ".".join(filter(None, (self.issue_type, self.field)))


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong at a place, with what would be right."""

    where: Where
    text: str


class CatalogueFaults(Exception):
    """A catalogue that is refused; `faults` has a line for everything that is wrong in it."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


def one_of(wrong: str, right: Iterable[str]) -> str:
    """`did you mean "region"?`, or the list of all that would be right."""
    names = sorted(right)
    close = difflib.get_close_matches(wrong, names, n=1)
    if close:
        return f'did you mean "{close[0]}"?'
    return f"use one of: {', '.join(names)}" if names else "there is none to choose from"
