"""Statements that are put together once and asked again and again with other values.

Making the text of a statement takes longer than most statements take to run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, wraps
from typing import Any

from peewee import Context, Field, Node, Query

from portal.db import handle, is_postgresql
from portal.db.fields import converter_of

_KEPT = 512


@dataclass(frozen=True)
class _Slot:
    name: str
    field: Field | None


class Given(Node):
    """Stands in a query for the value of this name; `field` says how it is stored, where that matters."""

    def __init__(self, name: str, field: Field | None = None) -> None:
        self._slot = _Slot(name, field)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Given) and other._slot.name == self._slot.name

    def __hash__(self) -> int:
        return hash(self._slot.name)

    def __sql__(self, context: Context) -> Context:
        return context.value(self._slot, converter=False)


class Prepared:
    """A query that has `Given` in the place of values, made for the database that is bound at that moment."""

    def __init__(self, query: Query) -> None:
        self._text, self._values = handle.obj.get_sql_context().sql(query).query()
        columns = (getattr(column, "field", column) for column in query.selected_columns)
        converters = enumerate(map(converter_of, columns))
        self._converters = tuple((place, convert) for place, convert in converters if convert is not None)

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """The rows of the answer, converted as their columns say."""
        asked = [_stored(value, values) for value in self._values]
        return [self._converted(row) for row in handle.execute_sql(self._text, asked).fetchall()]

    def _converted(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        values = list(row)
        for place, convert in self._converters:
            values[place] = convert(values[place])
        return tuple(values)


def prepared(build: Callable[..., Query]) -> Callable[..., Prepared]:
    """Keep what `build` makes: one statement for each database and for each of its arguments, the last used ones."""

    @lru_cache(maxsize=_KEPT)
    def made(_postgresql: bool, *arguments: Any) -> Prepared:
        return Prepared(build(*arguments))

    return wraps(build)(lambda *arguments: made(is_postgresql(), *arguments))


def _stored(value: Any, values: Mapping[str, Any]) -> Any:
    if not isinstance(value, _Slot):
        return value
    return values[value.name] if value.field is None else value.field.db_value(values[value.name])
