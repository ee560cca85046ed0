"""What a message says in one line, on the home page."""

from __future__ import annotations

import pytest

from portal.excerpts import excerpt


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("May we force-detach\nthe volume now?", "May we force-detach the volume now?"),
        ("**May we** `detach` [it](https://x.example)?", "May we detach it?"),
        ("The host is stuck. **May we detach it?** The server goes.", "May we detach it? The server goes."),
        ("One.\n\n- two\n- three", "One. two three"),
        ("Is it this?\n\n```\nerror <a>\n```\n", "Is it this?"),
        ("```\nerror <a> & b\n```", "error <a> & b"),
        ("Tom & Jerry <b>wrote</b>.", "Tom & Jerry <b>wrote</b>."),
        ("", ""),
    ],
)
def test_a_message_is_quoted_without_its_marks_from_the_question_on(text: str, said: str) -> None:
    assert excerpt(text, 100) == said


@pytest.mark.parametrize("text", ["word " * 50, "x" * 200])
def test_a_long_message_is_cut_between_words_where_it_has_some(text: str) -> None:
    short = excerpt(text, 20)
    assert short.endswith("…")
    assert len(short) <= 20
    assert short.removesuffix("…") in text
    assert not short.removesuffix("…").endswith(" ")
