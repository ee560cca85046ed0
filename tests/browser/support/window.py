"""Somebody's browser: what they see, press and type, found by the names that people and screen readers go by."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask
from playwright import sync_api as playwright
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Locator, Page

from forms.moments import format_date
from portal.accounts import sessions
from portal.policy import Actor
from portal.web.guards import SESSION_KEY
from tests.browser.support.watching import Watch

# A page that is being left, by a form or a link, has something under way until the next one is there (in the sandbox
# that a mail is shown in, nothing may run).
_UNDER_WAY = """window.underWay = 0;
addEventListener("htmx:before:request", () => { window.underWay += 1; });
addEventListener("htmx:finally:request", () => { window.underWay -= 1; });
addEventListener("submit", (event) => { if (!event.defaultPrevented) window.underWay += 1; });
if (window === top) addEventListener("beforeunload", () => { window.underWay += 1; });"""
_SETTLED = "window.underWay === 0 && document.readyState === 'complete'"
ZONE = ZoneInfo("Europe/Stockholm")


@dataclass(frozen=True)
class Moment:
    """A day counted from today, perhaps with a time, as people type it and as they read it again."""

    days: int
    time: str = ""
    zone: str = ""

    @property
    def typed(self) -> str:
        """`23 11 2026`."""
        day = self._day
        return f"{day.day} {day.month} {day.year}"

    @property
    def read(self) -> str:
        """`23 November 2026`, with the time where there is one: `23 November 2026, 09:15`."""
        return format_date(self._day.date()) + (f", {self.time}" if self.time else "")

    @property
    def _day(self) -> datetime:
        return datetime.now(UTC).astimezone(ZONE) + timedelta(days=self.days)


Answer = str | Moment | Sequence[str]


class Window:
    """One window of one person."""

    def __init__(self, page: Page, address: str, *, javascript: bool) -> None:
        self.page, self.address, self.javascript = page, address, javascript

    def go(self, path: str) -> Page:
        """The page at this path."""
        self.page.goto(self.address + path)
        return self.page

    @property
    def path(self) -> str:
        """The path of the page in sight, with what follows it."""
        return self.page.url.removeprefix(self.address)

    @property
    def main(self) -> str:
        """Everything that can be read in the main part, spaces collapsed."""
        return " ".join(self.page.locator("main").inner_text().split())

    @property
    def h1(self) -> str:
        """The heading."""
        return " ".join(self.page.locator("h1").inner_text().split())

    def log_in_as(self, app: Flask, actor: Actor) -> None:
        """Give this browser the cookie of a session, as after a log-in."""
        client = app.test_client()
        with client.session_transaction() as session:
            session[SESSION_KEY] = sessions.start(actor.person_id, sessions.Device("Tests", "127.0.0.1"))
        cookie = client.get_cookie("session")
        assert cookie is not None
        self.page.context.add_cookies([{"name": "session", "value": cookie.value, "url": self.address}])

    def press(self, name: str, *, within: str = "main") -> None:
        """Press the button of this name."""
        self.page.locator(within).get_by_role("button", name=name, exact=True).first.click()

    def follow(self, name: str, *, within: str = "main") -> None:
        """Follow the link of this name."""
        self.page.locator(within).get_by_role("link", name=name, exact=True).first.click()

    def field(self, label: str) -> Locator:
        """The input, or the group of inputs, with this label."""
        name = re.compile(rf"^{re.escape(label)}( \(optional\))?(\s*Error: .*)?$")
        page = self.page
        found = page.get_by_role("textbox", name=name).or_(page.get_by_role("combobox", name=name))
        return found.or_(page.get_by_role("group", name=name)).first

    def answer(self, label: str, value: Answer) -> None:
        """Fill in one answer as it stands on the page, and wait for (or ask for) the questions that it brings."""
        field = self.field(label)
        field.wait_for()
        tag = field.evaluate("element => element.tagName")
        if tag == "SELECT":
            field.select_option(label=str(value))
        elif tag != "FIELDSET":
            field.fill(str(value))
        elif isinstance(value, Moment):
            _fill_moment(field, value)
        else:
            self._choose(field, [value] if isinstance(value, str) else value)
        self._bring_questions(field)

    def answer_all(self, answers: Mapping[str, Answer]) -> None:
        """Fill in these answers, in their order."""
        for label, value in answers.items():
            self.answer(label, value)

    def settled(self) -> None:
        """Wait until nothing is under way between the page and the server."""
        if self.javascript:
            self.until(_SETTLED)

    def until(self, expression: str) -> None:
        """Wait until this is true on the page (Playwright's own way would need a laxer policy)."""
        for _ in range(250):
            # A page that is just being left answers nothing.
            with suppress(playwright.Error):
                if self.page.evaluate(expression):
                    return
            self.page.wait_for_timeout(20)
        raise AssertionError(f"never {expression}")

    def answers_shown(self) -> dict[str, str]:
        """The answers as the page lists them, folded ones too, by their questions; spaces collapsed."""
        rows = self.page.locator("dl.answers > div").all()
        return {_words(row.locator("dt")): _words(row.locator("dd").first) for row in rows}

    @property
    def focused(self) -> str:
        """What has the focus: its tag, with its id or its words."""
        found: str = self.page.evaluate(
            """() => { const it = document.activeElement;
              const words = it.id ? `#${it.id}` : ` ${it.textContent.trim()}`;
              return it.tagName.toLowerCase() + words; }"""
        )
        return found

    def _choose(self, group: Locator, options: Sequence[str]) -> None:
        for option in options:
            name = re.compile(rf"^{re.escape(option)}(?=\s|$)")
            group.get_by_role("radio", name=name).or_(group.get_by_role("checkbox", name=name)).first.check()
            self.settled()

    def _bring_questions(self, field: Locator) -> None:
        if self.javascript:
            self.settled()
            return
        key = (field.get_attribute("name") or field.get_attribute("id") or "").removesuffix("-field")
        update = self.page.locator(f"button[name=update][value='{key}']")
        if update.count():
            update.click()


def open_window(
    chromium: Chromium, address: str, watch: Watch, longest_wait: int, *, javascript: bool = True, **wishes: Any
) -> Window:
    """A browser of its own; wishes are Playwright's (color_scheme, viewport ...)."""
    context = chromium.new_context(java_script_enabled=javascript, reduced_motion="reduce", **wishes)
    context.set_default_timeout(longest_wait)
    context.add_init_script(_UNDER_WAY)
    watch.over(context)
    return Window(context.new_page(), address, javascript=javascript)


def _fill_moment(group: Locator, moment: Moment) -> None:
    group.get_by_role("textbox", name="Date").fill(moment.typed)
    if moment.time:
        group.get_by_role("textbox", name="Time").fill(moment.time)
    if moment.zone:
        group.get_by_role("combobox", name="Time zone").select_option(moment.zone)


def _words(found: Locator) -> str:
    return " ".join((found.text_content() or "").split())
