"""A mail of a paid plan, found again in the portal by whoever wrote it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.inbound.mails import MailFile
from tests.factories import People
from tests.inbound.arrivals import VERIFIED, done, mail_of
from tests.support.browser import Browser

pytestmark = pytest.mark.once


def test_the_draft_of_a_mail_opens_with_its_text_and_files_and_can_be_sent(
    people: People, browser: Callable[..., Browser]
) -> None:
    file = MailFile("quota.txt", b"64 cores", "text/plain")
    stored = done(mail_of(people.alice.address, "We need 64 cores.", subject="Quota", files=(file,)), proof=VERIFIED)
    alice = browser(people.alice)
    page = alice.visit(f"/servicedesk/drafts/{stored.draft}")
    assert all(words in page.text for words in ("General request", "We need 64 cores.", "quota.txt"))
    assert "Quota" in alice.visit("/servicedesk").text
    browser(people.bob).visit(f"/servicedesk/drafts/{stored.draft}", status=404)
