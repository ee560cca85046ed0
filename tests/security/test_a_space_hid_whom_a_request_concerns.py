"""A number with a space before it was good enough for the form, and for nobody to be concerned by the request."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.db.tables import Membership, Ticket
from portal.policy import may_see
from portal.tickets.queries import get_row
from portal.vocabulary import Role
from tests.factories import People
from tests.support.browser import Browser
from tests.web import journeys
from tests.web.journeys import OFFBOARDING


@pytest.mark.once
def test_an_administrator_does_not_read_what_would_end_their_own_access(
    browser: Callable[..., Browser], people: People
) -> None:
    """OPS-22: whoever writes the request by hand."""
    carol = people.numbers["carol"]
    Membership.update(role=Role.ADMINISTRATOR).where(Membership.person == carol).execute()
    bob = browser(people.bob)
    form = journeys.begin(bob, OFFBOARDING).form_with("Continue")
    answer = bob.client.post(form.action, data=form.filled(OFFBOARDING.answers, "Continue") | {"employee": f" {carol}"})
    bob.visit(answer.location)
    bob.press("Create")
    ticket = Ticket.get()
    assert ticket.concerns_id == carol
    assert not may_see(people.carol, get_row(ticket.id))
