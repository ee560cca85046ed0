"""The page that says what a change of sight means, before it is made."""

from __future__ import annotations

from collections.abc import Callable

from portal.vocabulary import Visibility
from tests.factories import People, make_ticket
from tests.support.browser import Browser

Browse = Callable[..., Browser]


def test_it_leads_back_to_the_ticket_with_scripts_too(browser: Browse, people: People) -> None:
    """On a page of its own nothing is swapped in: who confirms there would be left with a toggle and nothing else."""
    ticket = make_ticket(people.alice, visibility=Visibility.SHARED)
    alice = browser(people.alice)
    place = f"/servicedesk/tickets/{ticket.reference}"
    page = alice.visit(f"{place}/visibility?to=private")
    assert "hx-post" not in page.form_with("Make private").element.attrib
    assert alice.press("Make private").path == place
    assert 'hx-post="' in alice.partial(f"{place}/visibility?to=shared").text
