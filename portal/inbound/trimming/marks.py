"""Where, in the lines of an answer, what somebody else wrote begins. No pattern here can be made to search for long."""

from __future__ import annotations

import re
from collections.abc import Sequence

from portal.inbound.trimming import words
from portal.notify.texts import SEPARATOR

Lines = Sequence[str]
# Nothing that a mail program writes about a mail is longer; of more, only this much is looked at.
_WIDEST = 400
_FOLDED = 4
_DASHES = "-–—‐‑_=*#~ \t\u00a0"
# Marks of direction and of the beginning of a text, which nobody sees.
_UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u2060\ufeff"))
_TIME = re.compile(r"\d[:.h]\d\d")
_DATE = re.compile(r"(?:19|20)\d\d|\d[./-]\d{1,2}[./-]\d\d")
_SENTENCE = SEPARATOR.strip(_DASHES).casefold()
COLONS = (":", "：")
_KINDS = {
    "from": words.FROM,
    "when": words.WHEN,
    "to": words.TO,
    "subject": words.SUBJECT,
    "other": words.OTHERS,
}


def plain(line: str) -> str:
    """What is seen of a line, in small letters, with single spaces, and of a long one only its beginning."""
    return " ".join(line[:_WIDEST].translate(_UNSEEN).casefold().split())


def is_blank(line: str) -> bool:
    """Whether nothing of the line is seen."""
    bare = line.strip()
    return not bare or (len(bare) < 10 and not bare.isascii() and not bare.translate(_UNSEEN).strip())


def is_quoted(line: str) -> bool:
    """Whether the line begins with the sign of a quotation."""
    return line.lstrip().startswith(">")


def unquoted(line: str) -> str:
    """The line without its signs of quotation."""
    return line[:_WIDEST].lstrip("> \t\u00a0")


def is_separator(line: str) -> bool:
    """Whether this is the line that our mails carry on their top, quoted or not."""
    return len(line) < 200 and plain(unquoted(line)).strip(_DASHES) == _SENTENCE


def is_forward(line: str) -> bool:
    """Whether a mail is passed on from here, which is then the point of the mail."""
    text = plain(line)
    return text.strip(_DASHES + ":：") in words.FORWARDS and (text.endswith(COLONS) or not text[:2].strip(_DASHES))


def is_rule(line: str) -> bool:
    """Whether the line is a stroke and nothing else."""
    bare = line.strip()
    return len(bare) >= 20 and not bare.strip("_-—")


def is_original(line: str) -> bool:
    """Whether this is "-----Original Message-----" in some language, or the same in the manner of Zoho."""
    bare = line.strip()
    if len(bare) > _WIDEST or bare[:2].strip(_DASHES) or bare[-2:].strip(_DASHES):
        return False
    text = plain(bare).strip(_DASHES)
    return text in words.ORIGINALS or (text.startswith("on ") and text.endswith(" wrote") and bool(_TIME.search(text)))


def header_end(lines: Lines, start: int) -> int:
    """The index after the block "From: ... Sent: ... Subject: ..." that begins here; `start` where none does."""
    first = _kind(lines[start])
    if first not in {"from", "when"}:
        return start
    found, end, strangers = {first}, start + 1, 0
    for index in range(start + 1, min(start + 14, len(lines))):
        kind = _kind(lines[index])
        if kind in found and kind != "other":
            break
        if kind:
            found.add(kind)
            end, strangers = index + 1, 0
        elif is_blank(lines[index]) or _is_folded(lines[index]):
            strangers += 1
        else:
            break
        if strangers > 1:
            break
    return end if {"from", "when", "subject"} <= found else start


def intro(lines: Lines, last: int, first: int) -> tuple[int, bool] | None:
    """Where "On ... wrote:" that ends in the line `last` begins, no earlier than `first`, and whether it is sure.

    Sure is one that names the moment as mail programs do; another could be a person's own sentence.
    """
    if not lines[last][-20:].translate(_UNSEEN).rstrip().endswith(COLONS):
        return None
    found: tuple[int, bool] | None = None
    text = ""
    for index in range(last, max(first, last - _FOLDED + 1) - 1, -1):
        if is_blank(unquoted(lines[index])):
            break
        text = f"{plain(unquoted(lines[index]))} {text}".strip()
        if not _says_wrote(text):
            continue
        if text.startswith(words.STARTS) and _names_the_moment(text):
            return index, True
        if not (found and found[1]) and _is_a_program(text):
            found = index, True
        elif index == last and len(text) < 200:
            found = index, False
    return found


def foreign_intro(lines: Lines, last: int, first: int, ends: tuple[str, ...] = (">:", ">：")) -> int:
    """Where an introduction in a language unknown to us begins that ends in `last`; after `last` where none does."""
    text = ""
    for index in range(last, max(first, last - _FOLDED + 1) - 1, -1):
        if is_blank(unquoted(lines[index])):
            break
        text = f"{plain(unquoted(lines[index]))} {text}".strip()
        if text.endswith(ends) and _names_the_moment(text):
            return index
    return last + 1


def foreign_header(lines: Lines, last: int, first: int) -> int:
    """Where at least three lines "Word: something", the lowest of them `last`, begin; after `last` where none do."""
    index = last
    while index >= first and last - index < 8 and 0 < len(_label(lines[index])) <= 20:
        index -= 1
    return index + 1 if last - index >= 3 else last + 1


def _says_wrote(text: str) -> bool:
    core = text.rstrip(":： ")
    return core.endswith(words.ENDS) or any(word in text for word in words.MIDDLES)


def _is_a_program(text: str) -> bool:
    """Whether this line with no "On" before it is one of a mail program; a log says "10:46 worker-3 wrote:" too."""
    dated = text[:1].isdigit() or text.startswith(words.WEEKDAYS)
    return _names_the_moment(text) and ("@" in text or (dated and not text.endswith("wrote:")))


def _names_the_moment(text: str) -> bool:
    return bool(_DATE.search(text)) and (bool(_TIME.search(text)) or "@" in text)


def _label(line: str) -> str:
    """What stands before the colon of a line like "*Gesendet:* Montag"; empty where there is no such thing."""
    name, colon, _ = plain(line[:60]).replace("：", ":").partition(":")
    return name.strip("* ") if colon else ""


def _kind(line: str) -> str:
    label = _label(line)
    return next((name for name, labels in _KINDS.items() if label in labels), "")


def _is_folded(line: str) -> bool:
    """Whether the line goes on with the addresses of the one before."""
    return "@" in line[:_WIDEST] or line[:1] in {" ", "\t"}
