"""No text loses a line when it is trimmed, none is emptied, and none takes long."""

from __future__ import annotations

import time
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.inbound.trimming.splitting import split
from portal.notify.texts import SEPARATOR

LINES = [
    "",
    " ",
    "\ufeff",
    ">",
    "> ",
    "> Which server is it?",
    ">> older",
    "web-1",
    "This is it:",
    "Hello Bob,",
    "-- ",
    "--",
    "---",
    "- a bullet",
    "Sent from my iPhone",
    "On Mon, 23 Nov 2026 at 10:46, Anna <a@b.example> wrote:",
    "> On Mon, 23 Nov 2026 at 10:46, Anna <a@b.example> wrote:",
    "On Mon, 23 Nov 2026 at 10:46,",
    "Anna <a@b.example> wrote:",
    "Am 23.11.26 um 10:46 schrieb Anna:",
    "Anna wrote:",
    "2026年11月23日(月) 10:46 Anna <a@b.example>:",
    "-----Original Message-----",
    "________________________________",
    "From: Anna <a@b.example>",
    "Sent: Monday, 23 November 2026 10:46",
    "To: Bob",
    "Subject: x",
    "---------- Forwarded message ---------",
    SEPARATOR,
    f"> {SEPARATOR}",
    "This e-mail is confidential.",
    "3c3",
    "< a",
]
TEXTS = st.lists(st.sampled_from(LINES) | st.text(max_size=30), max_size=40).map("\n".join)
PIECES = (
    "\n", " ", "\r", "\t", "On ", "On \n", ">", "> ", "> \n", "-----", "--\n\n", "-- \n", "wrote:", "wrote:\n", "a:\n",
    "_" * 32 + "\n", "-----Original Message-----\n", "From: a\n", "From: a\n @\n @\n", "A: b\n", ">\na\n",
    "> a\n\n\nb\n", "> 2026 10:46 <a@b>:\na\n", "2026 10:46 <a@b>\n", "x\nAm 1.1.2026 10:46 schrieb\n",
    "Sent from my iPhone\n\n", "\u200b", "\u200b\n", SEPARATOR + "\n", f"> {SEPARATOR}\n", "confidential\n",
)  # fmt: skip
BOUNDED = settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def _filled(text: str) -> list[str]:
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return [line for line in plain.split("\n") if line.strip().strip("\u200b\ufeff\u2060\u200e\u200f\u200c\u200d")]


@BOUNDED
@given(TEXTS)
def test_no_line_is_lost_or_doubled_and_nothing_that_was_said_is_emptied(text: str) -> None:
    words = split(text)
    assert Counter(_filled(words.said) + _filled(words.quoted)) == Counter(_filled(text))
    assert bool(_filled(words.said)) == bool(_filled(text))
    for part in (words.said, words.quoted):
        every = iter(_filled(text))
        assert all(any(line == other for other in every) for line in _filled(part)), "in the order they stood"


@pytest.mark.parametrize("piece", PIECES, ids=repr)
def test_the_time_grows_with_the_length_and_with_nothing_else(piece: str) -> None:
    """M-14: a search that goes back would take minutes here."""
    start = time.process_time()
    for before in ("", "web-1\n\nOn Mon, 23 Nov 2026 at 10:46, Anna <a@b.example> wrote:\n> Which?\n"):
        split(before + piece * (20_000 // len(piece)))
    assert time.process_time() - start < 2


def test_a_megabyte_of_one_line_is_read_at_once() -> None:
    """M-14."""
    start = time.process_time()
    for piece in ("On ", "wrote:", "- ", "> ", "\ufeff"):
        split(piece * (1_000_000 // len(piece.encode())))
    assert time.process_time() - start < 2
