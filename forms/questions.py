"""Questions that are asked of a ticket that is there already: an engineer's own, or those of another issue type."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from forms.builder import IMPACT, URGENCY
from forms.options import choices_of
from forms.resolve import RawAnswers, resolve
from forms.schema import FieldSpec, IssueType, PriorityRule, Section
from forms.surroundings import Surroundings

OWN = "questions"
# What the kind of answer asks for, where the words of a question may not say so.
_HELP = {"uuids": "Their UUIDs. One a line, or paste any text that has them in it."}


def as_issue_type(questions: Iterable[Mapping[str, Any]]) -> IssueType:
    """An engineer's own questions, as they are kept, as an issue type that asks for nothing else."""
    fields = tuple(
        FieldSpec.model_validate({"help": _HELP.get(question["kind"], ""), **question}) for question in questions
    )
    return IssueType(
        key=OWN,
        category=OWN,
        label="Questions",
        description="What an engineer asks",
        icon="question",
        kind="service_request",
        priority=PriorityRule(asked="no"),
        sections=(Section(key=OWN, fields=fields),),
    )


def fitting(
    target: IssueType, given: Iterable[tuple[str, str, tuple[str, ...]]], surroundings: Surroundings
) -> dict[str, list[str]]:
    """Of the answers given (key, kind, values) those that fit the other type: same key, same kind, an option of it.

    Only those are kept whose question the other type asks after all that is kept; the rest would stand there unseen.
    """
    kept = {key: list(values) for key, kind, values in given if values and _is_like(target, key, kind)}
    resolution = resolve(target, kept, surroundings)
    for spec, _ in resolution:
        choices = choices_of(spec, surroundings, resolution.counted)
        if choices is not None and not {choice.value for choice in choices}.issuperset(kept.get(spec.key, ())):
            kept.pop(spec.key)
    visible = set(resolve(target, kept, surroundings).keys)
    return {key: values for key, values in kept.items() if key in visible}


def missing(target: IssueType, answers: RawAnswers, surroundings: Surroundings, known: Collection[str]) -> list[str]:
    """The labels of what has to be answered and is not `known`, in the order in which it is asked."""
    asked = resolve(target, answers, surroundings)
    levels = (URGENCY, IMPACT) if target.priority.asked == "required" else ()
    needed = [spec for spec, required in asked.of_step("details") if required]
    needed += levels
    needed += [spec for spec, required in asked.of_step("priority") if required]
    return [spec.label for spec in needed if spec.key not in known]


def _is_like(target: IssueType, key: str, kind: str) -> bool:
    other = target.by_key.get(key)
    return other is not None and other.kind == kind
