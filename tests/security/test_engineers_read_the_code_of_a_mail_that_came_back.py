"""Who works here named an address that was nobody's, read its code in the mail that came back, and it was theirs."""

from __future__ import annotations

import base64
import quopri
import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from portal.accounts import own_addresses
from portal.db.tables import AddressCode
from portal.inbound.engineers.showing import shown
from portal.notify import mime, suspensions
from portal.notify.addresses import bounce_address
from portal.notify.keys import without_keys
from portal.notify.keys_in_files import file_without_keys
from portal.notify.outbox import MailRow
from tests.factories import People
from tests.inbound.arrivals import done, mail_of, returned
from tests.support.accounts import mails
from tests.support.browser import Browser
from tests.support.received import hold

ADDRESS = "nobody@globex.example"
_ENCODED: dict[str, Callable[[bytes], bytes]] = {
    "8bit": bytes,
    "quoted-printable": quopri.encodestring,
    "base64": base64.encodebytes,
}


def _sent(people: People) -> tuple[str, str, bytes]:
    """The code as it was written, the text of the mail, and the whole mail."""
    own_addresses.send_code(people.sam, ADDRESS)
    mail = mails("address_code")[-1]
    found = re.search(r"account\s+page:\s+(\d{3})\s(\d{3})", mail.text)
    assert found, mail.text
    return f"{found[1]} {found[2]}", mail.text, mime.compose(MailRow.of(mail)).as_bytes()


@pytest.mark.once
@pytest.mark.parametrize("encoding", _ENCODED)
def test_the_original_shows_no_code(browser: Callable[..., Browser], people: People, encoding: str) -> None:
    """S-09: whatever page or file repeats the mail, and however its lines were broken."""
    code, text, _ = _sent(people)
    part = f"Subject: A code\nContent-Transfer-Encoding: {encoding}\n\n".encode() + _ENCODED[encoding](
        text.replace("\r", "").encode()
    )
    raw = b"From: MAILER-DAEMON@globex.example\nContent-Type: message/rfc822\n\n" + part
    number = hold(raw=raw.decode())
    original = browser(people.sam).get(f"/servicedesk/desk/mail/in/{number}/original").data
    body = original.split(b"\r\n\r\n", 2)[-1]
    said = base64.b64decode(b"".join(body.split())) if encoding == "base64" else quopri.decodestring(body)
    assert b"account page:" in b" ".join(said.split())
    assert code.encode() not in b" ".join(said.split())
    assert code not in shown(raw).said


@pytest.mark.once
def test_nor_does_any_part_of_it_passed_on_as_it_was_sent(people: People) -> None:
    code, text, whole = _sent(people)
    clean = file_without_keys(whole)
    assert code.encode() in whole
    assert code.encode() not in clean
    assert len(clean) == len(whole)
    quoted = "\n".join(f"> > {line}" for line in text.splitlines())
    broken = re.sub(r"(\d{3}) (\d{3})", "\\1\n> > \\2", quoted)
    for words in (text, quoted, broken):
        assert code[:3] not in without_keys(words)


@pytest.mark.once
@pytest.mark.parametrize("place", range(0, 34, 3))
def test_wherever_a_line_ends_within_it(place: int) -> None:
    words = b"Write this code on the account page: 123 456."
    cut = words[: 11 + place] + b"=\r\n" + words[11 + place :]
    assert b"123 456" not in quopri.decodestring(file_without_keys(cut))


@pytest.mark.once
def test_other_numbers_stay(people: People) -> None:
    words = "The code on page 12 is 123 456; the account page: 123 456 views."
    assert without_keys(words) == words
    assert file_without_keys(words.encode()) == words.encode()


@pytest.mark.once
def test_a_code_that_came_back_works_no_more(people: People) -> None:
    _sent(people)
    sent = mails("address_code")[-1]
    told = replace(mail_of("mailer-daemon@globex.example"), recipients=(bounce_address(sent.id),))
    done(told, returned=returned())
    assert suspensions.is_suspended(ADDRESS)
    assert AddressCode.select().count() == 0
