"""What tests of outgoing mail can ask for beside."""

from __future__ import annotations

import pytest

from tests.support.mails import Hands


@pytest.fixture
def hands(monkeypatch: pytest.MonkeyPatch) -> Hands:
    """A clock that stands still until the test turns it."""
    made = Hands()
    monkeypatch.setattr("portal.clock.now", made.now)
    return made
