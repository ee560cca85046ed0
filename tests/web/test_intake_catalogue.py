"""What an operator changes in the catalogue is what people meet, with no line of Python."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import forms
from portal import create_app, db
from portal.db.tables import Ticket
from portal.policy import Actor
from portal.settings import Settings
from portal.tickets import drafts, queries
from portal.tickets.draft_rows import Edition
from portal.web.intake import work
from tests.factories import People
from tests.support.browser import Browser

SHIPPED = Path(forms.__file__).parent / "catalogue"
ROUTER = """
[category]
key = "hardware"
label = "Hardware"
description = "Things one can touch"
order = 9

[[issue_types]]
key = "router"
label = "New router"
description = "Order a router for your office"
icon = "server"
kind = "service_request"
order = 1
priority = { asked = "no" }
minutes = 1
have_ready = "have the address at hand"

[[issue_types.sections]]
key = "order"
title = "The order"

[[issue_types.sections.fields]]
key = "ports"
label = "How many ports?"
kind = "number"
"""

Visit = Callable[[Actor], Browser]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A catalogue of an operator's own, which begins as the one that comes with the portal."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "catalogue"))


@pytest.fixture
def visit(settings: Settings, people: People, folder: Path) -> Iterator[Visit]:
    """A browser at a portal with that catalogue as it stands at the moment."""

    def opened(actor: Actor) -> Browser:
        db.close_all(db.handle.obj)
        return Browser(create_app(settings.model_copy(update={"catalogue": folder})), actor)

    yield opened
    db.close_all(db.handle.obj)


def test_a_type_added_as_a_file_is_offered_and_can_be_raised(visit: Visit, people: People, folder: Path) -> None:
    (folder / "hardware.toml").write_text(ROUTER)
    alice = visit(people.alice)
    alice.visit("/servicedesk")
    page = alice.press("New router Order a router for your office")
    assert "The order" in page.main
    page = alice.press("Continue", status=422, subject="A router for Umeå")
    assert [link.get("href") for link in page.find("error-summary").iter("a")] == ["#ports"]
    alice.press("Continue", ports="24")
    assert alice.press("Create", sharing="private").h1.endswith("is created")
    assert Ticket.get().category_label == "Hardware"


def test_a_ticket_keeps_its_labels_when_its_type_is_gone(visit: Visit, people: People, folder: Path) -> None:
    (folder / "hardware.toml").write_text(ROUTER)
    alice = visit(people.alice)
    alice.visit("/servicedesk")
    alice.press("New router Order a router for your office")
    alice.press("Continue", subject="A router for Umeå", ports="24")
    alice.press("Create", sharing="private")
    (folder / "hardware.toml").unlink()
    assert "New router" in visit(people.alice).visit("/servicedesk").main
    whole = queries.get_visible(people.alice, f"SC-{Ticket.get().id}")
    assert [(answer.label, answer.text) for answer in whole.answers] == [("How many ports?", "24")]


def test_a_retired_type_begins_nothing_and_its_drafts_go_on_as_another(
    visit: Visit, people: People, folder: Path
) -> None:
    (folder / "hardware.toml").write_text(ROUTER)
    draft = drafts.start(people.alice, "router")
    drafts.save(people.alice, draft.id, "router", {"subject": ["A router"]}, Edition(0), step=2)
    (folder / "hardware.toml").write_text(ROUTER.replace("minutes = 1", "minutes = 1\nretired = true"))
    alice = visit(people.alice)
    assert alice.post("/servicedesk/drafts", {"issue_type": "router"}).status_code == 422
    page = alice.visit(f"/servicedesk/drafts/{draft.id}")
    assert page.h1 == "New ticket"
    assert "New router is no longer offered. Choose another: what you typed stays." in page.main
    alice.visit(page.links["Cleura Cloud Cloud operations"])
    page = alice.visit(alice.page.links["Incident Report an ongoing incident"] if alice.page else "")
    assert alice.press("Continue").form_with("Continue").values["subject"] == "A router"


def test_a_broken_catalogue_stops_the_start_with_its_fault(settings: Settings, database: Any, folder: Path) -> None:
    (folder / "hardware.toml").write_text(ROUTER.replace('kind = "number"', 'kind = "numbr"'))
    with pytest.raises(forms.CatalogueFaults) as faults:
        create_app(settings.model_copy(update={"catalogue": folder}))
    assert "hardware.toml" in str(faults.value)


def test_every_page_opened_has_a_mark_of_its_own() -> None:
    assert work.new_tab() != work.new_tab()
    assert len(work.new_tab()) <= 16
