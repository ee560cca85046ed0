"""What the shape of a definition cannot tell: names that mean something, and answers that can be given."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from forms.checks_fields import check_condition, check_field
from forms.checks_reach import check_reach
from forms.conditions import Condition
from forms.faults import Fault, Where, one_of
from forms.icons import ICONS
from forms.schema import Catalogue, FieldSpec, IssueType, Offer


def check_catalogue(catalogue: Catalogue, issue_types: Sequence[IssueType]) -> Iterator[Fault]:
    """Every fault in the meaning of these issue types."""
    for key, times in Counter(issue.key for issue in issue_types).items():
        if times > 1:
            yield Fault(Where(key, attribute="key"), "two issue types have this key; give one of them another")
    for issue_type in issue_types:
        yield from _check_type(issue_type)
        yield from _check_keys(issue_type)
        yield from _check_fields(issue_type)
        for offer in issue_type.offers:
            yield from _check_offer(issue_type, offer, catalogue.issue_type(offer.issue_type))


def _check_type(issue_type: IssueType) -> Iterator[Fault]:
    if issue_type.icon not in ICONS:
        text = f'unknown icon "{issue_type.icon}"; {one_of(issue_type.icon, ICONS)}'
        yield Fault(Where(issue_type.key, attribute="icon"), text)
    for quoted in issue_type.quoted:
        if quoted not in issue_type.by_key:
            right = one_of(quoted, issue_type.by_key)
            text = f'the default subject quotes "{{{quoted}}}", which is no field; {right}'
            yield Fault(Where(issue_type.key, attribute="default_subject"), text)
    rule = issue_type.priority
    if rule.require_if is not None:
        if rule.asked != "optional":
            text = 'priority.require_if has no effect; write asked = "optional"'
            yield Fault(Where(issue_type.key, attribute="priority"), text)
        yield from _check_condition(issue_type, rule.require_if, "priority")


def _check_condition(issue_type: IssueType, condition: Condition, attribute: str) -> Iterator[Fault]:
    """Faults of a condition that may name every field of the issue type."""
    yield from check_condition(condition, issue_type.by_key, Where(issue_type.key, attribute=attribute))


def _check_keys(issue_type: IssueType) -> Iterator[Fault]:
    for key, times in Counter(spec.key for spec in issue_type.fields).items():
        if times > 1:
            yield Fault(Where(issue_type.key, key, "key"), f"{times} fields have this key; give each its own")
    for key, times in Counter(section.key for section in issue_type.sections).items():
        if times > 1:
            yield Fault(Where(issue_type.key), f'{times} sections have the key "{key}"; give each its own')


def _check_fields(issue_type: IssueType) -> Iterator[Fault]:
    earlier: dict[str, FieldSpec] = {}
    sound = True
    for spec in issue_type.fields:
        for fault in check_field(issue_type, spec, earlier):
            sound = False
            yield fault
        earlier[spec.key] = spec
    if sound:
        # Only then: what can be reached is a question about conditions that mean something.
        yield from check_reach(issue_type)


def _check_offer(issue_type: IssueType, offer: Offer, target: IssueType | None) -> Iterator[Fault]:
    where = Where(issue_type.key, attribute="offers")
    if offer.show_if is not None:
        yield from _check_condition(issue_type, offer.show_if, "offers")
    if target is None or target.retired:
        trouble = "which is no issue type" if target is None else "which is retired"
        yield Fault(where, f'offer "{offer.key}" leads to "{offer.issue_type}", {trouble}; name one that is offered')
        return
    for text in _offer_keys(issue_type, offer, target):
        yield Fault(where, f'offer "{offer.key}" {text}')


def _offer_keys(issue_type: IssueType, offer: Offer, target: IssueType) -> Iterator[str]:
    for own in offer.carry.keys() - issue_type.by_key.keys():
        yield f'carries "{own}", which is no field; {one_of(own, issue_type.by_key)}'
    for other in {*offer.carry.values(), *offer.preset, *filter(None, [offer.rest])} - target.by_key.keys():
        yield f'fills "{other}", which {target.key} has not; {one_of(other, target.by_key)}'
    for key in offer.preset.keys() & target.by_key.keys():
        options = {option.value for option in target.by_key[key].options}
        if options and offer.preset[key] not in options:
            yield f'presets {key} = "{offer.preset[key]}", which is no option; {one_of(offer.preset[key], options)}'
    if offer.rest in target.by_key and target.by_key[offer.rest].kind != "paragraph":
        yield f'puts the rest into "{offer.rest}", which is no paragraph; name a paragraph'
