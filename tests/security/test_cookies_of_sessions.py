"""The cookie of a session is believed only with our signature on it, and only for so long (S-06)."""

from __future__ import annotations

import time

import pytest
from flask import Flask

from tests.factories import People
from tests.support.browser import Browser

ACCOUNT = "/servicedesk/account"


def cookie_of(browser: Browser) -> str:
    """What the browser would send."""
    found = browser.client.get_cookie("session")
    assert found is not None
    return str(found.value)


def test_a_cookie_with_one_other_sign_in_it_opens_nothing(app: Flask, people: People) -> None:
    browser = Browser(app, people.alice)
    good = cookie_of(browser)
    assert browser.get(ACCOUNT).status_code == 200
    for place in (3, len(good) // 2, len(good) - 3):
        other = "A" if good[place] != "A" else "B"
        browser.client.set_cookie("session", good[:place] + other + good[place + 1 :])
        assert browser.get(ACCOUNT).status_code == 303
    browser.client.set_cookie("session", good)
    assert browser.get(ACCOUNT).status_code == 200


def test_a_cookie_signed_too_long_ago_opens_nothing_even_where_it_was_known(
    app: Flask, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    past = time.time() - app.permanent_session_lifetime.total_seconds() - 5
    with monkeypatch.context() as earlier:
        earlier.setattr("itsdangerous.timed.time.time", lambda: past)
        browser = Browser(app, people.alice)
    assert [browser.get(ACCOUNT).status_code for _ in range(2)] == [303, 303]


def test_what_one_request_puts_into_its_session_reaches_no_other(app: Flask, people: People) -> None:
    """The cookie is read once and kept: a change must not change what is kept."""
    browser = Browser(app, people.alice)
    browser.get(ACCOUNT)
    known = cookie_of(browser)
    with browser.client.session_transaction() as session:
        session["_flashes"] = [("ok", "Only once.")]
    flashed = cookie_of(browser)
    assert "Only once." in browser.visit(ACCOUNT).text
    assert "Only once." not in browser.visit(ACCOUNT).text
    browser.client.set_cookie("session", known)
    assert "Only once." not in browser.visit(ACCOUNT).text
    browser.client.set_cookie("session", flashed)
    assert "Only once." in browser.visit(ACCOUNT).text, "the cookie that still says it shows it again"
