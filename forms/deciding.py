"""Which fields decide about others, and which stand right under the option that shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from forms.conditions import Condition, Is
from forms.schema import FieldSpec, IssueType


def tested(conditions: Iterable[Condition | None]) -> frozenset[str]:
    """Keys of all fields that these conditions compare."""
    return frozenset(test.field for condition in conditions if condition for test in condition.tests())


def deciding(issue_type: IssueType) -> frozenset[str]:
    """Keys of the fields whose change calls for new fields, choices or offers."""
    fields = issue_type.fields
    keys = tested(spec.show_if for spec in fields) | tested(spec.require_if for spec in fields)
    keys |= tested(offer.show_if for offer in issue_type.offers)
    keys |= {spec.other_than for spec in fields if spec.other_than}
    if any(spec.kind == "member" or spec.refuse_members or spec.own_domains for spec in fields):
        keys |= {"organisation"}
    return keys


def revealed_under(spec: FieldSpec) -> tuple[str, str] | None:
    """The deciding field and its option under which this one stands; None where it stands on its own."""
    if spec.reveal and isinstance(spec.show_if, Is):
        return spec.show_if.field, spec.show_if.value
    return None


def reveals(specs: Iterable[FieldSpec]) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """For each deciding field, the names of the fields that stand under each of its options."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for spec in specs:
        if place := revealed_under(spec):
            options = found.setdefault(place[0], {})
            options[place[1]] = (*options.get(place[1], ()), spec.key)
    return found
