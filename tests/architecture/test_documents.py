"""What the documents say is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from portal.settings import Settings

pytestmark = pytest.mark.once

ROOT = Path(__file__).parents[2]
# Told in a sentence above the table; said once for all priorities and plans.
_APART = {"instance", "plans", "targets", "figures.resolve_hours"}


def _settings(part: type[BaseModel], prefix: str = "") -> Iterator[str]:
    for name, field in part.model_fields.items():
        inner = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from _settings(inner, f"{prefix}{name}.")
        else:
            yield prefix + name


def _told() -> Iterator[str]:
    table = (ROOT / "README.md").read_text().partition("### Settings")[2].partition("\n### ")[0]
    for first in re.findall(r"^\| (`.+?) \|", table, re.MULTILINE):
        section = ""
        for name in re.findall(r"`([^`]+)`", first):
            whole = section + name if name.startswith(".") else name
            section = whole.rpartition(".")[0]
            yield whole


def test_the_table_of_settings_names_each_and_no_other() -> None:
    there = set(_settings(Settings)) - _APART
    told = {name for name in _told() if not name.startswith(("PORTAL_", "plans.", "targets.", "figures."))}
    assert told == there


def test_every_file_that_the_documents_name_is_there() -> None:
    """A recipe that names a file which has moved helps nobody."""
    named = {
        name
        for document in ("README.md", "CONTRIBUTING.md")
        for name in re.findall(r"`((?:\w+/)+(?:\w+\.(?:py|js|html|toml))?)`", (ROOT / document).read_text())
    }
    assert len(named) > 40
    # What is made while it runs, and what whoever follows the recipe writes.
    made = {"attachments/", "db/migrations/000N_what_it_does.py"}
    assert {name for name in named if not any((ROOT / top / name).exists() for top in ("", "portal"))} == made
