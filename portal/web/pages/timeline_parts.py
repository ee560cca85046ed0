"""The parts of a ticket's timeline, each drawn once for all who see it alike."""

from __future__ import annotations

from typing import NamedTuple

from markupsafe import Markup

from portal.tickets.rows import FileRow


class ByMail(NamedTuple):
    """What came with a mail: how we know whose it is, what it quoted, which files were `left_out`, in sentences.

    `original` is where engineers read the mail itself. What a machine wrote is `folded` under these words.
    """

    words: str
    quoted: str
    left_out: tuple[str, ...]
    original: str
    folded: str
    marker: str


class Filled(NamedTuple):
    """One question of a form with its answer; `mono` where that is compared character by character."""

    label: str
    text: str
    mono: bool


class Shown(NamedTuple):
    """One thing in the timeline; an event has an icon and a sentence in three parts, `strong` in the middle.

    With a `href` the strong part leads there. `mail` is None where it was not mailed.
    """

    id: int
    is_event: bool
    name: str
    initials: str
    by_engineer: bool
    is_note: bool
    when: Markup
    body: str
    files: tuple[FileRow, ...]
    question: str
    aside: str
    icon: str
    lead: str
    strong: str
    rest: str
    href: str
    said: str
    mail: ByMail | None
    # What is asked for in a form, what was answered in one, what the ticket said before it got another issue type.
    questions: tuple[str, ...] = ()
    answers: tuple[Filled, ...] = ()
    earlier: tuple[Filled, ...] = ()


class Meanwhile(NamedTuple):
    """What somebody else did while the reader was at it: a sentence, and the words that go with it."""

    name: str
    sentence: str
    when: Markup
    body: str


class Timeline(NamedTuple):
    """Everything that happened; where it is long, `folded` is its middle."""

    first: tuple[Shown, ...]
    folded: tuple[Shown, ...]
    last: tuple[Shown, ...]
