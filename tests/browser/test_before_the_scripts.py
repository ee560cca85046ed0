"""UX-01 on a slow network: people choose before the scripts are there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Route

from tests.browser.support import raising
from tests.browser.support.journeys import GENERAL
from tests.browser.support.window import Window
from tests.factories import People

pytestmark = pytest.mark.browser


def test_what_was_chosen_before_the_scripts_came_brings_its_questions(
    window: Callable[..., Window], people: People
) -> None:
    mine = window(people.alice)
    raising.begin(mine, GENERAL)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    mine.page.route("**/vendor/htmx*", hold)
    mine.page.goto(mine.page.url, wait_until="commit")
    mine.field("What is it about?").select_option(label="Quota")
    assert mine.field("Project UUID").count() == 0
    held[0].continue_()
    mine.field("Project UUID").wait_for()
