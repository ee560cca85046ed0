"""What an operator writes, and what they are told when it cannot be used."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal import configuration, settings
from portal.configuration import SettingsError, load

SECRET = "a-secret-of-more-than-thirty-two-characters"

pytestmark = pytest.mark.once


@pytest.fixture(autouse=True)
def instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A production installation that has what it must have."""
    monkeypatch.setenv("PORTAL_INSTANCE", str(tmp_path))
    monkeypatch.setenv("PORTAL_SECRET_KEY", SECRET)
    monkeypatch.setenv("PORTAL_BASE_URL", "https://support.acme.example")
    return tmp_path


def faults() -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load()
    return caught.value.faults


def test_an_installation_needs_no_more_than_a_secret_and_an_address(instance: Path) -> None:
    found = load()
    assert found.mode == "production"
    assert found.secret_key.get_secret_value() == SECRET
    assert found.database_url == f"sqlite:///{instance}/portal.db"
    assert found.mail.url == "file://"


def test_the_file_is_read_and_a_variable_wins_over_it(instance: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (instance / "portal.toml").write_text('[brand]\nname = "Help Desk"\ncloud = "Blue Cloud"\n')
    monkeypatch.setenv("PORTAL_BRAND__NAME", "Support")
    found = load()
    assert (found.brand.name, found.brand.cloud) == ("Support", "Blue Cloud")


def test_the_short_names_reach_their_sections(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_MAIL_URL", "smtp://mail.acme.example:587")
    monkeypatch.setenv("PORTAL_DATABASE_URL", "postgresql://portal@/portal")
    found = load()
    assert found.mail.url == "smtp://mail.acme.example:587"
    assert found.database_url == "postgresql://portal@/portal"


@pytest.mark.parametrize(
    ("text", "name", "mend"),
    [
        ('[brand]\ncolor = "#000000"', "brand.color", "did you mean colour?"),
        ('bas_url = "https://x.example"', "bas_url", "did you mean base_url?"),
        ("[limits]\nfiles = 'many'", "limits.files", "write a whole number, not 'many'"),
        ("[limits]\nrequest_bytes = 100000", "limits", "request_bytes must be larger than file_bytes"),
        ("[calendar]\nzone = 'Mars'", "calendar.zone", "such as Europe/Stockholm"),
        ("[calendar]\nopens = '8'", "calendar.opens", "write a time of day, such as 08:00, not '8'"),
        ("[calendar]\nopens = '17:00'\ncloses = '08:00'", "calendar", "closes must be after opens"),
        ("[mail]\nurl = 'mailto:x'", "mail.url", "write file://, smtp://"),
        ("[brand]\nlogo = 'nowhere.svg'", "brand.logo", "name an existing .svg or .png file"),
        ("database_url = 'mysql://x'", "database_url", "write sqlite:///"),
        ("[plans.gold]\npaid = true", "plans.gold.label", "missing"),
        ("[plans.gold]\nlabel = 'Gold'\npaid = true", "plans", "at least one plan must have paid = false"),
        ("base_url = [", "portal.toml", "is not TOML"),
    ],
)  # fmt: skip
def test_a_fault_in_the_file_is_told_with_its_name_and_its_mend(
    instance: Path, text: str, name: str, mend: str
) -> None:
    (instance / "portal.toml").write_text(text)
    told = faults()
    assert any(fault.startswith(name) and mend in fault for fault in told), told


def test_every_fault_is_told_at_once(instance: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (instance / "portal.toml").write_text('[brand]\ncolor = "#000000"\n[limits]\nfiles = 0\n')
    monkeypatch.setenv("PORTAL_BRND__NAME", "x")
    told = "\n".join(faults())
    assert "brand.color" in told
    assert "limits.files" in told
    assert "PORTAL_BRND__NAME: no such setting" in told


def test_a_misspelt_variable_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_MAIL__TIMEOUTT", "5")
    assert faults() == ["mail.timeoutt (PORTAL_MAIL__TIMEOUTT): no such setting; did you mean timeout?"]


@pytest.mark.parametrize("missing", ["PORTAL_SECRET_KEY", "PORTAL_BASE_URL"])
def test_production_does_not_start_without(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(missing)
    (told,) = faults()
    assert missing in told


def test_production_refuses_a_short_secret_and_does_not_show_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_SECRET_KEY", "hunter2")
    (told,) = faults()
    assert "at least 32 characters" in told
    assert "hunter2" not in told


def test_production_refuses_plain_http_but_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_BASE_URL", "http://support.acme.example")
    assert "https://" in faults()[0]
    monkeypatch.setenv("PORTAL_BASE_URL", "http://127.0.0.1:8000")
    assert load().host == "127.0.0.1"


def test_a_developers_secret_is_made_once_and_only_they_can_read_it(
    instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PORTAL_SECRET_KEY")
    monkeypatch.setenv("PORTAL_MODE", "development")
    first = load().secret_key.get_secret_value()
    assert len(first) >= 32
    assert load().secret_key.get_secret_value() == first
    assert (instance / "secret_key").stat().st_mode & 0o077 == 0


def test_asking_for_the_settings_before_any_are_in_use_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings._Bound, "settings", None)
    with pytest.raises(RuntimeError, match="No settings are in use"):
        settings.current()


def test_the_suggestion_names_a_key_of_the_same_section() -> None:
    assert configuration._keys_beside(["mail", "x"]) >= {"url", "timeout"}
    assert "label" in configuration._keys_beside(["plans", "gold", "x"])
