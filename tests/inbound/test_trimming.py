"""What somebody said is told from what they quoted, whatever they write with."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.inbound.trimming.splitting import split
from portal.notify.texts import SEPARATOR

REPLIES = sorted((Path(__file__).parent / "replies").glob("*.txt"))
LANGUAGES = ("da", "de", "en", "es", "fr", "it", "ja", "nl", "no", "sv", "zh")


def _said_in(reply: Path) -> str:
    return reply.with_suffix(".said").read_text(encoding="utf-8").rstrip("\n")


def _without_separator(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if SEPARATOR not in line)


@pytest.mark.parametrize("reply", REPLIES, ids=lambda reply: reply.stem)
def test_an_answer_is_read_without_what_it_quotes(reply: Path) -> None:
    """Each file is an answer as this mail program writes it; beside it is what its sender said."""
    assert split(reply.read_text(encoding="utf-8")).said.strip(" ") == _said_in(reply)


@pytest.mark.parametrize(
    "reply", [reply for reply in REPLIES if not reply.stem.startswith("only-")], ids=lambda reply: reply.stem
)
def test_the_marks_of_the_mail_program_are_enough(reply: Path) -> None:
    """Who answers a mail that does not carry our separator is understood too."""
    assert split(_without_separator(reply.read_text(encoding="utf-8"))).said.strip(" ") == _said_in(reply)


def test_many_programs_languages_and_ways_to_answer_are_among_the_files() -> None:
    names = [reply.stem.split("-") for reply in REPLIES]
    assert len(names) >= 60
    assert {name[-1] for name in names} >= set(LANGUAGES)
    assert {"gmail", "outlook", "apple", "iphone", "thunderbird", "proton", "yahoo", "samsung"} <= {n[0] for n in names}
    assert all(sum(style in name for name in names) >= 4 for style in ("top", "bottom", "inline"))


def test_what_is_quoted_is_kept_to_be_folded() -> None:
    words = split(
        "web-1\n\nSent from my iPhone\n\n> On 23 Nov 2026, at 10:46, Anna <a@b.example> wrote:\n> \n> Which?\n"
    )
    assert words.said == "web-1"
    assert words.quoted == (
        "Sent from my iPhone\n\n> On 23 Nov 2026, at 10:46, Anna <a@b.example> wrote:\n> \n> Which?"
    )


@pytest.mark.parametrize("text", ["", "\n\n \n", "\ufeff"])
def test_an_empty_mail_says_nothing(text: str) -> None:
    assert (split(text).said, split(text).quoted) == ("", "")


@pytest.mark.parametrize(
    "text",
    [
        "> only a quotation",
        SEPARATOR,
        f"> {SEPARATOR}\n> Hello Bob",
        "-- \nBob",
        "Sent from my iPhone",
        "-----Original Message-----",
        "From: a@b.example\nSent: Monday\nTo: c@d.example\nSubject: x",
        "On Mon, 23 Nov 2026 at 10:46, Anna <a@b.example> wrote:\n\nHello Bob",
    ],
)
def test_a_mail_with_nothing_but_a_quotation_is_shown_whole(text: str) -> None:
    assert split(text).said == text
    assert split(text).quoted == ""


@pytest.mark.parametrize(
    "text",
    [
        "My colleague wrote: it works from home.\nIt does not from here.",
        "My colleague wrote:\n\nit works from home\n\nIs that possible?",
        "Hello,\nmy colleague wrote:\n> it works from home",
        "The log of 2026-11-23 at 10:46 says what worker-3 wrote:\nno space left\nCan you help?",
        "2026-11-23 10:46:02 worker-3 wrote:\nno space left\nCan you help?",
        "Please take it down\nDate: 2026-11-30\nFrom: 08:00\nTo: 10:00\nThank you",
        "From: the office\nTo: the data centre\nnothing arrives",
        "web-1 --- Write your answer above this line --- is what I see in your mail",
        "name: web\n---\nname: database\n---\nname: cache",
        "select 1;\n--\nselect 2;",
        "Sent from my iPhone it does not work.\nFrom the laptop it does.",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "It says\n________________________________\nand nothing else",
        "Original message or not, the error stays",
        "I ran\n\n> openstack server list\n\nand\n\n> openstack volume list",
    ],
)
def test_words_that_only_look_like_a_quotation_are_said(text: str) -> None:
    assert split(text).said == text


def test_ten_quoted_lines_that_nothing_introduces_are_folded_at_the_end() -> None:
    quoted = "\n".join(f"> line {number}" for number in range(10))
    assert split(f"It is web-1.\n\n{quoted}").said == "It is web-1."


def test_ten_quoted_lines_that_the_sender_introduces_stay() -> None:
    text = "This is what the console shows:\n\n" + "\n".join(f"> line {number}" for number in range(10))
    assert split(text).said == text


def test_a_long_question_is_cut_to_the_part_that_is_answered() -> None:
    mail = (
        "On Mon, 23 Nov 2026 at 10:46, Anna <a@b.example> wrote:\n> Hello Bob,\n>\n> thank you for the files.\n>\n"
        "> Which server is it?\nweb-1\n> Since when?\nSunday\n"
    )
    words = split(mail)
    assert words.said == "> Which server is it?\nweb-1\n> Since when?\nSunday"
    assert "thank you for the files" in words.quoted


def test_line_ends_of_every_kind_are_read() -> None:
    mail = "web-1\r\n\r\nOn Mon, 23 Nov 2026 at 10:46, Anna <a@b.example> wrote:\r\n> Which?\r\n"
    assert split(mail).said == split(mail.replace("\r\n", "\r")).said == "web-1"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("web-1\nBob\nSent from my iPhone", "web-1\nBob"),
        ("web-1\n\nSent from my iPhone. Please excuse my brevity.", "web-1"),
        ("It was\nsent with Outlook and came back", "It was\nsent with Outlook and came back"),
        ("web-1\n\n-- \nBob\nInitech", "web-1"),
        ("web-1\n--\nBob", "web-1\n--\nBob"),
    ],
)
def test_what_hangs_under_an_answer_is_folded_where_it_is_sure(text: str, said: str) -> None:
    assert split(text).said == said


@pytest.mark.parametrize(
    "introduction",
    [
        "Anna Lind <a@b.example> schrieb am Mo., 23.\nNov. 2026, 10:46:",
        "Anna Lind <a@b.example> skrev den mån 23 nov. 2026 10:46:",
        "2026-11-23 10:46 GMT+01:00 Anna Lind <\na@b.example>:",
        "On Nov 23, 2026, at 10:46\u202fAM, Anna <\nlong@b.example>\nwrote:",
        "Em 23 de novembro de 2026 às 10:46, Anna Lind (\na@b.example) escreveu:",
        "ma 23. marraskuuta 2026 klo 10.46 Anna Lind\n<a@b.example> kirjoitti:",
    ],
)
def test_an_introduction_may_be_folded_and_may_name_the_person_first(introduction: str) -> None:
    assert split(f"web-1\n\n{introduction}\n\n> Which server is it?\n").said == "web-1"
