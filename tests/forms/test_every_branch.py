"""Every reachable branch of every issue type: what is asked can be answered, and what is hidden does not exist."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from forms import Catalogue, IssueType, Surroundings, build_form, resolve, rows_from_json, rows_to_json, summarise
from forms.answers import Answers
from forms.options import choices_of
from forms.schema import FieldSpec
from tests.forms.people import ALONE, IN_ACME, IN_BOTH, UUID, form_of

Given = dict[str, list[str]]
TYPES = (
    "incident",
    "general_request",
    "staff_onboarding",
    "staff_offboarding",
    "feedback",
    "file_backup",
    "hosting",
)
GOOD = {
    "text": ["An answer"],
    "paragraph": ["An answer of\nseveral lines"],
    "number": ["64"],
    "date": ["1 12 2026"],
    "email": ["nina@acme.example"],
    "phone": ["+46 8 123 456 78"],
    "uuids": [UUID],
    "hostname": ["backup-01.acme.example"],
    "ip": ["192.0.2.17"],
    "files": [],
}


def named_in(condition: Any) -> set[str]:
    """Names of the fields in a condition, read from its JSON and so without the code that evaluates it."""
    if isinstance(condition, dict):
        own = {condition["field"]} if "field" in condition else set()
        return own.union(*map(named_in, condition.values()))
    return set().union(*map(named_in, condition)) if isinstance(condition, list) else set()


def deciding_keys(issue_type: IssueType) -> set[str]:
    definition = json.loads(issue_type.model_dump_json())
    specs = [spec for section in definition["sections"] for spec in section["fields"]]
    named = [named_in(spec["show_if"]) | named_in(spec["require_if"]) for spec in specs]
    return set().union(*named, named_in(definition["priority"]["require_if"]))


def branches(issue_type: IssueType, surroundings: Surroundings) -> Iterator[Given]:
    """Answers to the deciding fields, in every combination that can be reached, with and without a P1."""
    deciding = deciding_keys(issue_type)
    levels = ("high", "low") if "priority" in deciding else ()
    for start in [{"urgency": [level], "impact": [level]} for level in levels] or [{}]:
        yield from walk(issue_type, deciding, surroundings, start)


def walk(issue_type: IssueType, deciding: set[str], surroundings: Surroundings, answers: Given) -> Iterator[Given]:
    visible = [spec for spec, _ in resolve(issue_type, answers, surroundings)]
    open_fields = [spec for spec in visible if spec.key in deciding and spec.key not in answers]
    if not open_fields:
        yield answers
        return
    spec = open_fields[0]
    for given in possible(spec, answers, surroundings):
        yield from walk(issue_type, deciding, surroundings, {**answers, spec.key: given})


def possible(spec: FieldSpec, answers: Given, surroundings: Surroundings) -> list[list[str]]:
    values = [choice.value for choice in choices_of(spec, surroundings, {**answers, "organisation": ["1"]}) or ()]  # type: ignore[dict-item]
    each = [[value] for value in values]
    return [*each, values] if spec.kind == "choices" else each


def filled(issue_type: IssueType, answers: Given, surroundings: Surroundings, optional: bool) -> Given:
    """The answers with everything else that is asked answered well."""
    given = {"subject": ["A subject that says it"], **answers}
    # Each step twice: colleagues are known once the organisation is, and a private request asks for an organisation.
    for step in ("details", "details", "priority", "priority"):
        form = build_form(issue_type, given, surroundings, step=step)(formdata=Answers(given))  # type: ignore[arg-type]
        for field in form:
            if field.name not in given and (optional or not field.optional):  # type: ignore[attr-defined]
                given |= good_answer(field, given)
    return given


def good_answer(field: Any, given: Given) -> Given:
    if field.spec.equal_to:
        return {field.name: given[field.spec.equal_to]}
    if field.kind == "datetime":
        day = "20 11 2026" if field.spec.when in ("past", "not_future") or field.spec.not_before else "30 11 2026"
        return {
            field.name: [day if field.name not in ("from", "arrival") else "19 11 2026"],
            f"{field.name}-time": ["09:15"],
        }
    if field.choices:
        # Not the same person for the employee and for the colleague who takes over.
        return {field.name: [field.choices[0 if field.name == "employee" else -1].value]}
    if field.kind == "member":
        return {}
    return {field.name: GOOD[field.kind]}


@pytest.mark.parametrize("key", TYPES)
@pytest.mark.parametrize(
    ("optional", "surroundings"), [(False, IN_ACME), (True, IN_BOTH)], ids=["required only", "everything"]
)
def test_every_branch_can_be_filled_and_then_has_no_error(
    catalogue: Catalogue, key: str, optional: bool, surroundings: Surroundings
) -> None:
    issue_type = known(catalogue, key)
    walked = 0
    for answers in branches(issue_type, surroundings):
        given = filled(issue_type, answers, surroundings, optional)
        for step in ("details", "priority"):
            form = form_of(issue_type, given, surroundings, step)
            assert not form.problems(), (given, form.problems())
        walked += 1
    assert walked >= 2


@pytest.mark.parametrize("key", TYPES)
def test_every_branch_left_empty_complains_about_exactly_the_required_fields(catalogue: Catalogue, key: str) -> None:
    issue_type = known(catalogue, key)
    for answers in branches(issue_type, ALONE if issue_type.audience == "everyone" else IN_ACME):
        form = form_of(issue_type, answers, ALONE if issue_type.audience == "everyone" else IN_ACME)
        needed = {field.name for field in form if not field.optional} - set(answers)
        needed -= {field.name for field in form if field.data}
        needed -= {"subject"} if needed & set(issue_type.quoted) else set()
        assert {problem.anchor for problem in form.problems()} == needed
        assert len({problem.message for problem in form.problems()}) == len(needed), "each has words of its own"


@pytest.mark.parametrize("key", TYPES)
def test_smuggled_answers_to_hidden_fields_change_nothing(catalogue: Catalogue, key: str) -> None:
    """UX-09: posted fields outside the chosen branch are ignored."""
    issue_type = known(catalogue, key)
    for answers in branches(issue_type, IN_ACME):
        given = filled(issue_type, answers, IN_ACME, optional=False)
        smuggled = {**smuggling(issue_type, given), **given}
        for step in ("details", "priority"):
            honest, crafted = form_of(issue_type, given, step=step), form_of(issue_type, smuggled, step=step)
            assert crafted.data == honest.data
            assert not crafted.problems()
        assert summarise(issue_type, smuggled, IN_ACME) == summarise(issue_type, given, IN_ACME)


def smuggling(issue_type: IssueType, given: Given) -> Given:
    """Something for each field that these answers hide, plus what no customer may decide."""
    hidden = set(issue_type.by_key) - set(resolve(issue_type, given, IN_ACME).keys)
    values = {
        key: [issue_type.by_key[key].options[0].value] if issue_type.by_key[key].options else ["smuggled"]
        for key in hidden
    }
    return {**values, "priority": ["P1"], "organisations": ["several"], "status": ["resolved"], "engineer": ["1"]}


@pytest.mark.parametrize("key", TYPES)
def test_the_summary_holds_exactly_what_is_visible_and_survives_storage(catalogue: Catalogue, key: str) -> None:
    issue_type = known(catalogue, key)
    for answers in branches(issue_type, IN_ACME):
        given = filled(issue_type, answers, IN_ACME, optional=True)
        rows = summarise(issue_type, given, IN_ACME)
        assert {row.key for row in rows} == {"subject", "attachments", *resolve(issue_type, given, IN_ACME).keys}
        assert all(row.text for row in rows if row.key != "attachments"), [row.key for row in rows if not row.text]
        assert rows_from_json(rows_to_json(rows)) == rows


@pytest.mark.parametrize("key", TYPES)
def test_every_field_is_seen_on_some_branch(catalogue: Catalogue, key: str) -> None:
    issue_type = known(catalogue, key)
    seen: set[str] = set()
    for surroundings in (IN_ACME, IN_BOTH):
        for answers in branches(issue_type, surroundings):
            seen.update(resolve(issue_type, answers, surroundings).keys)
    assert seen == set(issue_type.by_key)


@pytest.mark.parametrize("key", TYPES)
def test_whatever_decides_about_others_says_so_to_the_page(catalogue: Catalogue, key: str) -> None:
    """UX-26: an Update button stands next to each deciding field."""
    issue_type = known(catalogue, key)
    deciding = deciding_keys(issue_type)
    for answers in branches(issue_type, IN_BOTH):
        for step in ("details", "priority"):
            for field in form_of(issue_type, answers, IN_BOTH, step):
                assert field.decides or field.name not in deciding, field.name


def known(catalogue: Catalogue, key: str) -> IssueType:
    issue_type = catalogue.issue_type(key)
    assert issue_type is not None
    return issue_type
