"""Checks over all situations: a field that can never show, and a required answer that can never be given."""

from __future__ import annotations

from collections.abc import Iterator

from forms.branches import closure, reachable
from forms.faults import Fault, Where
from forms.schema import FieldSpec, IssueType


def check_reach(issue_type: IssueType) -> Iterator[Fault]:
    """Fields that no answers bring to sight, and references to fields that may be hidden then."""
    for spec in issue_type.fields:
        if not _can_show(issue_type, spec):
            yield Fault(
                Where(issue_type.key, spec.key, "show_if"),
                "this field can never show: no answers make show_if true; mend the condition or remove the field",
            )
        elif spec.equal_to and not _always_with(issue_type, spec, spec.equal_to):
            yield Fault(
                Where(issue_type.key, spec.key, "equal_to"),
                f'equal_to names "{spec.equal_to}", which can be hidden while this is asked, so it cannot be filled; '
                "give both the same show_if",
            )


def _can_show(issue_type: IssueType, spec: FieldSpec) -> bool:
    if spec.show_if is None:
        return True
    keys = closure(issue_type, frozenset({spec.key})) - {spec.key}
    return any(spec.show_if.holds(situation) for situation in reachable(issue_type, keys))


def _always_with(issue_type: IssueType, spec: FieldSpec, other: str) -> bool:
    target = issue_type.by_key[other]
    if target.show_if is None:
        return True
    keys = (closure(issue_type, frozenset({spec.key})) | closure(issue_type, frozenset({other}))) - {spec.key, other}
    return all(
        target.show_if.holds(situation)
        for situation in reachable(issue_type, keys)
        if spec.show_if is None or spec.show_if.holds(situation)
    )
