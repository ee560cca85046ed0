"""Names of files are made harmless and stay readable."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.tickets.filenames import sanitised


@pytest.mark.parametrize(
    ("given_name", "called"),
    [
        ("nova-compute.log", "nova-compute.log"),
        ("Rechnung März 2026.pdf", "Rechnung März 2026.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\alice\\Desktop\\log.txt", "log.txt"),
        ("inv\u202egpj.exe", "invgpj.exe"),
        ("zero\u200bwidth\ufeff.log", "zerowidth.log"),
        ("two\r\nlines.log", "two lines.log"),
        ("nul\x00byte.log", "nulbyte.log"),
        ('a<b>:"c"|d?*.log', "a_b___c__d__.log"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("com1.tar.gz", "_com1.tar.gz"),
        (".bashrc", "bashrc"),
        ("ends with dots...", "ends with dots"),
        ("", "file"),
        ("...", "file"),
        ("\u200b", "file"),
    ],
)
def test_a_name_keeps_what_can_be_read(given_name: str, called: str) -> None:
    assert sanitised(given_name) == called


def test_a_long_name_keeps_its_ending() -> None:
    name = sanitised("x" * 500 + ".log")
    assert name.endswith("x.log")
    assert len(name) <= 120


@given(st.text())
def test_no_name_can_do_harm(name: str) -> None:
    called = sanitised(name)
    assert called
    assert len(called.encode()) <= 600
    assert not set(called) & set('/\\<>:"|?*\r\n')
    assert not called.startswith(".")
    assert not called.endswith((".", " "))
    assert all(unicodedata.category(sign)[0] != "C" for sign in called)
    assert sanitised(called) == called
