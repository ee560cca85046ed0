"""What an operator writes, and what they are told when it cannot be used."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from portal import configuration, settings
from portal.configuration import SettingsError, load
from portal.settings_inbound import Inbound
from portal.settings_parts import Web
from portal.settings_promises import TARGETS
from portal.vocabulary import Priority

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
        ("colour = '#000000'", "colour", "no such setting; did you mean brand.colour?"),
        ("[web]\ncolour = '#000000'", "web.colour", "no such setting; did you mean brand.colour?"),
        ("[web]\nfiles = 3", "web.files", "no such setting; did you mean limits.files?"),
        ('bas_url = "https://x.example"', "bas_url", "did you mean base_url?"),
        ("[limits]\nfiles = 'many'", "limits.files", "write a whole number, not 'many'"),
        ("[limits]\nrequest_bytes = 100000", "limits", "request_bytes must be larger than file_bytes"),
        ("[calendar]\nzone = 'Mars'", "calendar.zone", "such as Europe/Stockholm"),
        ("[calendar]\nopens = '8'", "calendar.opens", "write a time of day, such as 08:00, not '8'"),
        ("[calendar]\nopens = '17:00'\ncloses = '08:00'", "calendar", "closes must be after opens"),
        ("[mail]\nurl = 'mailto:x'", "mail.url", "write file://, smtp://"),
        ("[brand]\nlogo = 'logo.svg'", "brand.logo", "name an existing file by its whole path, not 'logo.svg'"),
        ("[brand]\nlogo = '/nowhere.svg'", "brand.logo", "name an existing file by its whole path"),
        ("[brand]\nlogo = '/etc/passwd'", "brand.logo", "name an .svg or a .png file"),
        ("[brand]\ncolour = 'red'", "brand.colour", "write a colour, such as #0e6173, not 'red'"),
        ("[brand]\nname = ''", "brand.name", "write something"),
        ("[brand]\nname = 5", "brand.name", "write text, in quotes, not 5"),
        ('[brand]\nname = "two\\nlines"', "brand.name", "write text on one line"),
        ("[brand]\nsupport_email = 'us'", "brand.support_email", "write an address, such as"),
        ("[mail]\nsender = 'us'", "mail.sender", "write an address, such as support@acme.example, not 'us'"),
        ("[inbound]\naddresses = ['a@b.example', 'us']", "inbound.addresses (PORTAL_INBOUND__ADDRESSES)",
         "write an address, such as support@acme.example, not 'us'"),
        ("[calendar]\ndays = ['funday']", "calendar.days (PORTAL_CALENDAR__DAYS)", "not 'funday'"),
        ("[web]\nhost = ''", "web.host", "write an address of this machine, such as 127.0.0.1, not ''"),
        ("brand = 'Acme'", "brand (PORTAL_BRAND)", "this is a section: name a setting in it"),
        ("plans = ['free']", "plans", "this is a section"),
        ("reference_prefix = 'sc'", "reference_prefix", "write two to ten capital letters"),
        ("catalogue = '/nowhere'", "catalogue", "name an existing folder by its whole path"),
        ("[mail]\nca_file = '/nowhere'", "mail.ca_file", "name an existing file by its whole path"),
        ("[plans.free]\nlabel = 'Free'\npaid = false\n[plans.free.times.P5]\nanswer = 5",
         "plans.free.times", "there is no priority P5"),
        ("[plans.free]\nlabel = 'Free'\npaid = false\n[plans.free.calendar]\ncloses = '07:00'", "plans.free.calendar",
         "closes must be after opens"),
        ("[waiting]\nremind_days = [10, 5]", "waiting", "remind_days must rise"),
        ("[waiting]\nresolve_days = 8", "waiting", "resolve_days must come after them"),
        ("[targets.P5]\nanswer = 5", "targets", "there is no priority P5; there is P1, P2, P3, P4"),
        ("database_url = 'mysql://x'", "database_url", "write sqlite:////"),
        ("database_url = 'sqlite:///portal.db'", "database_url", "write sqlite:////path"),
        ("database_url = 'sqlite:///'", "database_url", "write sqlite:////path"),
        ("database_url = 'postgresql://host'", "database_url", "postgresql://user:password@host/name"),
        ("database_url = 'postgresql://host:many/name'", "database_url", "postgresql://user:password@host/name"),
        ("database_url = 'postgresql://me:a/b@host/name'", "database_url", "%2F stands for /"),
        ("[plans.gold]\npaid = true", "plans.gold.label", "missing"),
        ("[plans.gold]\nlabel = 'Gold'\npaid = true", "plans", "at least one plan must have paid = false"),
        ("base_url = [", "INSTANCE/portal.toml", "is not TOML"),
        ("instance = '/srv'", "INSTANCE/portal.toml", "cannot name another: set PORTAL_INSTANCE"),
    ],
)  # fmt: skip
def test_a_fault_in_the_file_is_told_with_its_name_and_its_mend(
    instance: Path, text: str, name: str, mend: str
) -> None:
    (instance / "portal.toml").write_text(text)
    (told,) = faults()
    assert told.startswith(name.replace("INSTANCE", str(instance)))
    assert mend in told


def test_a_file_that_is_no_text_is_told(instance: Path) -> None:
    (instance / "portal.toml").write_bytes(b"mode = '\xff'")
    assert faults() == [f"{instance}/portal.toml is not UTF-8 text: save it as UTF-8 (byte 8)"]


def test_a_file_that_cannot_be_read_is_told_and_not_passed_over(instance: Path) -> None:
    (instance / "portal.toml").mkdir()
    assert faults() == [f"{instance}/portal.toml cannot be read: Is a directory"]


@pytest.mark.parametrize(
    "address",
    [
        "support.example",
        "https://support.example/portal",
        "https://support.example:99999",
        "https://support.example?x=1",
        "https://user:password@support.example",
        "https://sup port.example",
        "https://stöd.example",
        "https://",
    ],
)
def test_a_base_address_is_scheme_and_host(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_BASE_URL", address)
    assert "write scheme and host only, such as https://support.example" in faults()[0]


@pytest.mark.parametrize(
    "address", ["https://support.example:8443", "http://[::1]:8000", "https://xn--std-sna.example/"]
)
def test_a_port_a_slash_and_a_number_for_a_host_are_fine(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_BASE_URL", address)
    assert load().base_url == address.rstrip("/")


@pytest.mark.parametrize("name", ["PORTAL_DATABASE_URL", "PORTAL_MAIL_URL"])
def test_a_password_in_an_address_is_not_shown(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It would stand in the log of whatever started the portal."""
    monkeypatch.setenv(name, "postgres://portal:hunter2@db.example/portal")
    (told,) = faults()
    assert f"({name}): write " in told
    assert "hunter2" not in told


