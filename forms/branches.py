"""Every reachable situation of an issue type: all combinations of answers to the fields that decide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from forms.conditions import Condition
from forms.deciding import tested
from forms.resolve import PSEUDO_FIELDS
from forms.schema import SEVERAL, FieldSpec, IssueType

Situation = Mapping[str, tuple[str, ...]]


def reachable(issue_type: IssueType, keys: frozenset[str]) -> Iterator[Situation]:
    """Every combination of answers to these fields and to whatever decides about them."""
    wanted = closure(issue_type, keys)
    pseudo: list[Situation] = [{}]
    for key in PSEUDO_FIELDS.keys() & wanted:
        pseudo = [{**situation, **chosen} for situation in pseudo for chosen in _pseudo_domain(key)]
    fields = [spec for spec in issue_type.fields if spec.key in wanted]
    for situation in pseudo:
        yield from _walk(fields, situation)


def _pseudo_domain(key: str) -> Iterable[Situation]:
    yield from ({key: (value,)} for value in PSEUDO_FIELDS[key])
    if key == "priority":
        yield {}


def _walk(fields: list[FieldSpec], situation: Situation) -> Iterator[Situation]:
    if not fields:
        yield situation
        return
    spec, rest = fields[0], fields[1:]
    if spec.show_if is not None and not spec.show_if.holds(situation):
        yield from _walk(rest, situation)
        return
    for answer in domain(spec):
        yield from _walk(rest, {**situation, spec.key: answer} if answer else situation)


def domain(spec: FieldSpec) -> Iterator[tuple[str, ...]]:
    """Answers of a field that conditions can tell apart: none, each option, and all options where several may be."""
    yield ()
    values = ("yes", "no") if spec.kind == "yes_no" else tuple(option.value for option in spec.options)
    yield from ((value,) for value in values or ("answered",))
    if spec.kind in SEVERAL and len(values) > 1:
        yield values


def closure(issue_type: IssueType, keys: frozenset[str]) -> frozenset[str]:
    """These fields and all that decide whether they are shown, however far."""
    known: Mapping[str, FieldSpec] = issue_type.by_key
    found: set[str] = set()
    left = set(keys)
    while left:
        key = left.pop()
        found.add(key)
        condition: Condition | None = known[key].show_if if key in known else None
        left |= tested([condition]) - found
    return frozenset(found)
