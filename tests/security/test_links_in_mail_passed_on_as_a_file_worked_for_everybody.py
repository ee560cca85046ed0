"""Who passed our mail on as a file gave its links and its reply address to all who see the ticket."""

from __future__ import annotations

import base64
import quopri

import pytest

from portal.db.tables import Attachment, Outbox
from portal.inbound.reading.parsing import parse
from portal.notify import mime
from portal.notify.addresses import reply_address
from portal.notify.choices import Choice, Solution, Wish
from portal.notify.keys_in_files import file_without_keys
from portal.notify.outbox import MailRow
from portal.settings import Settings
from portal.tickets import files, operations
from portal.vocabulary import Visibility
from tests.factories import People, make_ticket
from tests.inbound.raw import CHECKED, come_in
from tests.support.letters_in import file, mail_of, plain, several


def keys() -> list[str]:
    return [
        reply_address(1042, 7, internal=True),
        Solution(1042, 7, 12).token,
        Choice(Wish.MUTE, 7, 1042).token,
        "http://localhost/password/new/gJ2mN8kq-Xv1c0aWb3_rT5yU7iO9pL4sD6fG8hJ0kZ",
        "http://localhost/invitation/gJ2mN8kq-Xv1c0aWb3_rT5yU7iO9pL4sD6fG8hJ0kZ",
    ]


@pytest.mark.once
@pytest.mark.settings(inbound=CHECKED)
def test_colleagues_open_the_mail_without_the_keys_of_its_reader(people: People) -> None:
    row = make_ticket(people.alice, visibility=Visibility.SHARED)
    operations.resolve(people.sam, row.reference, "We moved it.")
    ours = mime.compose(
        MailRow.of(Outbox.get((Outbox.event == "resolved") & (Outbox.address == people.alice.address)))
    ).as_bytes()
    whole = several("multipart/mixed", plain("See below."), file("ours.eml", ours, "message/rfc822"))
    to = reply_address(row.id, people.alice.person_id)
    stored = come_in(mail_of(whole, [("Message-ID", "<1@acme.example>")]), (to,))
    kept = Attachment.get(Attachment.entry == stored.entry_id)
    with files.open_visible(people.bob, kept.id).stream as stream:
        content = stream.read()
    told = quopri.decodestring(content).decode()
    sign = to.partition("@")[0].rpartition(".")[2]
    assert "/mail/solved/" in told
    assert "We moved it." in told
    assert sign in quopri.decodestring(ours).decode()
    assert sign not in told
    assert file_without_keys(content) == content, "there is nothing left to be taken out"
    assert len(content) == len(ours)


def test_keys_are_found_in_every_encoding_and_nothing_else_is_touched(settings: Settings) -> None:
    for key in keys():
        text = f"Solved: <{key}>, not 10.0.0.abcdefghijklmnop.\r\n" + "Ångström " * 9
        for raw in (text.encode(), quopri.encodestring(text.encode()), base64.encodebytes(text.encode())):
            clean = file_without_keys(raw)
            assert len(clean) == len(raw)
            assert _read(raw).decode() in {text, text.replace("\r\n", "\n")}
            assert _read(clean) != _read(raw)
            assert b"10.0.0.abcdefghijklmnop" in _read(clean)
            assert sum(one != other for one, other in zip(_read(raw), _read(clean), strict=True)) <= 43


@pytest.mark.parametrize("place", range(0, 60, 7))
def test_a_key_is_found_wherever_a_line_ends_within_it(place: int, settings: Settings) -> None:
    raw = f"https://x.example/?url=3D{Choice(Wish.MUTE, 7, 1042).link}=\r\n".encode()
    cut = raw[: 26 + place] + b"=\r\n" + raw[26 + place :].replace(b".", b"=2E", 1)
    clean = file_without_keys(cut)
    assert Choice(Wish.MUTE, 7, 1042).token.encode() in quopri.decodestring(cut)
    assert Choice(Wish.MUTE, 7, 1042).token.encode() not in quopri.decodestring(clean)


def test_other_files_stay_as_they_came(settings: Settings) -> None:
    content = b"%PDF " + keys()[0].encode()
    found = parse(mail_of(several("multipart/mixed", plain("Hello."), file("a.pdf", content)))).files
    assert found[0].content == content


def test_a_mail_of_ours_in_a_file_without_end_is_left_out_and_told(settings: Settings) -> None:
    content = b"Subject: x\r\n\r\n" + b"Text\r\n" * 800_000 + b"X-ServiceCenter-Loop: abc\r\n"
    found = parse(mail_of(several("multipart/mixed", plain("Hello."), file("a.eml", content, "message/rfc822"))))
    assert not found.files
    assert "A mail of ours is in the large file 'a.eml', which is only in the stored mail" in found.faults


def _read(raw: bytes) -> bytes:
    if b" " not in raw.strip():
        return base64.b64decode(raw)
    return quopri.decodestring(raw)
