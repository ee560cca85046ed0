"""Our mail that came back showed engineers the link to a new password, and an answer the address that is its writer."""

from __future__ import annotations

import base64
from collections.abc import Callable
from textwrap import fill

import pytest

from portal.accounts import resets
from portal.inbound.engineers.showing import shown
from portal.notify.addresses import reply_address
from tests.factories import People
from tests.support import letters_in
from tests.support.accounts import link_in, mails
from tests.support.browser import Browser
from tests.support.received import hold


@pytest.mark.once
@pytest.mark.parametrize("encoding", ["8bit", "base64"])
def test_the_original_opens_nobodys_account(browser: Callable[..., Browser], people: People, encoding: str) -> None:
    """S-09: whoever has a link that was sent to Olga is Olga."""
    resets.send_link("olga@support.example")
    mail = mails("password_reset")[-1]
    token, to = link_in(mail), reply_address(1042, people.numbers["alice"])
    text = fill(base64.b64encode(mail.text.encode()).decode(), 76) if encoding == "base64" else mail.text
    part = f"Subject: Choose a new password\nContent-Transfer-Encoding: {encoding}\n\n{text}"
    raw = f"From: MAILER-DAEMON@support.example\nTo: {to}\nContent-Type: message/rfc822\n\n{part}"
    number = hold(raw=raw)
    original = browser(people.sam).get(f"/servicedesk/desk/mail/in/{number}/original").data
    said = original.decode() + base64.b64decode("".join(original.decode().split("\r\n\r\n")[-1].split()) + "==").decode(
        errors="replace"
    )
    assert token not in said
    assert to not in said
    assert len(original) == len(raw.replace("\n", "\r\n"))


@pytest.mark.once
def test_headers_are_shown_without_the_key_in_the_address(people: People) -> None:
    to = reply_address(1042, people.numbers["alice"])
    assert to not in shown(letters_in.mail(headers=[("To", to)])).headers
    assert to not in shown(f"Nonsense {to}".encode()).headers
