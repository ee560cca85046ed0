"""Anybody could fill the database with log-ins by passkeys that they never finished."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.accounts import limits
from portal.db.tables import Challenge
from tests.factories import People
from tests.support.browser import Browser


@pytest.mark.once
def test_a_network_begins_some_and_then_waits(
    browser: Callable[..., Browser],
    people: People,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """R-15."""
    few = limits.Limit("passkey-begun", 3, 60)
    monkeypatch.setattr(limits, "ceremony_limit", lambda address: (few, address))
    nobody = browser()
    codes = [nobody.post("/login/passkey/options").status_code for _ in range(5)]
    assert codes == [200, 200, 200, 429, 429]
    assert Challenge.select().count() == 3
