"""Column types that mean the same on SQLite and on PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
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
            return _moment(value)
        moment: datetime = value
        return moment.astimezone(UTC)


@lru_cache(maxsize=20_000)
def _moment(text: str | None) -> datetime | None:
    # Kept, because lists show the same moments again and again, and a moment remembers its hash.
    return None if text is None else datetime.fromisoformat(f"{text}+00:00")


# SQLite's are numbers.
_TRUTH = {None: None, False: False, True: True}


class WordField(peewee.CharField):
    """One word of a vocabulary, stored as its text."""

    def __init__(self, vocabulary: type[StrEnum], **options: Any) -> None:
        self.vocabulary = vocabulary
        # Lists convert thousands of them: looking up in a dict takes less than calling a method that does.
        words: dict[str | None, StrEnum | None] = {None: None, **{word.value: word for word in vocabulary}}
        self.python_value = words.__getitem__
        super().__init__(max_length=32, **options)

    def db_value(self, value: StrEnum | str | None) -> str | None:
        """Refuse a word that the vocabulary does not have."""
        return None if value is None else str(self.vocabulary(value).value)


class DocumentField(peewee.TextField):
    """A small JSON document that no query looks into."""

    def db_value(self, value: Any) -> str | None:
        """The document as text."""
        return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def python_value(self, value: str | None) -> Any:
        """The document as it was given."""
        return None if value is None else json.loads(value)


# `json.loads` looks for spaces around the document and asks what it was given; what we stored has none.
_read = json.JSONDecoder().raw_decode


def _document(value: str | None) -> Any:
    return None if value is None else _read(value)[0]


def converter_of(column: Any) -> Callable[[Any], Any] | None:
    """What turns this column's stored values into what they mean, on the database that is bound; None where they do.

    Lists convert thousands of values, so that it is what Python calls in the shortest time.
    """
    if isinstance(column, MomentField):
        return column.python_value if is_postgresql() else _moment
    if isinstance(column, peewee.BooleanField):
        return _TRUTH.__getitem__
    if isinstance(column, DocumentField):
        return _document
    return column.python_value if isinstance(column, WordField) else None
