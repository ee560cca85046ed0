"""Conditions over earlier answers: one evaluator for what is shown, required, offered and checked at start-up."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

Counted = Mapping[str, tuple[str, ...]]
"""Answers that count: of visible fields only, without blanks and without options that do not exist."""

OPERATORS = ("is", "in", "contains", "set", "all", "any", "not")


class Rule(BaseModel, ABC):
    """One condition; `holds` answers it and `tests` names every comparison in it."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
    operator: ClassVar[str]

    @abstractmethod
    def holds(self, answers: Counted) -> bool:
        """Whether the condition is true of these answers."""

    @abstractmethod
    def tests(self) -> Iterator[Test]:
        """Every comparison of a field in this condition, however deep."""


class Test(Rule):
    """A comparison of one earlier field."""

    __test__ = False
    field: str

    @property
    def compared(self) -> tuple[str, ...]:
        """The values that the field is compared with."""
        return ()

    def tests(self) -> Iterator[Test]:
        yield self


class Is(Test):
    """`{ field = "service", is = "other" }`."""

    operator = "is"
    value: str = Field(alias="is")

    @property
    def compared(self) -> tuple[str, ...]:
        return (self.value,)

    def holds(self, answers: Counted) -> bool:
        return answers.get(self.field, ())[:1] == (self.value,)


class In(Test):
    """`{ field = "service", in = ["compute", "dns"] }`."""

    operator = "in"
    values: tuple[str, ...] = Field(alias="in", min_length=1)

    @property
    def compared(self) -> tuple[str, ...]:
        return self.values

    def holds(self, answers: Counted) -> bool:
        return any(value in self.values for value in answers.get(self.field, ())[:1])


class Contains(Test):
    """`{ field = "access", contains = "portal" }`, for fields with several answers."""

    operator = "contains"
    value: str = Field(alias="contains")

    @property
    def compared(self) -> tuple[str, ...]:
        return (self.value,)

    def holds(self, answers: Counted) -> bool:
        return self.value in answers.get(self.field, ())


class IsSet(Test):
    """`{ field = "host_name", set = true }`."""

    operator = "set"
    answered: bool = Field(alias="set", strict=True)

    def holds(self, answers: Counted) -> bool:
        return bool(answers.get(self.field, ())) == self.answered


class All(Rule):
    """`{ all = [condition, condition] }`."""

    operator = "all"
    conditions: tuple[Condition, ...] = Field(alias="all", min_length=1)

    def holds(self, answers: Counted) -> bool:
        return all(condition.holds(answers) for condition in self.conditions)

    def tests(self) -> Iterator[Test]:
        for condition in self.conditions:
            yield from condition.tests()


class AnyOf(Rule):
    """`{ any = [condition, condition] }`."""

    operator = "any"
    conditions: tuple[Condition, ...] = Field(alias="any", min_length=1)

    def holds(self, answers: Counted) -> bool:
        return any(condition.holds(answers) for condition in self.conditions)

    def tests(self) -> Iterator[Test]:
        for condition in self.conditions:
            yield from condition.tests()


class Not(Rule):
    """`{ not = condition }`."""

    operator = "not"
    condition: Condition = Field(alias="not")

    def holds(self, answers: Counted) -> bool:
        return not self.condition.holds(answers)

    def tests(self) -> Iterator[Test]:
        yield from self.condition.tests()


def _operator(value: Any) -> str | None:
    if isinstance(value, Rule):
        return value.operator
    named = [name for name in OPERATORS if isinstance(value, dict) and name in value]
    return named[0] if len(named) == 1 else None


Condition = Annotated[
    Annotated[Is, Tag("is")]
    | Annotated[In, Tag("in")]
    | Annotated[Contains, Tag("contains")]
    | Annotated[IsSet, Tag("set")]
    | Annotated[All, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[Not, Tag("not")],
    Discriminator(
        _operator,
        custom_error_type="condition",
        custom_error_message='not a condition; write one of { field = "x", is = "y" }, in = [..], contains = "y", '
        "set = true, { all = [..] }, { any = [..] }, { not = {..} }",
    ),
]
for _rule in (All, AnyOf, Not):
    _rule.model_rebuild()
