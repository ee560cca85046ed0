"""Every state of the pages on which a ticket is raised: WCAG 2.2 AA by axe, light and dark, and 320 px (AT-1, AT-4)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.support import raising
from tests.browser.support.journeys import JOURNEYS
from tests.browser.support.looking import WIDE, Inspector
from tests.browser.support.window import Window
from tests.factories import People

pytestmark = pytest.mark.browser
Windows = Callable[..., Window]

# One journey of each issue type: the one that asks the most.
_RICHEST = (
    "incident_with_clusters_in_several_regions",
    "general_request_for_more_quota",
    "onboarding_by_an_administrator",
    "offboarding_on_a_date_with_a_colleague",
    "proposal",
    "restore_to_another_client",
    "hosting_of_a_server_of_our_own_size",
)


@pytest.mark.parametrize("name", _RICHEST)
def test_each_state_of_a_new_ticket_is_accessible(window: Windows, people: People, tmp_path: Path, name: str) -> None:
    """A-01, A-03, A-04, A-12: at first, with errors, filled in, to be checked, with errors there, chosen, created."""
    journey = JOURNEYS[name]
    mine = window(people[journey.who], viewport=WIDE)
    inspector = Inspector(mine)
    raising.begin(mine, journey.card)
    inspector.look("step 2 at first")
    mine.press("Continue")
    mine.page.locator(".error-summary").wait_for()
    inspector.look("step 2 with errors")
    raising.fill(mine, journey, tmp_path)
    inspector.look("step 2 filled in")
    raising.to_check(mine)
    inspector.look("step 3 at first")
    if journey.sharing or journey.levels:
        mine.press("Create")
        mine.page.locator(".error-summary").wait_for()
        inspector.look("step 3 with errors")
    raising.choose(mine, journey)
    inspector.look("step 3 chosen")
    raising.create(mine)
    inspector.look("created")
    inspector.tell()


def test_the_first_step_is_accessible(window: Windows, people: People) -> None:
    """Nothing chosen, a category, an issue type; and for a draft that changes its type."""
    mine = window(people.alice, viewport=WIDE)
    inspector = Inspector(mine)
    inspector.visit("/servicedesk/new")
    inspector.visit("/servicedesk/new?category=cloud")
    inspector.visit("/servicedesk/new?issue_type=incident")
    raising.begin(mine, JOURNEYS["feedback"].card)
    mine.press("Back")
    mine.page.wait_for_url("**/new?draft=*")
    inspector.look("step 1 of a draft")
    inspector.tell()


def test_side_pages_of_a_draft_are_accessible(window: Windows, people: People, tmp_path: Path) -> None:
    """A file too many, an earlier ticket about the same volume, another window that was faster, the question
    before a draft is deleted, a draft that was sent already."""
    journey = JOURNEYS["incident_with_a_volume"]
    mine = window(people.alice, viewport=WIDE)
    inspector = Inspector(mine)
    raising.begin(mine, journey.card)
    address = mine.path
    raising.fill(mine, journey, tmp_path)
    raising.to_check(mine)
    inspector.visit(f"{address}/delete", "delete a draft")
    mine.go(f"{address}/priority")
    raising.choose(mine, journey)
    raising.create(mine)
    inspector.visit(address, "a draft that was sent")
    raising.begin(mine, journey.card)
    mine.answer("Affected resources", journey.shown()["Affected resources"])
    mine.answer("Subject", "Volume stuck in detaching again")
    mine.page.locator(".recognised a").wait_for()
    inspector.look("earlier tickets")
    raising.wait_until_kept(mine, "incident", "subject", "Volume stuck in detaching again")
    _overtake(mine, window(people.alice))
    inspector.look("another window was faster")
    inspector.tell()


def _overtake(mine: Window, other: Window) -> None:
    other.go(mine.path)
    other.answer("Subject", "Written in the other window")
    other.press("Save and come back later")
    other.page.wait_for_url("**/servicedesk")
    mine.answer("Subject", "Written in this window")
    mine.press("Continue")
    mine.page.get_by_text("This draft was changed in another window.").wait_for()
