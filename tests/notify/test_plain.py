"""Messages in the text part of a mail."""

from __future__ import annotations

import time

import pytest

from portal.notify.plain import WIDTH, folded, to_text


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Which **host**, and `snake_case_name`?", "Which host, and snake_case_name?"),
        ("see [the page](https://docs.example/x)", "see the page (https://docs.example/x)"),
        ("https://status.example or sam@support.example", "https://status.example or sam@support.example"),
        ("one\ntwo\n\nthree", "one\ntwo\n\nthree"),
        ("* one\n* two\n  1. deep", "- one\n- two\n  1. deep"),
        ("3. three\n\n4. four", "3. three\n\n4. four"),
        ("> they said\n> > she said", "> they said\n>\n> > she said"),
        ("# Title\ntext", "Title\n\ntext"),
        ("```\n$ ls  *\n\nok\n```", "    $ ls  *\n\n    ok"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a | b\n1 | 2"),
        ("a\n\n---\n\nb", "a\n\n--------------------\n\nb"),
        ("<b>x</b>", "<b>x</b>"),
        ("", ""),
    ],
)
def test_a_message_reads_as_one_would_type_it(written: str, read: str) -> None:
    assert to_text(written) == read


def test_long_lines_are_broken_between_words_and_code_is_not() -> None:
    code = "x" * 40 + " " + "y" * 60
    link = f"https://example.net/{'z' * 100}"
    text = "\n".join(["word " * 60, "- " + "item " * 40, "", "```", code, "```", link])
    lines = to_text(text).split("\n")
    assert f"    {code}" in lines
    assert [line for line in lines if len(line) > WIDTH] == [f"    {code}", link]
    assert [line[:6] for line in lines if "item" in line] == ["- item", "  item", "  item"]


def test_what_was_mailed_keeps_its_marks_and_margins() -> None:
    text = f"# root\n  * {'word ' * 30}\n> quoted\n\n    indented **code**"
    lines = folded(text).split("\n")
    assert lines[0] == "# root"
    assert lines[1].startswith("  * word")
    assert lines[2].startswith("  word")
    assert lines[-3:] == ["> quoted", "", "    indented **code**"]
    assert max(map(len, lines)) <= WIDTH


@pytest.mark.parametrize("piece", ["*", "[", "> ", "`", "a\n", "http://", "- ", "|a"])
def test_hostile_repetition_takes_no_long_time(piece: str) -> None:
    started = time.process_time()
    to_text(piece * (20_000 // len(piece)))
    assert time.process_time() - started < 5
