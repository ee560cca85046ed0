"""Which fields exist and which are required, decided in one pass from top to bottom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from forms.conditions import Counted
from forms.options import choices_of
from forms.priority import priority_of
from forms.schema import SEVERAL, FieldSpec, IssueType
from forms.surroundings import Surroundings

RawAnswers = Mapping[str, list[str]]
"""Posted strings by field key, as a draft keeps them."""

PSEUDO_FIELDS: Mapping[str, tuple[str, ...]] = {
    "priority": ("P1", "P2", "P3", "P4"),
    "organisations": ("none", "one", "several"),
}
"""What conditions may name besides fields: the computed priority, and how many organisations the person has."""


class Asked(NamedTuple):
    """A field that exists in this situation, and whether it must be answered."""

    spec: FieldSpec
    required: bool


@dataclass(frozen=True, slots=True)
class Resolution:
    """The visible fields in order, with the answers that count."""

    asked: tuple[Asked, ...]
    counted: Counted

    def __iter__(self) -> Iterator[Asked]:
        return iter(self.asked)

    @property
    def keys(self) -> tuple[str, ...]:
        """Keys of the visible fields, in order."""
        return tuple(spec.key for spec, _ in self.asked)

    def of_step(self, step: str) -> tuple[Asked, ...]:
        """The visible fields of one step."""
        return tuple(asked for asked in self.asked if asked.spec.step == step)


def resolve(issue_type: IssueType, answers: RawAnswers, surroundings: Surroundings) -> Resolution:
    """Exactly the visible fields in order; a hidden field counts as unanswered, so chains of conditions collapse."""
    counted: dict[str, tuple[str, ...]] = {
        "priority": tuple(filter(None, [priority_of(issue_type, answers)])),
        "organisations": (surroundings.number_of_organisations,),
    }
    asked = []
    for spec in issue_type.fields:
        if spec.show_if is not None and not spec.show_if.holds(counted):
            continue
        required = spec.required or (spec.require_if is not None and spec.require_if.holds(counted))
        counted[spec.key] = _counting(spec, answers, surroundings, counted)
        asked.append(Asked(spec, required))
    return Resolution(tuple(asked), counted)


def _counting(spec: FieldSpec, answers: RawAnswers, surroundings: Surroundings, counted: Counted) -> tuple[str, ...]:
    if spec.kind == "files":
        return tuple(fact.name for fact in surroundings.files.get(spec.key, ()))
    given = [value.strip() for value in answers.get(spec.key, spec.defaults) if value.strip()]
    choices = choices_of(spec, surroundings, counted)
    if choices is not None:
        possible = {choice.value for choice in choices}
        given = [value for value in given if value in possible]
    return tuple(given) if spec.kind in SEVERAL else tuple(given[:1])
