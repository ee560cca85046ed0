"""From bytes to text, whatever charset they say they are in."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

# What mails say, and what they mean: the larger set that the named one is a part of, or the name that Python knows.
_MEANT = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "hz-gb-2312": "hz",
    "big5": "cp950",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "euc-kr": "cp949",
    "iso-2022-jp": "iso2022_jp_ext",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "x-sjis": "cp932",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "l1": "cp1252",
    "ansi_x3.110-1983": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "unicode-1-1-utf-7": "utf-7",
}
# Not charsets of texts, or so slow that a short mail keeps the machine busy.
_REFUSED = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
_PAGE = re.compile(r"(?:x-)?(?:cp|win|windows|ibm)[-_]?(\d{3,5})")
_ISO = re.compile(r"iso[-_]?8859[-_](\d{1,2})(?:[-_:].*)?")
# What the detector chooses from: what is still written in mails that do not say.
_LIKELY = [
    *("cp1252", "cp1250", "cp1251", "koi8_r", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp874"),
    *("cp932", "euc_jp", "gb18030", "cp950", "cp949"),
]
_SAMPLE = 4096
# Of fewer bytes than this nobody can say what they are.
_TELLING = 24


def decode(raw: bytes, declared: str) -> tuple[str, bool]:
    """The text of these bytes, and whether it was guessed because they are not what they were declared to be."""
    codec = known(declared)
    text = _strict(raw, codec) if codec else None
    if text is not None:
        return text, False
    text = _strict(raw, "utf-8")
    if text is not None:
        return text, not raw.isascii() and bool(declared)
    return _guessed(raw, codec), True


def decode_header(raw: bytes, hint: str) -> str:
    """The text of a header with bytes above 127, which no standard allows; `hint` is the charset of the body."""
    for codec in ("utf-8", _escaped(raw), known(hint), "cp1252"):
        text = _strict(raw, codec) if codec else None
        if text is not None:
            return text
    return raw.decode("cp1252", "replace")


def known(declared: str) -> str:
    """Python's name of the charset that is meant; empty where there is no such charset."""
    name = declared.strip(" \t'\"").lower().partition("*")[0]
    if page := _PAGE.fullmatch(name):
        name = f"cp{page[1]}"
    elif iso := _ISO.fullmatch(name):
        name = f"iso8859-{iso[1]}"
    name = _MEANT.get(name, name)
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError, UnicodeError):
        return ""
    is_text = bool(getattr(found, "_is_text_encoding", False))
    return name if is_text and found.name.replace("-", "_") not in _REFUSED else ""


def _strict(raw: bytes, codec: str) -> str | None:
    # Japanese in seven bits passes for ASCII and for UTF-8: its shifts tell it from them.
    if codec in {"utf-8", "us-ascii", "ascii", "cp1252"} and b"\x1b$" in raw:
        return None
    try:
        return raw.decode(codec)
    except (UnicodeError, ValueError):
        return None


def _guessed(raw: bytes, codec: str) -> str:
    for candidate in (_escaped(raw), codec, "utf-8"):
        text = raw.decode(candidate, "replace") if candidate else ""
        broken, strange = text.count("\ufffd"), len(text) - len(text.encode("ascii", "ignore"))
        # One broken character among many whole ones is damage; more of them are another charset.
        if text and broken * 5 <= strange:
            return text
    found = from_bytes(raw[:_SAMPLE], cp_isolation=_LIKELY).best() if len(raw) >= _TELLING else None
    return raw.decode(found.encoding if found else "cp1252", "replace")


def _escaped(raw: bytes) -> str:
    if b"\x1b$" not in raw:
        return ""
    return "iso2022_kr" if b"\x1b$)C" in raw else "iso2022_jp_ext"
