"""Rows that are kept from other writers for as long as a transaction lasts."""

from __future__ import annotations

from peewee import ModelSelect

from portal.db import is_postgresql


def locked(query: ModelSelect) -> ModelSelect:
    """The query, its rows kept from other writers until the transaction ends; SQLite's transactions keep everything.

    Not FOR UPDATE, which would also keep out new rows that refer to these: an upload locks its author and refers to
    the ticket, a reply locks the ticket and refers to the same person, and both would wait for each other.
    """
    return query.for_update("FOR NO KEY UPDATE") if is_postgresql() else query


def taken(query: ModelSelect) -> list[int]:
    """The ids that the query finds, their rows locked, without those that another transaction has locked.

    Queues are read by several. The ids are asked for by themselves, because within the condition of an UPDATE
    PostgreSQL is free to ask for them once for each row: one that is limited to ten then takes all there are.
    """
    rows = query.for_update("FOR UPDATE SKIP LOCKED") if is_postgresql() else query
    return [row.id for row in rows]
