"""The `portal` command, as an operator meets it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import peewee
import pytest
from click.testing import CliRunner, Result

from portal import db
from portal.accounts import passwords, queries
from portal.commands import main
from portal.db import schema
from portal.db.tables import Address, Person
from portal.settings import Settings
from portal.vocabulary import StaffRole

GOOD = "correct horse battery"
Run = Callable[..., Result]


@pytest.fixture
def portal(settings: Settings, tmp_path: Path, provider: Any, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`portal("db", "status")` runs the command on an installation of this test's own."""
    monkeypatch.setenv("PORTAL_INSTANCE", str(tmp_path))
    monkeypatch.setenv("PORTAL_MODE", "development")
    monkeypatch.setenv("PORTAL_BASE_URL", "http://localhost")
    monkeypatch.setenv("PORTAL_DATABASE_URL", provider.fresh(tmp_path))

    def run(*arguments: str, typed: str = "") -> Result:
        return CliRunner().invoke(main, list(arguments), input=typed, prog_name="portal")

    return run


@pytest.fixture
def acme(portal: Run) -> Run:
    """An installation with the organisation Acme AB and its member Alice."""
    assert portal("organisation", "add", "Acme AB", "--plan", "standard", "--domain", "acme.example").exit_code == 0
    added = portal(
        "user", "add", "alice@acme.example", "--name", "Alice Andersson",
        "--organisation", "Acme AB", "--administrator", "--password-stdin", typed=f"{GOOD}\n",
    )  # fmt: skip
    assert added.exit_code == 0, added.stderr
    return portal


@contextmanager
def reading() -> Iterator[None]:
    """A look into the database between two commands, which leaves no connection open."""
    with db.connection():
        yield
    db.close_all(db.handle.obj)


def person(address: str) -> Person:
    with reading():
        return Person.select().join(Address).where(Address.address == address).get()


def failed(result: Result) -> str:
    """The one line on standard error of a command that failed."""
    assert result.exit_code != 0
    assert result.stdout == ""
    (line,) = result.stderr.strip().splitlines()[-1:]
    assert "Traceback" not in result.stderr
    return line


def test_every_command_explains_itself() -> None:
    """Also the groups; a person can work from it."""

    def walk(command: click.Command, path: tuple[str, ...]) -> None:
        told = CliRunner().invoke(main, [*path, "--help"], prog_name="portal")
        assert told.exit_code == 0
        assert command.help, path
        assert len(command.help) > 40, f"{path}: {command.help}"
        for parameter in command.params:
            if isinstance(parameter, click.Option) and parameter.name not in {"help", "version"}:
                assert parameter.help, f"{path}: {parameter.name}"
        for name, inner in getattr(command, "commands", {}).items():
            walk(inner, (*path, name))

    walk(main, ())


def test_these_commands_there_are() -> None:
    assert sorted(main.commands) == ["db", "demo", "forms", "organisation", "serve", "user", "worker"]


def test_a_member_is_added_with_a_password_that_works(acme: Run) -> None:
    alice = person("alice@acme.example")
    assert passwords.matches(GOOD, alice.password_hash)
    with reading():
        actor = queries.actor_of_person(alice.id)
    assert actor is not None
    assert [(place.name, place.is_administrator) for place in actor.places] == [("Acme AB", True)]


def test_an_engineer_is_added_without_a_password(portal: Run) -> None:
    done = portal("user", "add", "Sam@Support.Example", "--name", "Sam Holm", "--staff", "engineer", "--no-password")
    assert done.output == "Sam Holm can log in with sam@support.example.\n"
    sam = person("sam@support.example")
    assert (sam.staff_role, sam.password_hash) == (StaffRole.ENGINEER, None)


def test_the_password_is_never_an_argument(acme: Run) -> None:
    assert "No such option" in failed(acme("user", "password", "alice@acme.example", "--password", GOOD))


def test_without_a_terminal_the_password_comes_by_standard_input_or_not_at_all(acme: Run) -> None:
    assert "--password-stdin" in failed(acme("user", "password", "alice@acme.example", typed=GOOD))


def test_a_new_password_replaces_the_old_one(acme: Run) -> None:
    assert (
        acme("user", "password", "alice@acme.example", "--password-stdin", typed="staple battery nine\n").exit_code == 0
    )
    alice = person("alice@acme.example")
    assert passwords.matches("staple battery nine", alice.password_hash)
    assert not passwords.matches(GOOD, alice.password_hash)


