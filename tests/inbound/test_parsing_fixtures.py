"""Mails in the style of real programs are read as it is written beside each of them (R-08)."""

from __future__ import annotations

import pytest

from portal.inbound.reading.parsing import parse
from portal.inbound.trimming.splitting import split
from tests.support.accounts_of_mails import account_of
from tests.support.letters_in import FIXTURES, fixture

pytestmark = pytest.mark.usefixtures("usual_settings")
NAMES = sorted(path.stem for path in FIXTURES.glob("*.eml"))
SAID = {
    "gmail-reply": "Hello Sam,\n\nit is still detaching. See the picture:\n[image: console.png]\n\nGrüße\nBob",
    "outlook-desktop-html-only": (
        "Hi Sam,\n\nIt costs 5 € an hour – på riktigt.\n- first\n- second\nVolume | Size\nvol-1 | 10 GB\nCarol"
    ),
    "outlook-web-html-only": "It works again, thanks!",
    "proton-html-only": "That is right.\nDave",
    "yahoo-html-only": "Yes, number 12.",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_mail_is_read_as_its_account_says(name: str) -> None:
    assert account_of(parse(fixture(name))) == (FIXTURES / f"{name}.read").read_text()


@pytest.mark.parametrize("name", NAMES)
def test_it_is_read_alike_whichever_line_ends_it_came_with(name: str) -> None:
    every = (account_of(parse(fixture(name).replace(b"\n", end))).splitlines() for end in (b"\n", b"\r\n"))
    # Only the sizes of forwarded mails tell them apart.
    told, same = ([line for line in lines if not line.startswith("file:")] for lines in every)

    assert told == same


@pytest.mark.parametrize("name", SAID)
def test_what_mail_programs_quote_in_html_is_found_by_the_trimmer(name: str) -> None:
    assert split(parse(fixture(name)).text).said == SAID[name]


def test_answers_between_quoted_lines_are_kept_with_them() -> None:
    said = split(parse(fixture("gmail-html-only-inline-answers")).text).said

    assert "> Which server is it attached to?\nweb-1" in said
    assert "> Since when?\nSince nine." in said
