"""Who will see a request, and which organisation it belongs to."""

from __future__ import annotations

from typing import Any

import pytest

from forms import Catalogue, IssueType, Surroundings, is_private, organisation_of
from forms.answers import as_answers
from tests.forms.people import ALONE, IN_ACME, IN_BOTH, error, form_of
from tests.forms.test_every_branch import known


def last_step(issue_type: IssueType, surroundings: Surroundings, **answers: str) -> Any:
    return form_of(issue_type, as_answers(answers), surroundings, step="priority")


def test_somebody_without_an_organisation_is_not_asked(incident: IssueType) -> None:
    assert "sharing" not in last_step(incident, ALONE)
    assert is_private(incident, {})
    assert organisation_of(incident, {}, ALONE) is None


def test_a_member_is_asked_with_nothing_chosen_beforehand(incident: IssueType) -> None:
    """UX-06."""
    form = last_step(incident, IN_ACME)
    assert [choice.label for choice in form["sharing"].choices] == ["Share with Acme AB", "Private Request"]
    assert form["sharing"].values == ()
    assert error(form, "sharing") == "Choose who will see the request"


def test_nobody_shares_with_an_organisation_that_is_not_theirs(incident: IssueType) -> None:
    form = last_step(incident, IN_ACME, sharing="2")
    assert error(form, "sharing") == "Choose who will see the request"
    assert organisation_of(incident, {"sharing": ["2"]}, IN_ACME) == "1"


def test_a_private_request_of_somebody_in_several_organisations_is_on_behalf_of_one(incident: IssueType) -> None:
    assert "on_behalf_of" not in last_step(incident, IN_BOTH)
    assert "on_behalf_of" not in last_step(incident, IN_BOTH, sharing="2")
    form = last_step(incident, IN_BOTH, sharing="private")
    assert form["on_behalf_of"].label.text == "On behalf of"
    assert error(form, "on_behalf_of") == "Choose the organisation that the request belongs to"
    assert error(last_step(incident, IN_BOTH, sharing="private", on_behalf_of="3"), "on_behalf_of")
    assert not error(last_step(incident, IN_BOTH, sharing="private", on_behalf_of="2"), "on_behalf_of")


def test_a_private_request_of_somebody_in_one_organisation_is_that_organisations(incident: IssueType) -> None:
    assert "on_behalf_of" not in last_step(incident, IN_ACME, sharing="private")
    assert organisation_of(incident, {"sharing": ["private"]}, IN_ACME) == "1"


@pytest.mark.parametrize(
    ("answers", "organisation"),
    [
        ({"sharing": "2"}, "2"),
        ({"sharing": "private", "on_behalf_of": "2"}, "2"),
        ({"sharing": "1", "on_behalf_of": "2"}, "1"),
        ({"sharing": "private", "on_behalf_of": "3"}, None),
        ({"sharing": "private"}, None),
    ],
)
def test_the_ticket_belongs_to_the_organisation_that_was_chosen(
    incident: IssueType, answers: dict[str, str], organisation: str | None
) -> None:
    assert organisation_of(incident, as_answers(answers), IN_BOTH) == organisation


def test_an_onboarding_names_its_organisation_once_and_for_all(onboarding: IssueType) -> None:
    """UX-12: nothing is asked twice."""
    form = last_step(onboarding, IN_BOTH, organisation="2", sharing="private")
    assert [choice.value for choice in form["sharing"].choices] == ["2", "private"]
    assert "on_behalf_of" not in form
    assert organisation_of(onboarding, as_answers({"organisation": "2", "sharing": "private"}), IN_BOTH) == "2"
    assert organisation_of(onboarding, as_answers({"organisation": "2", "sharing": "1"}), IN_BOTH) == "2"


def test_an_offboarding_is_private_and_says_nothing_about_sharing(offboarding: IssueType) -> None:
    assert "sharing" not in last_step(offboarding, IN_ACME, sharing="1")
    assert is_private(offboarding, {"sharing": ["1"]})
    assert organisation_of(offboarding, {"organisation": ["2"]}, IN_BOTH) == "2"


def test_the_organisation_is_asked_only_of_members_of_more_than_one(catalogue: Catalogue) -> None:
    for key in ("staff_onboarding", "staff_offboarding"):
        issue_type = known(catalogue, key)
        assert "organisation" in form_of(issue_type, {}, IN_BOTH)
        assert "organisation" not in form_of(issue_type, {"organisation": ["2"]}, IN_ACME)
        assert organisation_of(issue_type, {"organisation": ["2"]}, IN_ACME) == "1", "smuggled"
