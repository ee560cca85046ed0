"""What of a mail is its text and what are its files, however its parts are nested and whatever is missing."""

from __future__ import annotations

import base64

import pytest

from portal.inbound.mails import Unreadable
from portal.inbound.reading.parsing import parse
from portal.settings import Settings
from tests.support.letters_in import file, fixture, mail, mail_of, page, part, plain, several

pytestmark = pytest.mark.usefixtures("usual_settings")
PNG = b"\x89PNG\r\n\x1a\n\x00\x00"


def names(raw: bytes) -> list[str]:
    return [one.name for one in parse(raw).files]


def test_plain_text_is_read_before_html() -> None:
    raw = mail_of(several("multipart/alternative", plain("In words."), page("<p>In <b>bold</b> words.</p>")))

    assert parse(raw).text == "In words."
    assert not parse(raw).is_html_only


@pytest.mark.parametrize(
    "excuse", ["", " \r\n\xa0\r\n", "Please view this e-mail in HTML.", "Dies ist eine HTML-Nachricht."]
)
def test_html_is_read_where_the_plain_text_is_empty_or_only_points_to_it(excuse: str) -> None:
    raw = mail_of(several("multipart/alternative", plain(excuse), page("<p>It is down.</p>")))

    assert parse(raw).text == "It is down."
    assert parse(raw).is_html_only


def test_a_mail_may_have_no_text_at_all() -> None:
    assert parse(mail("")).text == ""
    assert parse(mail("", content_type="text/html")).text == ""


def test_an_alternative_with_a_page_and_its_pictures_keeps_the_pictures() -> None:
    picture = part([("Content-Type", "image/png; name=a.png"), ("Content-ID", "<a@x>")], PNG)
    related = several(
        "multipart/related", page('See <img src="cid:a@x"> and <img src="cid:gone">'), picture, border="r"
    )
    found = parse(mail_of(several("multipart/alternative", plain(" "), related)))

    assert found.text == "See [a.png] and [image]"
    assert [(one.name, one.is_inline, one.content) for one in found.files] == [("a.png", True, PNG)]


def test_a_picture_that_the_text_does_not_call_is_a_file_like_any_other() -> None:
    picture = part([("Content-Type", "image/png; name=a.png"), ("Content-ID", "<a@x>")], PNG)
    found = parse(mail_of(several("multipart/mixed", plain("Look."), picture)))

    assert [one.is_inline for one in found.files] == [False]


def test_outlooks_pictures_in_plain_text_are_called_by_their_names() -> None:
    picture = part([("Content-Type", "image/png; name=image001.png"), ("Content-ID", "<image001.png@01DB>")], PNG)
    found = parse(mail_of(several("multipart/mixed", plain("Look: [cid:image001.png@01DB]"), picture)))

    assert found.text == "Look: [image001.png]"
    assert found.files[0].is_inline


def test_texts_in_a_row_are_read_in_a_row() -> None:
    assert parse(mail_of(several("multipart/mixed", plain("One.\r\n"), plain("Two.")))).text == "One.\n\nTwo."


def test_a_text_with_a_name_is_a_file() -> None:
    log = part([("Content-Type", "text/plain; name=syslog.txt"), ("Content-Disposition", "inline")], "out of memory")
    found = parse(mail_of(several("multipart/mixed", plain("See the log."), log)))

    assert (found.text, found.files[0].name, found.files[0].content) == ("See the log.", "syslog.txt", b"out of memory")


def test_files_without_a_name_are_called_by_what_they_are() -> None:
    files = [
        file("", PNG, "image/png"),
        file("", b"{}", "application/json"),
        file("", b"?", "application/x-something"),
        file("", b"BEGIN", "text/calendar"),
        file("", b"a,b", "text/csv"),
    ]

    assert names(mail_of(several("multipart/mixed", plain("x"), *files))) == [
        "image-1.png",
        "attachment-2.json",
        "attachment-3",
        "invite.ics",
        "text-5.csv",
    ]


