"""Column types that mean the same on SQLite and on PostgreSQL."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import peewee

from portal.db import is_postgresql


class MomentField(peewee.Field):
    """An aware moment in UTC: TIMESTAMPTZ on PostgreSQL, text of fixed width (so that it sorts) on SQLite."""

    field_type = "TIMESTAMPTZ"

    def db_value(self, value: datetime | None) -> Any:
        """Refuse a naive time: nobody could say which moment it is."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{self.name}: a time without a zone")
        moment = value.astimezone(UTC)
        return moment if is_postgresql() else moment.replace(tzinfo=None).isoformat(" ", "microseconds")

    def python_value(self, value: Any) -> datetime | None:
        """The moment, aware, in UTC."""
        if value is None:
            return None
        if isinstance(value, str):
            return datetime.fromisoformat(value).replace(tzinfo=UTC)
        moment: datetime = value
        return moment.astimezone(UTC)


class WordField(peewee.CharField):
    """One word of a vocabulary, stored as its text."""

    def __init__(self, vocabulary: type[StrEnum], **options: Any) -> None:
        self.vocabulary = vocabulary
        self._words = {word.value: word for word in vocabulary}
        super().__init__(max_length=32, **options)

    def db_value(self, value: StrEnum | str | None) -> str | None:
        """Refuse a word that the vocabulary does not have."""
        return None if value is None else str(self.vocabulary(value).value)

    def python_value(self, value: str | None) -> StrEnum | None:
        """The word as a member of its vocabulary."""
        return None if value is None else self._words[value]


class DocumentField(peewee.TextField):
    """A small JSON document that no query looks into."""

    def db_value(self, value: Any) -> str | None:
        """The document as text."""
        return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def python_value(self, value: str | None) -> Any:
        """The document as it was given."""
        return None if value is None else json.loads(value)
