"""How a closed ticket went: the page that asks, the one that says thank you, and the panel on the ticket."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from portal.web.pages.base import Page


class Score(NamedTuple):
    """One of the five answers, and where it leads."""

    value: int
    words: str
    href: str = ""


class Asks(NamedTuple):
    """The question with its answers; `said` is what was said already, in words."""

    scores: tuple[Score, ...]
    said: str = ""
    comment: str = ""
    change: str = ""


@dataclass(frozen=True)
class OpinionPage(Page):
    """The whole question, or what was said."""

    template: ClassVar[str] = "choices/opinion.html"

    title: str
    text: str
    reference: str
    subject: str
    path: str
    asks: bool
    scores: tuple[Score, ...]
    chosen: int
    most: int
    comment: str = ""
    change: str = ""
    score_error: str = ""
    comment_error: str = ""

    @property
    def problems(self) -> tuple[tuple[str, str], ...]:
        """What has to be mended, with the id of where."""
        found = (("score-1", self.score_error), ("comment", self.comment_error))
        return tuple((place, words) for place, words in found if words)

    @property
    def has_errors(self) -> bool:
        """Whether something has to be mended."""
        return bool(self.problems)
