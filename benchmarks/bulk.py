"""Many rows at once, past the models: COPY on PostgreSQL, executemany on SQLite."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from peewee import Field, Model

from portal.db import handle, is_postgresql


def insert_rows(table: type[Model], rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert the rows, all with the keys of the first, in the caller's transaction; missing columns get defaults."""
    listed = list(rows)
    if not listed:
        return
    about = table._meta  # noqa: SLF001 - peewee's own word for what a table is
    fields = [field for field in about.sorted_fields if field.name in listed[0] or field.default is not None]
    columns = [field.column_name for field in fields]
    _insert(about.table_name, columns, (_values(fields, row) for row in listed))


def insert_texts(texts: Iterable[tuple[int, str]]) -> None:
    """Fill the full-text index: the number of a ticket, and its folded words."""
    _insert("ticket_search", ["rowid", "text"], texts)


def settle() -> None:
    """Let the next id follow those inserted, and bring the planner's figures up to date where the server would."""
    if not is_postgresql():
        handle.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        return
    for (sequence,) in handle.execute_sql("SELECT sequencename FROM pg_sequences").fetchall():
        table = sequence.removesuffix("_id_seq")
        handle.execute_sql(f"SELECT setval('{sequence}', (SELECT COALESCE(MAX(id), 1) FROM {table}))")
    # What autovacuum does within minutes of such a growth.
    handle.execute_sql("VACUUM ANALYZE")


def _values(fields: list[Field], row: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(field.db_value(row[field.name] if field.name in row else _default(field)) for field in fields)


def _default(field: Field) -> Any:
    return field.default() if callable(field.default) else field.default


def _insert(table: str, columns: list[str], rows: Iterable[tuple[Any, ...]]) -> None:
    names = ", ".join(f'"{column}"' for column in columns)
    cursor = handle.connection().cursor()
    if is_postgresql():
        with cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row(row)
        return
    marks = ", ".join("?" * len(columns))
    cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', rows)
