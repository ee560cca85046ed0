"""The catalogue, and a single field of any kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from forms import Catalogue, IssueType, Surroundings, load_catalogue
from forms.answers import as_answers
from forms.schema import IssueType as Definition
from tests.forms.people import IN_ACME, form_of


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The catalogue as it is delivered."""
    return load_catalogue()


@pytest.fixture
def incident(catalogue: Catalogue) -> IssueType:
    """The issue type that tests mostly speak of."""
    return _type(catalogue, "incident")


@pytest.fixture
def general(catalogue: Catalogue) -> IssueType:
    """The issue type with most branches."""
    return _type(catalogue, "general_request")


@pytest.fixture
def onboarding(catalogue: Catalogue) -> IssueType:
    """Access for a new employee."""
    return _type(catalogue, "staff_onboarding")


@pytest.fixture
def offboarding(catalogue: Catalogue) -> IssueType:
    """The end of somebody's access."""
    return _type(catalogue, "staff_offboarding")


@pytest.fixture
def backup(catalogue: Catalogue) -> IssueType:
    """File Backup."""
    return _type(catalogue, "file_backup")


def _type(catalogue: Catalogue, key: str) -> IssueType:
    found = catalogue.issue_type(key)
    assert found is not None
    return found


Asking = Callable[..., Any]


def type_with(*fields: dict[str, Any], **more: Any) -> IssueType:
    """An issue type with just these fields."""
    specs = [{"label": field["key"].title(), "section": "one", **field} for field in fields]
    return Definition.model_validate(
        {
            "key": "probe",
            "category": "probes",
            "label": "Probe",
            "description": "A probe",
            "icon": "pulse",
            "kind": "service_request",
            "priority": {"asked": "no"},
            "sections": [{"key": "one", "title": "One", "fields": specs}],
            **more,
        }
    )


@pytest.fixture
def ask() -> Asking:
    """Ask one field of a kind, answer it, and get the validated bound field."""

    def asked(kind: str, answer: str | list[str], surroundings: Surroundings = IN_ACME, **more: Any) -> Any:
        posted = as_answers({"it": answer, **more.pop("inputs", {})})
        return form_of(type_with({"key": "it", "kind": kind, **more}), posted, surroundings)["it"]

    return asked
