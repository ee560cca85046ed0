"""The `portal` command, as an operator meets it."""

from __future__ import annotations

import os
import socket
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import click
import peewee
import pytest
from click.testing import CliRunner, Result

from forms.loader import CATALOGUE
from portal import db, paths
from portal.accounts import membership, passwords, queries
from portal.clock import now
from portal.commands import main
from portal.db import schema
from portal.db.tables import Address, Passkey, Person
from portal.settings import Settings
from portal.vocabulary import StaffRole

GOOD = "correct horse battery"
MIGRATIONS = sorted(path.stem for path in paths.migrations_dir().glob("[0-9]*.py"))
Run = Callable[..., Result]


@pytest.fixture
def portal(settings: Settings, tmp_path: Path, provider: Any, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`portal("db", "status")` runs the command on an installation of this test's own."""
    monkeypatch.setenv("PORTAL_INSTANCE", str(tmp_path))
    monkeypatch.setenv("PORTAL_MODE", "development")
    monkeypatch.setenv("PORTAL_BASE_URL", "http://localhost")
    monkeypatch.setenv("PORTAL_DATABASE_URL", provider.fresh(tmp_path))

    def run(*arguments: str, typed: str | bytes = "") -> Result:
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
        if isinstance(command, click.Group):
            context = click.Context(command)
            for name in command.list_commands(context):
                inner = command.get_command(context, name)
                assert inner is not None
                walk(inner, (*path, name))

    walk(main, ())


def test_these_commands_there_are() -> None:
    assert main.list_commands(click.Context(main)) == [
        "db", "demo", "forms", "mailboxes", "organisation", "receive", "serve", "user", "worker",
    ]  # fmt: skip


def test_a_member_is_added_with_a_password_that_works(acme: Run) -> None:
    alice = person("alice@acme.example")
    assert passwords.matches(GOOD, alice.password_hash)
    with reading():
        actor = queries.actor_of_person(alice.id)
    assert actor is not None
    assert [(place.name, place.is_administrator) for place in actor.places] == [("Acme AB", True)]


def test_an_engineer_is_added_without_a_password(portal: Run) -> None:
    done = portal("user", "add", "Sam@Support.Example", "--name", "Sam Holm", "--staff", "engineer", "--no-password")
    assert done.output == (
        "Sam Holm (sam@support.example) chooses a password at http://localhost/password/forgotten.\n"
    )
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
    for typed in ("n\n", ""):
        assert "Nothing was changed. Where nobody can answer, add --yes." in failed(
            acme("user", "deactivate", "alice@acme.example", typed=typed)
        )
    assert person("alice@acme.example").deactivated_at is None
    assert acme("user", "deactivate", "alice@acme.example", "--yes").exit_code == 0
    assert person("alice@acme.example").deactivated_at is not None


def test_shutting_out_can_be_taken_back(acme: Run) -> None:
    acme("user", "deactivate", "alice@acme.example", "--yes")
    told = failed(acme("user", "password", "alice@acme.example", "--password-stdin", typed="staple battery nine\n"))
    assert "portal user activate alice@acme.example" in told
    assert acme("user", "activate", "alice@acme.example").output == "Alice Andersson can log in again.\n"
    alice = person("alice@acme.example")
    assert alice.deactivated_at is None
    assert passwords.matches(GOOD, alice.password_hash)


def test_a_second_factor_that_was_lost_is_ended(acme: Run) -> None:
    """ASVS 6.4.4."""
    alice = person("alice@acme.example")
    with reading():
        Passkey.create(person=alice.id, credential_id="x", public_key="y", name="Laptop", created_at=now())
    ending = ("user", "end-second-factors", "alice@acme.example")
    assert acme(*ending, typed="n\n").exit_code == 1
    assert "logs in with the password alone now" in acme(*ending, "--yes").output
    with reading():
        assert Passkey.select().count() == 0


def test_who_is_added_without_a_paid_plan_is_said_to_reach_support_by_mail_only(acme: Run) -> None:
    added = acme("user", "add", "dave@initech.example", "--name", "Dave", "--password-stdin", typed=f"{GOOD}\n")
    assert added.stdout.startswith("Dave can log in with dave@initech.example.\nThey have no paid plan")


def test_a_password_that_nobody_could_type_is_refused(acme: Run) -> None:
    result = acme("user", "password", "alice@acme.example", "--password-stdin", typed=b"\xff\xfe not text\n")
    assert "is not UTF-8 text" in failed(result)


def test_a_name_is_told_as_it_is_kept(portal: Run) -> None:
    added = portal("organisation", "add", " Two \n lines ", "--plan", "free")
    assert added.output == "Two lines is on the plan free.\n"
    assert portal("organisation", "plan", "two LINES", "standard").output == "Two lines is on the plan standard.\n"


def test_an_organisation_goes_on_another_plan(acme: Run) -> None:
    assert acme("organisation", "plan", "Acme AB", "free").output == "Acme AB is on the plan free.\n"
    with reading():
        assert [row.plan for row in membership.organisations()] == ["free"]


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
        (("user", "add", "b@acme.example", "--name", "B", "--no-password", "--organisation", ""), "", "Acme AB"),
        (
            ("user", "add", "b@acme.example", "--name", "B", "--no-password", "--password-stdin"),
            f"{GOOD}\n",
            "exclude each other",
        ),
        (("user", "add", "b@acme.example", "--name", "B", "--password-stdin"), "", "no password on standard input"),
        (("user", "activate", "nobody@acme.example"), "", "Nobody has the address"),
        (("organisation", "add", "ACME ab", "--plan", "free"), "", "Acme AB already"),
        (("organisation", "add", "Umbrella", "--plan", "free", "--domain", "?"), "", "Write a mail domain"),
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
    assert (status.exit_code, status.stdout) == (1, "".join(f"missing  {name}\n" for name in MIGRATIONS))
    applied = "".join(f"applied {name}\n" for name in MIGRATIONS)
    assert portal("db", "upgrade").stdout == f"{applied}The database is up to date.\n"
    assert portal("db", "upgrade").stdout == "The database is up to date.\n"
    assert portal("db", "status").stdout == "".join(f"applied  {name}\n" for name in MIGRATIONS)


def test_settings_that_cannot_be_used_stop_any_command(portal: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_MODE", "production")
    result = portal("db", "upgrade")
    assert result.exit_code == 1
    assert "PORTAL_SECRET_KEY" in result.stderr


def test_a_database_that_does_not_answer_is_told_without_a_traceback(
    portal: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_DATABASE_URL", "postgresql://portal@/portal?host=/nowhere/at/all")
    told = failed(portal("db", "status"))
    assert told.startswith("Error: The database portal cannot be used: ")
    assert "/nowhere/at/all" in told


@pytest.mark.once
def test_a_file_that_is_no_database_is_told_with_its_name(
    portal: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "letter.txt").write_text("Dear operator, this is not a database. " * 200)
    monkeypatch.setenv("PORTAL_DATABASE_URL", f"sqlite:///{tmp_path}/letter.txt")
    told = failed(portal("db", "upgrade"))
    assert f"{tmp_path}/letter.txt cannot be used: file is not a database" in told


def test_what_failed_first_is_told_and_not_what_failed_while_it_was_undone(
    portal: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def upgrade() -> list[str]:
        try:
            raise sqlite3.OperationalError("database or disk is full")
        except sqlite3.OperationalError:
            raise peewee.OperationalError("cannot rollback - no transaction is active")  # noqa: B904 - as SQLite does

    monkeypatch.setattr(schema, "upgrade", upgrade)
    assert "cannot be used: database or disk is full." in failed(portal("db", "upgrade"))


@pytest.mark.once
@pytest.mark.parametrize("command", [("db", "status"), ("serve",), ("worker",), ("demo",)])
def test_an_instance_that_is_no_folder_is_told_with_its_name(
    portal: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    (tmp_path / "file").write_text("x")
    monkeypatch.setenv("PORTAL_INSTANCE", str(tmp_path / "file"))
    told = failed(portal(*command))
    assert f"{tmp_path}/file" in told


@pytest.fixture
def newer(acme: Run) -> Iterator[Run]:
    """An installation whose database a version of tomorrow has upgraded."""
    with reading():
        history = schema._runner().History
        history.insert(name="9999_tomorrow", applied=datetime(2027, 1, 1)).execute()  # noqa: DTZ001 - as Peewee has it
    yield acme
    with reading():
        history = schema._runner().History
        history.delete().where(history.name == "9999_tomorrow").execute()


@pytest.mark.parametrize(
    "command", [("db", "upgrade"), ("db", "status"), ("organisation", "plan", "Acme AB", "free"), ("worker",)]
)
def test_a_database_of_a_newer_version_is_left_alone(newer: Run, command: tuple[str, ...]) -> None:
    """An old version must not write where a newer one has changed what things mean."""
    result = newer(*command)
    assert result.exit_code == 1
    assert "newer version, which has 9999_tomorrow: install that version" in result.stderr
    with reading():
        assert [row.plan for row in membership.organisations()] == ["standard"]


def test_the_migration_of_a_newer_version_is_listed_as_unknown(newer: Run) -> None:
    known = "".join(f"applied  {name}\n" for name in MIGRATIONS)
    assert newer("db", "status").stdout == f"{known}unknown  9999_tomorrow\n"


@pytest.mark.once
def test_the_worker_does_not_start_on_an_empty_database(
    portal: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_DATABASE_URL", f"sqlite:///{tmp_path}/fresh.db")
    assert "run `portal db upgrade`" in failed(portal("worker"))


def test_the_demo_does_not_come_among_real_people(acme: Run) -> None:
    """Everybody knows the password of its people; and --reset would throw away what others work with."""
    for arguments in (("demo",), ("demo", "--reset")):
        assert "Real people work with this database" in failed(acme(*arguments))
    with reading():
        assert queries.person_at("alice@acme.example") is not None


@pytest.mark.once
def test_a_port_that_is_taken_is_told_by_the_demo(portal: Run) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        port = other.getsockname()[1]
        assert f"Port {port} cannot be used" in failed(portal("demo", "--port", str(port)))


@pytest.mark.once
def test_what_the_commands_write_is_not_for_everybody_on_the_machine(
    portal: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_DATABASE_URL", f"sqlite:///{tmp_path}/fresh.db")
    before = os.umask(0o022)
    try:
        assert portal("db", "upgrade").exit_code == 0
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "fresh.db").stat().st_mode) == 0o640


def test_the_catalogue_that_comes_with_the_portal_is_sound(portal: Run) -> None:
    assert portal("forms", "check").output == "The catalogue that comes with the portal is sound.\n"
    assert portal("forms", "check", str(CATALOGUE)).output == f"The catalogue in {CATALOGUE} is sound.\n"


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
