"""The migrations and the tables say the same, on both databases."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import peewee
import pytest
from playhouse.schema_diff import diff_models

from portal import db
from portal.db import is_postgresql, schema, tables
from portal.policy import Actor
from portal.settings import Settings
from tests.factories import People, make_ticket

MIGRATIONS = Path(schema.__file__).parent / "migrations"


def test_migrating_gives_exactly_the_tables_of_the_code(database: peewee.Database) -> None:
    assert not any(diff_models(database, list(tables.ALL)))


def test_every_column_is_null_or_not_as_the_code_says(database: peewee.Database) -> None:
    for table in tables.ALL:
        columns = {column.name: column for column in database.get_columns(table._meta.table_name)}
        for field in table._meta.sorted_fields:
            assert columns[field.column_name].null == field.null, f"{table.__name__}.{field.name}"


def test_deleting_follows_the_references_as_the_code_says(database: peewee.Database) -> None:
    for table in tables.ALL:
        declared = {
            (field.column_name, field.rel_model._meta.table_name): field.on_delete or "NO ACTION"
            for field in table._meta.sorted_fields
            if isinstance(field, peewee.ForeignKeyField)
        }
        assert _references(database, table._meta.table_name) == declared, table.__name__


def test_the_first_ticket_is_1001(people: People) -> None:
    alice: Actor = people["alice"]
    assert make_ticket(alice).reference == "SC-1001"


def test_a_number_is_never_given_twice(people: People) -> None:
    first = make_ticket(people["alice"])
    db.handle.execute_sql(f"DELETE FROM ticket_search WHERE rowid = {first.id}")
    tables.Ticket.delete().where(tables.Ticket.id == first.id).execute()
    assert make_ticket(people["alice"]).id == first.id + 1


def test_upgrading_again_changes_nothing(database: peewee.Database) -> None:
    assert schema.upgrade() == []
    assert schema.is_current()


@pytest.mark.once
def test_a_database_that_cannot_hold_every_letter_is_refused_before_anything_is_made(
    monkeypatch: pytest.MonkeyPatch, database: peewee.Database
) -> None:
    class Answer:
        def fetchone(self) -> tuple[bytes]:
            return (b"SQL_ASCII",)

    monkeypatch.setattr(schema, "is_postgresql", lambda: True)
    monkeypatch.setattr(database, "execute_sql", lambda *_: Answer())
    for act in (schema.upgrade, schema.check):
        with pytest.raises(schema.Unusable, match="create it anew with ENCODING 'UTF8'"):
            act()


@pytest.mark.once
def test_two_upgrades_at_once_end_with_one_schema(settings: Settings, tmp_path: Path) -> None:
    """R-16: whichever comes second waits, and finds nothing to do."""
    opened = db.open_database(f"sqlite:///{tmp_path}/fresh.db")
    applied: list[Any] = []
    threads = [threading.Thread(target=lambda: applied.append(schema.upgrade())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(applied) == [[], [], [], sorted(path.stem for path in MIGRATIONS.glob("0*.py"))]
    assert schema.is_current()
    db.close_all(opened)


def _references(database: peewee.Database, table: str) -> dict[tuple[str, str], str]:
    if is_postgresql():
        rules = {"a": "NO ACTION", "r": "RESTRICT", "c": "CASCADE", "n": "SET NULL"}
        rows = database.execute_sql(
            "SELECT a.attname, f.relname, c.confdeltype FROM pg_constraint c"
            " JOIN pg_class t ON t.oid = c.conrelid JOIN pg_class f ON f.oid = c.confrelid"
            " JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = c.conkey[1]"
            " WHERE c.contype = 'f' AND t.relname = %s",
            (table,),
        ).fetchall()
        return {(column, to): rules[rule] for column, to, rule in rows}
    rows = database.execute_sql(f'PRAGMA foreign_key_list("{table}")').fetchall()
    return {(row[3], row[2]): row[6] for row in rows}
