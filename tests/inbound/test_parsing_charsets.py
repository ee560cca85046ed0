"""Texts are read in whatever charset they came, declared or not, rightly or wrongly."""

from __future__ import annotations

import unicodedata

import pytest

from portal.inbound.reading.charsets import known
from portal.inbound.reading.parsing import parse
from tests.support.letters_in import mail

pytestmark = pytest.mark.usefixtures("usual_settings")
JAPANESE = "お世話になっております。サーバーに接続できません。"
RUSSIAN = "Здравствуйте! Сервер не отвечает с самого утра, помогите, пожалуйста."
CHINESE = "您好，服务器无法连接，请尽快帮我们检查一下，谢谢。"


def text_of(raw: bytes, declared: str | None) -> str:
    content_type = f"text/plain; charset={declared}" if declared else "text/plain"
    return parse(mail(raw, content_type=content_type)).text


@pytest.mark.parametrize(
    ("declared", "codec", "text"),
    [
        ("utf-8", "utf-8", "Größe"),
        ('"UTF8"', "utf-8", "Größe"),
        ("iso-8859-1", "cp1252", "5 € – “Größe”"),
        ("iso-8859-15", "iso8859-15", "5 € Größe"),
        ("gb2312", "gb18030", "您好 㐀 镕"),
        ("ks_c_5601-1987", "cp949", "안녕하세요 똠방각하"),
        ("iso-2022-jp", "iso2022_jp", JAPANESE),
        ("Shift_JIS", "cp932", "①お世話になります"),
        ("big5", "cp950", "您好，伺服器"),
        ("iso-8859-8-i", "iso8859-8", "שלום"),
        ("windows-874", "cp874", "สวัสดี"),
        ("tis-620", "cp874", "สวัสดี"),
        ("cp-850", "cp850", "Größe"),
        ("win-1251", "cp1251", RUSSIAN),
        ("x-cp1250", "cp1250", "Žluťoučký kůň"),
        ("koi8-r", "koi8-r", RUSSIAN),
        ("utf-16", "utf-16", "Größe"),
        ("us-ascii", "utf-8", "Größe"),
        ("x-unknown", "utf-8", "Größe"),
    ],
)
def test_a_declared_charset_is_taken_for_what_mail_programs_mean_by_it(declared: str, codec: str, text: str) -> None:
    assert text_of(text.encode(codec), declared) == text


@pytest.mark.parametrize(
    "declared", [None, "x-unknown", "unknown-8bit", "us-ascii", "utf-8", "no such thing", "punycode"]
)
@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("utf-8", "Größe"),
        ("cp1252", "Die Größe der Straße ist überall gleich, für alle Häuser und Gärten."),
        ("koi8-r", RUSSIAN),
        ("iso2022_jp", JAPANESE),
        ("gb18030", CHINESE),
    ],
)
def test_an_undeclared_or_wrong_charset_is_found_out(declared: str | None, codec: str, text: str) -> None:
    assert text_of(text.encode(codec), declared) == text


def test_a_few_bytes_that_say_nothing_are_western_european() -> None:
    assert text_of(b"Gr\xf6\xdfe", None) == "Größe"
    assert text_of(b"\x81\x8d", None).strip("\ufffd") == ""


def test_one_broken_character_does_not_cost_the_others() -> None:
    assert text_of("Größe und Länge und Höhe".encode() + b"\xff", "utf-8") == "Größe und Länge und Höhe\ufffd"


def test_a_guess_is_said_to_be_one() -> None:
    assert any(
        "guessed" in fault for fault in parse(mail(b"\xf6\xdf", content_type="text/plain; charset=utf-8")).faults
    )
    assert parse(mail("Größe", content_type="text/plain; charset=utf-8")).faults == ()


def test_the_charset_of_html_may_stand_in_the_html() -> None:
    html = '<html><head><meta charset="windows-1251"></head><body>Привет</body></html>'.encode("cp1251")

    assert parse(mail(html, content_type="text/html")).text == "Привет"


def test_nothing_is_left_that_the_database_refuses() -> None:
    text = text_of("a\0b\x1b[31m\x7f\ufeffc\r\nd\re\u2028f\u0085g".encode(), "utf-8")

    assert text == "ab[31mc\nd\ne\nf\ng"
    assert text_of(b"\xff\xfe\x00\xd8a\x00", "utf-16").encode() is not None
    assert not any("\ud800" <= sign <= "\udfff" for sign in text_of(b"+2AA-", "utf-7"))


def test_letters_and_their_marks_are_one_character() -> None:
    assert text_of(unicodedata.normalize("NFD", "Grün").encode(), "utf-8") == "Grün"
    assert len(text_of(("a" + "\u0315\u0300" * 5000).encode(), "utf-8")) < 50


@pytest.mark.parametrize(
    "name", ["idna", "punycode", "unicode_escape", "raw_unicode_escape", "base64", "rot13", "zlib", "\0", ""]
)
def test_what_is_no_charset_of_texts_is_none(name: str) -> None:
    assert known(name) == ""
