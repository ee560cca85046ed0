"""As what a new mail is raised, whatever request types an installation has."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.inbound.doing.general import general_request
from portal.settings import Settings, use
from portal.vocabulary import Kind

_TYPE = """
[[issue_types]]
key = "{key}"
label = "{label}"
description = "Anything"
icon = "question-bubble"
kind = "service_request"
priority = {{ asked = "no" }}
retired = {retired}

[[issue_types.sections]]
key = "about"
title = "What you need"

[[issue_types.sections.fields]]
key = "{field}"
label = "Describe it"
kind = "paragraph"
max_length = 500
"""


def in_use(folder: Path, *types: str) -> None:
    """An installation with these request types."""
    catalogue = folder / "catalogue"
    catalogue.mkdir()
    head = '[category]\nkey = "help"\nlabel = "Help"\ndescription = "Everything"\norder = 1\n'
    (catalogue / "help.toml").write_text(head + "".join(types))
    use(Settings(mode="development", instance=folder, catalogue=catalogue))


def a_type(key: str, *, label: str = "Question", field: str = "description", retired: str = "false") -> str:
    """A request type with one field."""
    return _TYPE.format(key=key, label=label, field=field, retired=retired)


def test_a_mail_is_a_general_request(settings: Settings) -> None:
    found = general_request()
    assert (found.key, found.label, found.kind) == ("general_request", "General request", Kind.SERVICE_REQUEST)
    assert (found.field, found.longest) == ("description", 60_000)
    assert found.category_label


def test_the_general_request_of_ones_own_catalogue_is_used(tmp_path: Path) -> None:
    in_use(tmp_path, a_type("question"), a_type("general_request", label="Anything else"))
    found = general_request()
    assert (found.label, found.category_label, found.field_label, found.longest) == (
        "Anything else",
        "Help",
        "Describe it",
        500,
    )


@pytest.mark.parametrize("general", ["", a_type("general_request", retired="true")])
def test_without_one_the_next_type_that_is_described_is_used(general: str, tmp_path: Path) -> None:
    in_use(tmp_path, a_type("odd", field="other"), a_type("question"), general)
    assert general_request().key == "question"


def test_mail_is_taken_also_where_no_type_fits(tmp_path: Path) -> None:
    in_use(tmp_path, a_type("odd", field="other"))
    assert general_request().label == "General request"
