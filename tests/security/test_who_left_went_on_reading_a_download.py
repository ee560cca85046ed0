"""A download that was begun before somebody left went on with what they had been, for as long as they read slowly."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from portal.accounts import sessions
from portal.accounts.leaving import leave
from portal.accounts.roles import set_staff_role
from portal.errors import NotAllowed
from portal.vocabulary import Visibility
from portal.web import spreadsheet
from tests.factories import People, make_ticket
from tests.support.browser import Browser
from tests.support.mails import Hands

Browsers = Callable[..., Browser]
EXPORT = "/servicedesk/account/export"


def begun(browser: Browser, path: str, hands: Hands) -> Iterator[bytes]:
    """The answer, of which the beginning was read; then a minute goes by."""
    if path == EXPORT:
        pieces = browser.client.post(path, data={"csrf_token": browser.token()}, buffered=False).response
    else:
        pieces = browser.client.get(path, buffered=False).response
    read = iter(pieces)
    next(read)
    hands.forward(minutes=1)
    return read


@pytest.mark.once
@pytest.mark.parametrize("path", [EXPORT, "/servicedesk/tickets.csv"])
def test_it_breaks_off_once_their_access_ends(
    browser: Browsers, people: People, hands: Hands, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """OPS-30: of several organisations, too, whose log-ins all end."""
    monkeypatch.setattr(spreadsheet, "_AT_ONCE", 1)
    for _ in range(3):
        make_ticket(people.carol, organisation_id=people.organisations["acme"], visibility=Visibility.SHARED)
    reading = begun(browser(people.carol), path, hands)
    leave(people.carol.person_id, people.organisations["acme"])
    with pytest.raises(NotAllowed):
        list(reading)


@pytest.mark.once
def test_it_breaks_off_for_who_is_no_engineer_any_more_and_for_who_is_logged_out(
    browser: Browsers, people: People, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spreadsheet, "_AT_ONCE", 1)
    for _ in range(3):
        make_ticket(people.alice)
    reading = begun(browser(people.sam), "/servicedesk/tickets.csv", hands)
    set_staff_role(people.olga, people.sam.person_id, None)
    with pytest.raises(NotAllowed):
        list(reading)
    reading = begun(browser(people.alice), "/servicedesk/tickets.csv", hands)
    sessions.end_all(people.alice.person_id)
    with pytest.raises(NotAllowed):
        list(reading)
