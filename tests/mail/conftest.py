"""What tests of delivery can ask for beside."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from portal.settings import Mail, Settings, use
from tests.support.mails import Hands
from tests.support.smtp import Certificate, Mailbox, make_certificate


@pytest.fixture
def hands(monkeypatch: pytest.MonkeyPatch) -> Hands:
    """A clock that stands still until the test turns it."""
    made = Hands()
    monkeypatch.setattr("portal.clock.now", made.now)
    return made


@pytest.fixture
def mailbox() -> Mailbox:
    """Where the test's server puts what it accepts."""
    return Mailbox()


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """A certificate for localhost, signed by an authority that nobody knows yet."""
    folder: Path = tmp_path_factory.mktemp("certificates")
    return make_certificate(folder)


@pytest.fixture
def send_by(settings: Settings) -> Callable[..., Settings]:
    """`send_by("smtp://localhost:2525", timeout=1)`: mail leaves this way from now on."""

    def choose(url: str, **options: Any) -> Settings:
        return use(settings.model_copy(update={"mail": Mail(url=url, **options)}))

    return choose
