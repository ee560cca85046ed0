"""One address is one person, however it is typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.addresses import normalise, normalise_domain
from portal.errors import Rejected


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("alice@acme.example", "alice@acme.example"),
        ("  Alice@ACME.Example ", "alice@acme.example"),
        ("Zoë@acme.example", "zoë@acme.example"),
        ("Zoe\u0308@acme.example", "zoë@acme.example"),
        ("info@Bücher.example", "info@xn--bcher-kva.example"),
        ("info@bu\u0308cher.example", "info@xn--bcher-kva.example"),
        ("info@xn--bcher-kva.example", "info@xn--bcher-kva.example"),
        ("first.last+tag@acme.example", "first.last+tag@acme.example"),
    ],
)
def test_an_address_has_one_spelling(typed: str, kept: str) -> None:
    assert normalise(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "alice",
        "@acme.example",
        "alice@",
        "alice@acme",
        "alice@acme.example.",
        "alice@192.0.2.1",
        "alice@[192.0.2.1]",
        "alice@acme..example",
        "alice@-acme.example",
        ".alice@acme.example",
        "al..ice@acme.example",
        "alice bob@acme.example",
        "alice@acme.example, bob@acme.example",
        "Alice <alice@acme.example>",
        '"alice"@acme.example',
        "alice@bob@acme.example",
        "alice@acme.example\r\nBcc: all@acme.example",
        "alice@acme.example\n",
        "alice\0@acme.example",
        "ali\u200bce@acme.example",
        "a" * 65 + "@acme.example",
        "alice@" + "a." * 125 + "example",
    ],
)
def test_what_is_no_single_address_is_refused(typed: str) -> None:
    with pytest.raises(Rejected) as refusal:
        normalise(typed)
    assert refusal.value.field == "email"


@given(st.emails())
def test_the_spelling_of_a_spelling_is_itself(address: str) -> None:
    try:
        kept = normalise(address)
    except Rejected:
        return
    assert normalise(kept) == kept


def test_a_domain_has_one_spelling_too() -> None:
    assert normalise_domain(" ACME.example ") == "acme.example"
    with pytest.raises(Rejected):
        normalise_domain("acme")
