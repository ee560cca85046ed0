"""Checks of one field: its kind, its conditions, its limits and what it refers to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from wtforms import Form

from forms.cards import Cards
from forms.conditions import Contains, In, Is, Test
from forms.faults import Fault, Where, one_of
from forms.resolve import PSEUDO_FIELDS
from forms.schema import CATALOGUE_KINDS, SEVERAL, WITH_OPTIONS, FieldSpec, IssueType

_COMMON = {"subject", "attachments", "urgency", "impact", "sharing", "on_behalf_of", "csrf_token", "next"}
_OF_FORMS = {name for name in dir(Form) + dir(Cards) if not name.startswith("_")}
RESERVED = frozenset(
    _COMMON | _OF_FORMS | set(PSEUDO_FIELDS) | {"meta", "hidden_tag", "is_submitted", "validate_on_submit"}
)
_RADIO_KINDS = ("choice", "yes_no", "organisation")
_RADIOS_UP_TO = 5

Earlier = Mapping[str, FieldSpec]


def check_field(issue_type: IssueType, spec: FieldSpec, earlier: Earlier) -> Iterator[Fault]:
    """Every fault of one field, given those that stand before it."""
    alone = (check(spec) for check in (_kind, _key, _options, _default, _pattern, _limits))
    among_others = (check(spec, earlier) for check in (_references, _conditions, _reveal))
    for attribute, text in chain.from_iterable([*alone, *among_others]):
        yield Fault(Where(issue_type.key, spec.key, attribute), text)


Found = Iterator[tuple[str, str]]


def _kind(spec: FieldSpec) -> Found:
    if spec.kind not in CATALOGUE_KINDS:
        yield "kind", f'unknown kind "{spec.kind}"; {one_of(spec.kind, CATALOGUE_KINDS)}'


def _key(spec: FieldSpec) -> Found:
    if spec.key in RESERVED or spec.key.startswith(("validate_", "filter_")):
        yield "key", f'"{spec.key}" has a meaning of its own in every form; choose another key'
    if spec.key == "organisation" and spec.kind != "organisation":
        yield (
            "kind",
            'the field "organisation" names whom the request is for; give it kind = "organisation", or another key',
        )


def _options(spec: FieldSpec) -> Found:
    if spec.kind in WITH_OPTIONS and len(spec.options) < 2:
        yield "options", f"a {spec.kind} needs at least two options; add them as {{ value = ..., label = ... }}"
    if spec.kind not in WITH_OPTIONS and spec.options:
        yield "options", f'a {spec.kind} has no options; remove them, or use kind = "choice"'
    values = [option.value for option in spec.options]
    for value in sorted({value for value in values if values.count(value) > 1}):
        yield "options", f'the option "{value}" stands twice; remove one'


def _default(spec: FieldSpec) -> Found:
    possible = ("yes", "no") if spec.kind == "yes_no" else tuple(option.value for option in spec.options)
    for value in spec.defaults:
        if possible and value not in possible:
            yield "default", f'the default "{value}" is not among the options; {one_of(value, possible)}'
    if spec.defaults and spec.kind in ("member", "ticket", "organisation", "files", "datetime"):
        yield "default", f"a {spec.kind} can have no default; remove it"


def _pattern(spec: FieldSpec) -> Found:
    if not spec.pattern:
        return
    try:
        re.compile(spec.pattern)
    except re.error as error:
        yield "pattern", f"the pattern does not compile: {error}; mend the regular expression"
    if spec.kind != "text":
        yield "pattern", f'a {spec.kind} takes no pattern; use kind = "text"'
    elif not spec.messages.invalid:
        yield "pattern", 'a pattern needs words of its own; add messages.invalid = "Write ..., for example ..."'


def _limits(spec: FieldSpec) -> Found:
    for low, high in (("min_length", "max_length"), ("minimum", "maximum")):
        least, most = getattr(spec, low), getattr(spec, high)
        if least is not None and most is not None and least > most:
            yield low, f"{low} = {least} is more than {high} = {most}, so nothing can be answered; swap them"
    allowed = {
        "minimum": ("number",),
        "maximum": ("number",),
        "min_length": ("text", "paragraph"),
        "max_length": ("text", "paragraph"),
        "most": ("uuids",),
        "remaining_administrator": ("member",),
        "other_than": ("member",),
        "refuse_members": ("email",),
        "own_domains": ("email",),
        "not_before": ("date", "datetime"),
    }
    for attribute, kinds in allowed.items():
        if getattr(spec, attribute) not in (None, False, "") and spec.kind not in kinds:
            yield attribute, f"{attribute} means nothing for a {spec.kind}; it is for {' and '.join(kinds)}"
    if spec.when != "any" and spec.kind not in ("date", "datetime"):
        yield "when", f"when means nothing for a {spec.kind}; it is for date and datetime"


def _references(spec: FieldSpec, earlier: Earlier) -> Found:
    for attribute in ("equal_to", "not_before", "other_than"):
        other = getattr(spec, attribute)
        if not other:
            continue
        if other not in earlier:
            yield attribute, f'{attribute} names "{other}", which is no earlier field; {one_of(other, earlier)}'
        elif attribute != "equal_to" and earlier[other].kind != spec.kind:
            yield attribute, f'{attribute} names "{other}", which is a {earlier[other].kind}; name a {spec.kind}'


def _conditions(spec: FieldSpec, earlier: Earlier) -> Found:
    if spec.require_if is not None and spec.required:
        yield "require_if", "require_if has no effect on a field that is always required; add required = false"
    named = [("show_if", spec.show_if), ("require_if", spec.require_if)]
    for attribute, condition in [*named, *(("missing_when", other.condition) for other in spec.missing_when)]:
        for fault in check_condition(condition, earlier, Where("", spec.key, attribute), spec.step):
            yield fault.where.attribute, fault.text


def check_condition(condition: Any, earlier: Earlier, where: Where, step: str = "priority") -> Iterator[Fault]:
    """Every comparison in a condition that means nothing, given the fields it may name."""
    for test in condition.tests() if condition is not None else ():
        for text in _test(test, earlier, step):
            yield Fault(where, text)


def _test(test: Test, earlier: Earlier, step: str) -> Iterator[str]:
    if test.field in PSEUDO_FIELDS:
        possible: tuple[str, ...] = PSEUDO_FIELDS[test.field]
        if test.field == "priority" and step != "priority":
            yield 'a condition on "priority" needs a section with step = "priority": before that there is none'
    elif test.field not in earlier:
        right = one_of(test.field, [*earlier, *PSEUDO_FIELDS])
        yield f'a condition on "{test.field}", which is no earlier field; {right}'
        return
    else:
        spec = earlier[test.field]
        possible = ("yes", "no") if spec.kind == "yes_no" else tuple(option.value for option in spec.options)
        yield from _operator(test, spec, bool(possible))
    for value in test.compared:
        if possible and value not in possible:
            yield f'a condition on an unknown option "{value}" of "{test.field}"; {one_of(value, possible)}'


def _operator(test: Test, spec: FieldSpec, options: bool) -> Iterator[str]:
    if isinstance(test, Is | In) and spec.kind in SEVERAL:
        yield f'"{spec.key}" has several answers; write {{ field = "{spec.key}", contains = "..." }}'
    if isinstance(test, Contains) and spec.kind not in SEVERAL:
        yield f'"{spec.key}" has one answer; write {{ field = "{spec.key}", is = "..." }}'
    if test.compared and not options:
        yield f'"{spec.key}" is a {spec.kind}, which has no options; write {{ field = "{spec.key}", set = true }}'


def _reveal(spec: FieldSpec, earlier: Earlier) -> Found:
    if not spec.reveal:
        return
    decider = earlier.get(spec.show_if.field) if isinstance(spec.show_if, Is) else None
    if decider is None:
        yield "reveal", 'only a field with show_if = { field = "x", is = "y" } can be revealed; remove reveal'
    elif decider.kind not in _RADIO_KINDS or len(decider.options) > _RADIOS_UP_TO:
        yield "reveal", f'"{decider.key}" is not shown as radios, so nothing can stand under its options; remove reveal'
    elif decider.section != spec.section:
        yield "reveal", f'"{decider.key}" stands in another section; move the field there, or remove reveal'
