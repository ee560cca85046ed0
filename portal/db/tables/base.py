"""What all tables have in common."""

from __future__ import annotations

from peewee import Model

from portal.db import handle


class Table(Model):
    """What all tables share: the database. A reference has index=False where a longer index begins with it."""

    class Meta:
        database = handle
        legacy_table_names = False