def test_a_mail_that_is_nothing_but_a_file_has_that_file() -> None:
    raw = mail(base64.encodebytes(b"%PDF-1.4"), content_type="application/pdf; name=a.pdf", encoding="base64")

    assert [(one.name, one.content) for one in parse(raw).files] == [("a.pdf", b"%PDF-1.4")]
    assert parse(raw).text == ""


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ('filename="=?utf-8?Q?Gr=C3=B6=C3=9Fe.pdf?="', "Größe.pdf"),
        ("filename==?iso-8859-1?Q?Gr=F6=DFe.pdf?=", "Größe.pdf"),
        ("filename*=utf-8''Gr%C3%B6%C3%9Fe.pdf", "Größe.pdf"),
        ("filename*=iso-8859-1'de'Gr%F6%DFe.pdf; filename=plain.pdf", "Größe.pdf"),
        ("filename*0*=utf-8''Gr%C3; filename*1*=%B6%C3%9Fe; filename*2=.pdf", "Größe.pdf"),
        ("filename*1=.pdf; filename*0=long", "long.pdf"),
        ('filename="Größe.pdf"', "Größe.pdf"),
        ("filename=two words.pdf", "two words.pdf"),
        (r'filename="a \"quoted\" name.pdf"', 'a "quoted" name.pdf'),
        (r'filename="C:\Users\eva\note.pdf"', r"C:\Users\eva\note.pdf"),
        ('filename="unclosed.pdf', "unclosed.pdf"),
        ('filename="../../etc/passwd"', "../../etc/passwd"),
        ('filename="one\r\n two.pdf"', "one two.pdf"),
        ('filename="nul\0l.pdf"', "null.pdf"),
        ('filename="\u202efdp.exe"', "fdp.exe"),
    ],
)
def test_a_file_is_called_as_its_sender_called_it(given: str, name: str) -> None:
    raw = part(
        [("From", "a@b.example"), ("Content-Type", "application/pdf"), ("Content-Disposition", f"attachment; {given}")],
        "",
    )

    assert names(raw) == [name]


def test_a_forwarded_mail_is_kept_byte_for_byte() -> None:
    inner = b"Subject: =?utf-8?q?Gr=C3=B6=C3=9Fe?=\r\nX:  two  spaces\r\n\r\nHello\r\n"
    (kept,) = parse(
        mail_of(several("multipart/mixed", plain("See."), part([("Content-Type", "message/rfc822")], inner)))
    ).files

    assert (kept.name, kept.content) == ("Größe.eml", inner)


def test_a_digest_is_a_number_of_mails() -> None:
    digest = several("multipart/digest", b"\r\nSubject: one\r\n\r\nx", b"\r\nSubject: two\r\n\r\ny")

    assert names(mail_of(digest)) == ["one.eml", "two.eml"]


def test_empty_multiparts_leave_what_else_there_is() -> None:
    empty = part([("Content-Type", 'multipart/mixed; boundary="none"')], "")
    closed = part([("Content-Type", 'multipart/alternative; boundary="end"')], "--end--\r\n")

    assert parse(mail_of(several("multipart/mixed", empty, closed, plain("Here.")))).text == "Here."
    assert parse(mail_of(empty)).text == ""


def test_a_border_that_begins_like_another_is_another() -> None:
    inner = several("multipart/alternative", plain("Inside."), border="ab")

    assert parse(mail_of(several("multipart/mixed", inner, plain("Behind."), border="a"))).text == "Inside.\n\nBehind."


def test_a_whole_multipart_in_base64_is_opened_all_the_same() -> None:
    body = base64.encodebytes(b"--b\r\nContent-Type: text/plain\r\n\r\nHidden.\r\n--b--\r\n")

    assert parse(mail(body, content_type="multipart/mixed; boundary=b", encoding="base64")).text == "Hidden."


