"""A real Chromium, the whole application on a free port of this machine, and windows of people who use it."""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from portal.policy import Actor
from tests.browser.support.watching import Watch
from tests.browser.support.window import Window, open_window

_LONGEST_WAIT = 8_000


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    """One browser for all tests of a process; every test gets windows of its own."""
    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
        launched = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
        yield launched
        launched.close()


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Where the application of this test listens."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(autouse=True)
def watch() -> Iterator[Watch]:
    """No test ends well in which a page complained: no error or warning in the console, no broken policy."""
    watching = Watch()
    yield watching
    assert not watching.complaints, "\n".join(watching.complaints)


@pytest.fixture
def window(chromium: Chromium, app: Flask, address: str, watch: Watch) -> Iterator[Callable[..., Window]]:
    """`window(people.alice)` is a browser of its own, logged in; `window()` one of nobody."""
    opened: list[Window] = []

    def open_one(actor: Actor | None = None, **wishes: object) -> Window:
        made = open_window(chromium, address, watch, _LONGEST_WAIT, **wishes)
        if actor is not None:
            made.log_in_as(app, actor)
        opened.append(made)
        return made

    yield open_one
    for one in opened:
        one.page.context.close()
