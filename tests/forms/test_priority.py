"""The matrix, and what customers can do about the priority: choose urgency and impact."""

from __future__ import annotations

import pytest

from forms import IMPACTS, MATRIX, URGENCIES, Catalogue, Impact, IssueType, Urgency, priority, priority_of
from tests.forms.people import ALONE, IN_ACME, error, form_of
from tests.forms.test_every_branch import known

TABLE = """
       high medium low
high   P1   P2     P3
medium P2   P2     P3
low    P3   P3     P4
"""
ROWS = [line.split() for line in TABLE.strip().splitlines()[1:]]
CELLS = [
    (urgency, impact, cell)
    for urgency, *cells in ROWS
    for impact, cell in zip(("high", "medium", "low"), cells, strict=True)
]


@pytest.mark.parametrize(("urgency", "impact", "expected"), CELLS)
def test_the_matrix_is_the_table(incident: IssueType, urgency: str, impact: str, expected: str) -> None:
    assert priority(Urgency(urgency), Impact(impact)) == expected
    assert priority_of(incident, {"urgency": [urgency], "impact": [impact]}) == expected


def test_the_matrix_has_nine_cells() -> None:
    assert len(MATRIX) == len(CELLS) == 9


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"urgency": ["high"]},
        {"impact": ["high"]},
        {"urgency": ["highest"], "impact": ["high"]},
        {"urgency": [], "impact": []},
        {"urgency": [""], "impact": ["high"]},
        {"priority": ["P1"]},
    ],
)
def test_there_is_no_priority_without_both(incident: IssueType, answers: dict[str, list[str]]) -> None:
    assert priority_of(incident, answers) is None


def test_a_posted_priority_is_not_heard(incident: IssueType) -> None:
    answers = {"priority": ["P1"], "urgency": ["low"], "impact": ["low"]}
    assert priority_of(incident, answers) == "P4"
    assert "priority" not in form_of(incident, answers, step="priority").data


def test_a_type_without_priority_never_has_one(catalogue: Catalogue) -> None:
    feedback = known(catalogue, "feedback")
    assert priority_of(feedback, {"urgency": ["high"], "impact": ["high"]}) is None
    assert "urgency" not in form_of(feedback, {}, step="priority")


def test_each_level_says_in_one_line_what_it_means() -> None:
    assert [(choice.value, choice.label, choice.help) for choice in URGENCIES] == [
        ("high", "High", "It must be worked on now"),
        ("medium", "Medium", "It can wait some hours"),
        ("low", "Low", "It can wait some days"),
    ]
    assert [(choice.value, choice.label, choice.help) for choice in IMPACTS] == [
        ("high", "High", "All or most users"),
        ("medium", "Medium", "Some users, or a part"),
        ("low", "Low", "Few, or a way round"),
    ]


def test_neither_is_chosen_beforehand_and_both_are_asked_for(incident: IssueType) -> None:
    """UX-06."""
    form = form_of(incident, {}, ALONE, step="priority")
    assert form["urgency"].values == form["impact"].values == ()
    assert error(form, "urgency") == "Choose how urgent it is"
    assert error(form, "impact") == "Choose how large the impact is"


def test_an_optional_priority_may_be_left_open_but_not_half_given(backup: IssueType) -> None:
    create = {"action": ["create"]}
    assert form_of(backup, create, ALONE, step="priority").validate()
    half = form_of(backup, {**create, "urgency": ["high"]}, ALONE, step="priority")
    assert error(half, "impact") == "Choose how large the impact is as well, or clear both"


def test_a_restore_needs_its_priority(backup: IssueType) -> None:
    form = form_of(backup, {"action": ["restore"]}, ALONE, step="priority")
    assert error(form, "urgency") == "Choose how urgent it is"
    assert error(form, "impact") == "Choose how large the impact is"
    assert not form["urgency"].optional


def test_the_phone_number_is_required_for_a_p1_only(incident: IssueType) -> None:
    p1 = form_of(incident, {"urgency": ["high"], "impact": ["high"]}, IN_ACME, step="priority")
    assert error(p1, "phone") == "Write a phone number: we call you about a P1"
    p2 = form_of(incident, {"urgency": ["high"], "impact": ["medium"]}, IN_ACME, step="priority")
    assert p2["phone"].optional
    assert not error(p2, "phone")
