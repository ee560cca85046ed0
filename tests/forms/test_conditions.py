"""The one evaluator, on its own and in chains."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from forms import resolve
from forms.conditions import Condition, Counted
from tests.forms.conftest import type_with
from tests.forms.people import IN_ACME

ADAPTER: TypeAdapter[Condition] = TypeAdapter(Condition)
ANSWERS: Counted = {"service": ("dns",), "access": ("portal", "status_page"), "name": ("Nina",)}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"field": "service", "is": "dns"}, True),
        ({"field": "service", "is": "compute"}, False),
        ({"field": "region", "is": "kna1"}, False),
        ({"field": "service", "in": ["compute", "dns"]}, True),
        ({"field": "service", "in": ["compute"]}, False),
        ({"field": "region", "in": ["kna1"]}, False),
        ({"field": "access", "contains": "status_page"}, True),
        ({"field": "access", "contains": "vpn"}, False),
        ({"field": "name", "set": True}, True),
        ({"field": "region", "set": True}, False),
        ({"field": "region", "set": False}, True),
        ({"not": {"field": "service", "is": "dns"}}, False),
        ({"not": {"field": "region", "is": "kna1"}}, True),
        ({"all": [{"field": "service", "is": "dns"}, {"field": "name", "set": True}]}, True),
        ({"all": [{"field": "service", "is": "dns"}, {"field": "region", "set": True}]}, False),
        ({"any": [{"field": "region", "set": True}, {"field": "name", "set": True}]}, True),
        ({"any": [{"field": "region", "set": True}, {"not": {"field": "name", "set": True}}]}, False),
    ],
)
def test_each_condition_means_what_it_says(condition: dict[str, Any], expected: bool) -> None:
    assert ADAPTER.validate_python(condition).holds(ANSWERS) is expected


@pytest.mark.parametrize(
    "nonsense",
    [
        {},
        {"field": "service"},
        {"is": "dns"},
        {"field": "service", "is": "dns", "in": ["dns"]},
        {"field": "service", "equals": "dns"},
        {"field": "service", "is": "dns", "more": 1},
        {"field": "service", "in": []},
        {"all": []},
        {"field": "service", "set": "yes"},
        "service",
        None,
    ],
)
def test_anything_else_is_no_condition(nonsense: object) -> None:
    with pytest.raises(ValidationError):
        ADAPTER.validate_python(nonsense)


CHOICE = {"kind": "choice", "options": [{"value": "a", "label": "A"}, {"value": "b", "label": "B"}]}


def test_a_hidden_field_counts_as_unanswered_so_that_chains_collapse() -> None:
    chain = type_with(
        {"key": "first", **CHOICE},
        {"key": "second", **CHOICE, "show_if": {"field": "first", "is": "a"}},
        {"key": "third", "kind": "text", "show_if": {"field": "second", "is": "a"}},
        {"key": "fourth", "kind": "text", "required": False, "require_if": {"field": "third", "set": True}},
    )
    whole = {"first": ["a"], "second": ["a"], "third": ["said"]}
    assert resolve(chain, whole, IN_ACME).keys == ("first", "second", "third", "fourth")
    assert [asked.required for asked in resolve(chain, whole, IN_ACME)][-1] is True
    collapsed = resolve(chain, {**whole, "first": ["b"]}, IN_ACME)
    assert collapsed.keys == ("first", "fourth")
    assert [asked.required for asked in collapsed] == [True, False]


def test_an_option_that_does_not_exist_is_no_answer() -> None:
    probe = type_with(
        {"key": "first", **CHOICE},
        {"key": "second", "kind": "text", "show_if": {"field": "first", "set": True}},
    )
    assert resolve(probe, {"first": ["zzz"]}, IN_ACME).keys == ("first",)
    assert resolve(probe, {"first": ["  "]}, IN_ACME).keys == ("first",)
    assert resolve(probe, {"first": ["a"]}, IN_ACME).keys == ("first", "second")


def test_only_the_first_of_several_posted_values_counts_for_one_answer() -> None:
    probe = type_with(
        {"key": "first", **CHOICE},
        {"key": "second", "kind": "text", "show_if": {"field": "first", "is": "b"}},
    )
    assert resolve(probe, {"first": ["a", "b"]}, IN_ACME).keys == ("first",)


def test_a_default_counts_until_something_else_is_posted() -> None:
    probe = type_with(
        {"key": "first", "kind": "yes_no", "default": "yes"},
        {"key": "second", "kind": "text", "show_if": {"field": "first", "is": "yes"}},
    )
    assert resolve(probe, {}, IN_ACME).keys == ("first", "second")
    assert resolve(probe, {"first": ["no"]}, IN_ACME).keys == ("first",)
