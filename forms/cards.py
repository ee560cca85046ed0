"""How a form is laid out: its cards of fields, and its problems in the order of the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from forms.field import AnswerField

if TYPE_CHECKING:
    from wtforms import Form as _Base
else:
    _Base = object


class Card(NamedTuple):
    """A card of a step: its title, which may be empty, and the fields that stand on it on their own."""

    key: str
    title: str
    fields: tuple[AnswerField, ...]


class Problem(NamedTuple):
    """One line of the error summary: the input it leads to and the same words as at the field."""

    anchor: str
    message: str


class Cards(_Base):
    """A form that can be walked card by card; a mixin for any WTForms base."""

    titles: ClassVar[Sequence[tuple[str, str]]] = ()
    quoted: ClassVar[Sequence[str]] = ()

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Whether every answer is sound; a subject that writes itself is not asked for before what it quotes."""
        sound: bool = super().validate(*args, **kwargs)
        subject = next((field for field in self._answer_fields() if field.name == "subject"), None)
        if subject is not None and not subject.data and not subject.suggestion and self._lacks_quoted():
            subject.errors = []
        return sound

    def _lacks_quoted(self) -> bool:
        return any(field.errors for field in self._answer_fields() if field.name in self.quoted)

    def cards(self) -> tuple[Card, ...]:
        """The cards that have fields, in order; fields that stand under an option are left to that option."""
        cards: dict[str, list[AnswerField]] = {key: [] for key, _ in self.titles}
        for field in self._answer_fields():
            if not field.revealed:
                cards.setdefault(field.section, []).append(field)
        titles = dict(self.titles)
        return tuple(Card(key, titles.get(key, ""), tuple(fields)) for key, fields in cards.items() if fields)

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong after validate(), in the order of the page."""
        return tuple(Problem(field.anchor, str(field.errors[0])) for field in self._answer_fields() if field.errors)

    def _answer_fields(self) -> Iterator[AnswerField]:
        return (field for field in self if isinstance(field, AnswerField))
