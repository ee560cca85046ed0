"""A message of 20 000 characters could take seconds to draw, each time somebody looked at its ticket."""

from __future__ import annotations

import time

import pytest

from portal.markup import to_html
from portal.tickets.words import MOST_CHARACTERS


@pytest.mark.parametrize("piece", ["[", "![", "http://a.", "https://"])
def test_a_hostile_message_is_shown_as_it_was_typed_and_soon(piece: str) -> None:
    text = "<b>\n" + piece * (MOST_CHARACTERS // len(piece))
    started = time.process_time()
    html = to_html(text)
    assert time.process_time() - started < 0.5
    assert html.startswith("<p>&lt;b&gt;<br>\n")
    assert html.count(piece) == text.count(piece)


def test_a_long_log_is_still_markdown() -> None:
    log = "\n".join(f"- [{number}] [info] **ready** https://a.example/{number}" for number in range(300))
    assert to_html(log).count("<strong>ready</strong>") == 300
    assert to_html(log).count("<a ") == 300
