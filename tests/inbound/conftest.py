"""What tests that only read mails ask for."""

from __future__ import annotations

import pytest

from portal import settings as settings_module
from portal.settings import Settings


@pytest.fixture(scope="session")
def _made_once(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(
        mode="development",
        instance=tmp_path_factory.mktemp("instance"),
        secret_key="only-for-tests-and-long-enough-for-all",
        base_url="http://localhost",
    )


@pytest.fixture
def usual_settings(_made_once: Settings) -> Settings:
    """The settings of every test, made once for all that write nothing anywhere: there are hundreds of them."""
    return settings_module.use(_made_once)