@pytest.mark.parametrize("written", ['"imaps://a:hunter2@mail.example"', '["imaps://a:hunter2@"]'])
def test_the_password_of_a_mailbox_is_not_shown(written: str, instance: Path) -> None:
    (instance / "portal.toml").write_text(f"[inbound]\nmailboxes = {written}", encoding="utf-8")
    (told,) = faults()
    assert told.startswith("inbound.mailboxes (PORTAL_INBOUND__MAILBOXES): write ")
    assert "hunter2" not in told


def test_a_mailbox_is_called_by_its_address_without_the_password() -> None:
    urls = ("imaps://support%40acme.example:hunter2@mail.example/Service%20Desk", "imap://a:hunter2@[::1]:1143")
    assert Inbound(mailboxes=urls).mailbox_names == (
        "imaps://support@acme.example@mail.example/Service Desk",
        "imap://a@::1:1143/INBOX",
    )


def test_a_list_in_a_variable_is_written_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_SECRET_KEY_FALLBACKS", f"{SECRET}-of-old, {SECRET}-of-older")
    monkeypatch.setenv("PORTAL_CALENDAR__DAYS", "monday,tuesday")
    monkeypatch.setenv("PORTAL_CALENDAR__HOLIDAYS", '["2026-12-24"]')
    found = load()
    assert [key.get_secret_value() for key in found.secret_key_fallbacks] == [f"{SECRET}-of-old", f"{SECRET}-of-older"]
    assert found.calendar.days == ("monday", "tuesday")
    assert found.calendar.holidays == (date(2026, 12, 24),)


def test_a_section_is_no_single_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_BRAND", "Acme")
    assert faults() == ["brand (PORTAL_BRAND): this is a section: name a setting in it, not 'Acme'"]


def test_one_figure_of_one_priority_is_set_alone(instance: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (instance / "portal.toml").write_text("[targets.P1]\nanswer = 20\nupdate = 45\n")
    monkeypatch.setenv("PORTAL_TARGETS__P1__ANSWER", "15")
    first = load().targets[Priority.P1]
    assert (first.answer, first.update, first.around_the_clock) == (15, 45, True)
    assert load().targets[Priority.P2] == TARGETS[Priority.P2]


def test_two_names_of_one_setting_may_not_contradict_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_MAIL_URL", "smtp://a.example")
    monkeypatch.setenv("PORTAL_MAIL__URL", "smtp://a.example")
    assert load().mail.url == "smtp://a.example"
    monkeypatch.setenv("PORTAL_MAIL__URL", "smtp://b.example")
    assert faults() == [
        "PORTAL_MAIL_URL and PORTAL_MAIL__URL are the same setting, and say different things: leave one of them out"
    ]


def test_an_empty_instance_is_not_the_folder_that_one_stands_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_INSTANCE", "")
    assert "instance (PORTAL_INSTANCE): name a folder, or leave it out, not ''" in faults()


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


def test_a_setting_that_is_no_section_has_nothing_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_MODE__X", "demo")
    assert faults() == ["PORTAL_MODE__X: no such setting; did you mean PORTAL_MODE?"]


@pytest.mark.parametrize("missing", ["PORTAL_SECRET_KEY", "PORTAL_BASE_URL"])
def test_production_does_not_start_without(missing: str, instance: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(missing)
    told, where = faults()
    assert missing in told
    assert where == f"{instance}/portal.toml is not there: write it, or name its folder by PORTAL_INSTANCE"


@pytest.mark.parametrize("name", ["PORTAL_SECRET_KEY", "PORTAL_SECRET_KEY_FALLBACKS"])
def test_production_refuses_a_short_secret_and_does_not_show_it(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "hunter2")
    (told,) = faults()
    assert told.startswith(name.removeprefix("PORTAL_").lower())
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
    assert [path.name for path in instance.iterdir()] == ["secret_key"]


def test_a_secret_of_blanks_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_SECRET_KEY", " " * 40)
    assert "at least 32 characters" in faults()[0]


def test_an_address_of_the_newer_kind_is_told_from_its_port() -> None:
    assert Web(host="::1", port=8000).place == "[::1]:8000"
    assert Web().place == "127.0.0.1:8000"


def test_asking_for_the_settings_before_any_are_in_use_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings._Bound, "settings", None)
    with pytest.raises(RuntimeError, match="No settings are in use"):
        settings.current()


def test_the_suggestion_names_a_key_of_the_same_section() -> None:
    assert configuration._keys_beside(["mail", "x"]) >= {"url", "timeout"}
    assert "label" in configuration._keys_beside(["plans", "gold", "x"])