def test_who_is_shut_out_is_asked_about_first(acme: Run) -> None:
    assert acme("user", "deactivate", "alice@acme.example", typed="n\n").exit_code == 1
    assert person("alice@acme.example").deactivated_at is None
    assert acme("user", "deactivate", "alice@acme.example", "--yes").exit_code == 0
    assert person("alice@acme.example").deactivated_at is not None


def test_an_organisation_goes_on_another_plan(acme: Run) -> None:
    assert acme("organisation", "plan", "Acme AB", "free").output == "Acme AB is on the plan free.\n"
    with reading():
        assert [row.plan for row in queries.organisations()] == ["free"]


@pytest.mark.parametrize(
    ("arguments", "typed", "told"),
    [
        (("user", "add", "bob", "--name", "Bob", "--no-password"), "", "Write one e-mail address"),
        (("user", "add", "alice@acme.example", "--name", "A", "--no-password"), "", "is taken"),
        (("user", "add", "b@acme.example", "--name", "B", "--password-stdin"), "short\n", "at least 8 characters"),
        (("user", "add", "b@acme.example", "--name", "B", "--no-password", "--plan", "gold"), "", "no plan 'gold'"),
        (
            ("user", "add", "b@acme.example", "--name", "B", "--no-password", "--organisation", "Umbrella"),
            "",
            "Acme AB",
        ),
        (
            ("user", "add", "b@acme.example", "--name", "B", "--no-password", "--administrator"),
            "",
            "needs --organisation",
        ),
        (("user", "add", "b@acme.example", "--name", "B", "--no-password", "--time-zone", "Mars"), "", "time zone"),
        (("user", "password", "nobody@acme.example", "--password-stdin"), "x\n", "Nobody has the address"),
        (("user", "deactivate", "nobody@acme.example", "--yes"), "", "Nobody has the address"),
        (("organisation", "add", "Acme AB", "--plan", "free"), "", "Acme AB already"),
        (("organisation", "add", "Umbrella", "--plan", "gold"), "", "no plan 'gold'"),
        (("organisation", "plan", "Umbrella", "free"), "", "no organisation 'Umbrella'"),
        (("organisation", "plan", "Acme AB", "gold"), "", "no plan 'gold'"),
        (("user", "ad"), "", "No such command"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(acme: Run, arguments: tuple[str, ...], typed: str, told: str) -> None:
    assert told in failed(acme(*arguments, typed=typed))


def test_a_person_is_added_whole_or_not_at_all(acme: Run) -> None:
    failed(acme("user", "add", "bob@acme.example", "--name", "Bob", "--no-password", "--organisation", "Umbrella"))
    with reading():
        assert queries.person_at("bob@acme.example") is None


@pytest.mark.once
def test_a_fresh_installation_is_told_to_upgrade_first(
    portal: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_DATABASE_URL", f"sqlite:///{tmp_path}/fresh.db")
    assert "portal db upgrade" in failed(portal("organisation", "add", "Acme AB", "--plan", "free"))
    status = portal("db", "status")
    assert (status.exit_code, status.stdout) == (1, "missing  0001_initial\n")
    assert portal("db", "upgrade").stdout == "applied 0001_initial\nThe database is up to date.\n"
    assert portal("db", "upgrade").stdout == "The database is up to date.\n"
    assert portal("db", "status").stdout == "applied  0001_initial\n"


def test_settings_that_cannot_be_used_stop_any_command(portal: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_MODE", "production")
    result = portal("db", "upgrade")
    assert result.exit_code == 1
    assert "PORTAL_SECRET_KEY" in result.stderr


def test_a_database_that_does_not_answer_is_told_without_a_traceback(
    portal: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_DATABASE_URL", "postgresql://portal@/portal?host=/nowhere/at/all")
    assert "The database does not answer" in failed(portal("db", "status"))


def test_the_catalogue_that_is_installed_is_sound(portal: Run) -> None:
    assert portal("forms", "check").output == "The catalogue is sound.\n"


def test_a_broken_catalogue_is_told_fault_by_fault(portal: Run, tmp_path: Path) -> None:
    folder = tmp_path / "catalogue"
    folder.mkdir()
    (folder / "cloud.toml").write_text('[category]\nkey = "cloud"\nlabl = "Cloud"\n')
    result = portal("forms", "check", str(folder))
    assert result.exit_code == 1
    assert "cloud.toml" in result.stderr
    assert "labl" in result.stderr


def test_after_each_command_the_database_is_let_go(acme: Run) -> None:
    database: peewee.Database = db.handle.obj
    assert database.is_closed()
    with reading():
        assert schema.is_current()
