"""The server sends headers in plain letters only: a page to go on to in others was answered with 500, to htmx alone."""

from __future__ import annotations

from collections.abc import Callable

from tests.factories import People
from tests.support.browser import HTMX, Browser


def test_htmx_is_sent_on_by_an_address_in_plain_letters(browser: Callable[..., Browser], people: People) -> None:
    answer = browser(people.alice).get("/login?next=/%D0%B6%3Fa=%C3%A9%26b=%2520", **HTMX)
    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"] == "/%D0%B6?a=%C3%A9&b=%20"
