"""A secret that was removed from an answer changed what an approved request asks for, or broke its preview."""

from __future__ import annotations

import pytest

from portal.fulfilment.queries import preview
from portal.inbound.engineers.redacting import redact
from tests.factories import People
from tests.fulfilment.requests import offboarding, onboarding


@pytest.mark.once
def test_it_can_no_longer_be_carried_out(people: People) -> None:
    """OPS-20: "on a date" without the words that say so was taken for "at once"."""
    later = {"when": "on_date", "last_day": "2026-12-24T12:00+01:00"}
    asked = (
        (offboarding(people.alice, people.numbers["bob"], **later), "on_date"),
        (offboarding(people.alice, people.numbers["bob"], private_requests="share"), "share"),
        (onboarding(people.alice, role="administrator"), "administrator"),
        (onboarding(people.alice), "Nordin"),
    )
    for ticket, secret in asked:
        assert not preview(people.sam, ticket.reference)[1].blockers
        redact(people.sam, ticket.reference, secret)
        assert "not what was agreed to" in preview(people.sam, ticket.reference)[1].blockers[0]


@pytest.mark.once
def test_what_decides_nothing_may_go(people: People) -> None:
    ticket = onboarding(people.alice, role="administrator", why_administrator="Her password is Hunter2")
    redact(people.sam, ticket.reference, "Hunter2")
    assert not preview(people.sam, ticket.reference)[1].blockers
