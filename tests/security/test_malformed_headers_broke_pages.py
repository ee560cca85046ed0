"""A header that should hold an address, and holds none, was answered with 500."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.vocabulary import Visibility
from tests.factories import People, make_ticket
from tests.support.browser import HTMX, Browser
from tests.support.mails import Hands

pytestmark = pytest.mark.once

Browse = Callable[..., Browser]
NO_ADDRESSES = ("http://[", "http://[::1", "]", "http://localhost:abc/", "")


@pytest.mark.parametrize("address", NO_ADDRESSES)
def test_a_form_of_an_origin_that_is_no_address_is_refused(browser: Browse, people: People, address: str) -> None:
    """S-07."""
    ticket = make_ticket(people.alice, visibility=Visibility.SHARED)
    path = f"/servicedesk/tickets/{ticket.reference}"
    alice = browser(people.alice)
    assert alice.post(f"{path}/visibility", {"to": "private"}, Origin=address).status_code == 400
    assert "Make private" in alice.visit(path).text


@pytest.mark.parametrize("host", ["[", "]", "localhost]"])
def test_a_forwarded_host_that_is_none_is_refused(browser: Browse, people: People, host: str) -> None:
    """S-11."""
    assert browser(people.alice).get("/servicedesk/account", **{"X-Forwarded-Host": host}).status_code == 400


@pytest.mark.parametrize("address", NO_ADDRESSES)
def test_a_page_that_somebody_claims_to_come_from_may_be_none(browser: Browse, people: People, address: str) -> None:
    ticket = make_ticket(people.alice, visibility=Visibility.SHARED)
    path = f"/servicedesk/tickets/{ticket.reference}/visibility?to=private"
    assert browser(people.alice).get(path, Referer=address).status_code == 200


@pytest.mark.parametrize("address", NO_ADDRESSES)
def test_a_lapsed_session_leads_to_the_log_in_whatever_page_is_claimed(
    browser: Browse, people: People, hands: Hands, address: str
) -> None:
    alice = browser(people.alice)
    hands.forward(hours=21)
    assert alice.post("/servicedesk/account/profile", {"name": "A"}, Referer=address).location == "/login"
    answer = alice.post("/servicedesk/account/profile", {"name": "A"}, **HTMX, **{"HX-Current-URL": address})
    assert answer.headers["HX-Redirect"] == "/login"