@pytest.mark.parametrize(
    ("encoding", "body", "text"),
    [
        ("base64", b"SGVs!bG8\r\n=garbage", "Hello"),
        ("base64", b"SGVsbG8=SGVsbG8=", "HelloHello"),
        ("base64", b"SGVsbG8", "Hello"),
        ("quoted-printable", b"H=C3=A9llo =zz=\r\n there=", "Héllo =zz there"),
        ("x-uuencode", b"begin 644 a\n%2&5L;&\\\n`\nend\n", "Hello"),
        ("x-made-up", b"Hello", "Hello"),
        ("8BIT ; really", b"Hello", "Hello"),
    ],
)
def test_damaged_encodings_are_read_as_far_as_they_go(encoding: str, body: bytes, text: str) -> None:
    assert parse(mail(body, content_type="text/plain; charset=utf-8", encoding=encoding)).text.startswith(text)


def test_a_part_in_an_unknown_encoding_is_said_to_be_kept_as_it_came() -> None:
    assert "not known" in parse(mail("x", encoding="x-made-up")).faults[0]


def test_flowed_paragraphs_are_put_together_and_the_signature_stays() -> None:
    text = "It is \r\nlong.\r\n> > deep \r\n> > er\r\n-- \r\nBob\r\n"
    raw = mail(text, content_type="text/plain; charset=utf-8; format=flowed")

    assert parse(raw).text == "It is long.\n>> deep er\n-- \nBob"


def test_more_parts_than_allowed_are_said_to_be_left_out(usual_settings: Settings) -> None:
    most = usual_settings.inbound.parts
    found = parse(mail_of(several("multipart/mixed", *[file(f"{number}.txt", "x") for number in range(most + 50)])))

    assert len(found.files) == most - 1
    assert any("too many parts" in fault for fault in found.faults)


def test_parts_nested_too_deep_are_kept_as_one_file(usual_settings: Settings) -> None:
    inner = plain("At the bottom.")
    for level in range(usual_settings.inbound.depth + 5):
        inner = several("multipart/mixed", inner, border=f"b{level}")
    found = parse(mail_of(inner))

    assert len(found.files) == 1
    assert b"At the bottom." in found.files[0].content
    assert any("nested" in fault for fault in found.faults)


def test_reading_stops_when_its_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter([0.0, 1.0, 2.0])
    monkeypatch.setattr("portal.inbound.reading.budget.time.monotonic", lambda: next(moments, 10_000.0))
    found = parse(mail_of(several("multipart/mixed", plain("In time."), plain("Too late."), plain("Too late."))))

    assert found.text == "In time."
    assert any("time was over" in fault for fault in found.faults)


def test_a_very_long_text_is_cut_at_a_line_and_goes_along_as_a_file() -> None:
    line = "0123456789" * 10
    found = parse(mail("\r\n".join([line] * 2000), content_type="text/plain; charset=utf-8"))

    assert set(found.text.split("\n")) == {line}
    assert 99_000 < len(found.text) <= 100_000
    assert found.files[0].name == "message.txt"
    assert found.files[0].content.decode().count(line) == 2000
    assert any("message.txt" in fault for fault in found.faults)


@pytest.mark.parametrize("raw", [b"", b"\r\n \r\n", b"just words\r\n", b"\x00\xff\xfe"])
def test_what_has_no_headers_is_no_mail(raw: bytes) -> None:
    with pytest.raises(Unreadable, match="headers of a mail"):
        parse(raw)


@pytest.mark.settings(inbound={"message_bytes": 64 * 1024})
def test_a_mail_above_the_limit_is_not_read(settings: Settings) -> None:
    with pytest.raises(Unreadable, match="larger"):
        parse(mail("x" * settings.inbound.message_bytes))


def test_what_came_as_winmail_dat_is_kept_as_it_is() -> None:
    assert names(fixture("winmail-dat")) == ["winmail.dat"]


def test_an_encrypted_mail_is_said_to_be_one() -> None:
    assert any("encrypted" in fault for fault in parse(fixture("encrypted-mail")).faults)
