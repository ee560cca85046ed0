"""Secrets that are handed out once."""

from __future__ import annotations

import pytest

from portal.accounts import tokens


def test_tokens_are_long_and_never_the_same() -> None:
    made = {tokens.fresh() for _ in range(100)}
    assert len(made) == 100
    assert all(tokens.is_whole(token) for token in made)


def test_the_database_keeps_something_else_than_the_token() -> None:
    token = tokens.fresh()
    assert token not in tokens.digest(token)
    assert len(tokens.digest(token)) == 64


@pytest.mark.parametrize("text", ["", "a", "a" * 42, "a" * 44, "a" * 42 + "%", "a" * 42 + "\n", "é" * 43])
def test_what_has_not_the_form_of_a_token_is_none(text: str) -> None:
    """S-12: malformed and blank ones are looked up nowhere."""
    assert not tokens.is_whole(text)
