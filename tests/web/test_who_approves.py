"""Requests that have to be approved: who decides is named, sees all of it, and is never said not to see it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.tickets import operations
from portal.vocabulary import Visibility
from tests.factories import People
from tests.fulfilment.requests import onboarding
from tests.support.accounts import mails
from tests.support.browser import Browser

pytestmark = pytest.mark.once
Browse = Callable[..., Browser]


def test_the_requester_reads_who_decides_and_who_sees_it(people: People, browser: Browse) -> None:
    """UX-11: a private request that is to be approved is not only the requester's."""
    path = f"/servicedesk/tickets/{onboarding(people.bob).reference}"
    bob = browser(people.bob)
    assert "Alice Andersson has a mail about it." in bob.visit(path).main
    assert "You, Alice Andersson and our engineers" in bob.visit(f"{path}/created").main
    (mail,) = mails("created")
    assert "only you and Alice Andersson see it, and our engineers" in " ".join(mail.text.split())


def test_who_decides_reads_every_answer_at_once(people: People, browser: Browse) -> None:
    path = f"/servicedesk/tickets/{onboarding(people.bob).reference}"
    assert "Show all 8 answers" in browser(people.bob).visit(path).main
    assert "Show all" not in browser(people.alice).visit(path).main


def test_making_it_private_takes_nothing_from_who_decides(people: People, browser: Browse) -> None:
    ticket = onboarding(people.bob, visibility=Visibility.SHARED)
    page = browser(people.bob).visit(f"/servicedesk/tickets/{ticket.reference}")
    assert "Carol would no longer see it, nor get mail about it. Alice would go on seeing it." in page.main


def test_who_decides_is_not_told_that_a_private_request_is_shared(people: People) -> None:
    ticket = onboarding(people.bob)
    operations.approve(people.alice, ticket.reference)
    operations.resolve(people.sam, ticket.reference, "Done.")
    (mail,) = (mail for mail in mails("resolved") if mail.address == people.address("alice"))
    assert "because you administer Acme AB" in " ".join(mail.text.split())


def test_the_page_of_the_organisation_says_what_is_approved(people: People, browser: Browse) -> None:
    """A press there gives access: to which address, as what, and from when."""
    onboarding(people.bob, role="administrator", work_email="ulf@partner.example")
    page = browser(people.alice).visit("/servicedesk/organisation")
    assert "ulf@partner.example, administrator, 2026-11-23" in page.main
