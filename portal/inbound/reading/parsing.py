"""A mail out of its bytes. Whatever they are, it costs little; what could not be read is said in `faults`."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from portal.inbound.mails import Mail, MailFile, Unreadable
from portal.inbound.reading.budget import TEXT_CHARACTERS, Budget
from portal.inbound.reading.cleaning import one_line
from portal.inbound.reading.contents import Contents, Reader
from portal.inbound.reading.encoded import decode_words
from portal.inbound.reading.fields import Block, read_block
from portal.inbound.reading.identifiers import identifiers
from portal.inbound.reading.people import normalised, people_of
from portal.inbound.reading.structure import read_structure
from portal.notify.keys import without_keys
from portal.settings import current

_DELIVERED = ("delivered-to", "x-original-to", "envelope-to")
_MOST_SENDERS = 20
_MOST_RECIPIENTS = 500
_LONGEST_SUBJECT = 1000
# A picture within the text: as our own converter of HTML writes it, and as Outlook does in plain text.
_PICTURE = re.compile(r"\[cid:([^\[\]\s]{1,200})\]")


def parse(raw: bytes) -> Mail:
    """What this mail says; Unreadable where the bytes are none, or are more than the settings take."""
    if len(raw) > current().inbound.message_bytes:
        raise Unreadable("The mail is larger than mails may be")
    budget = Budget()
    start = len(raw) - len(raw.lstrip(b" \t\r\n"))
    headers = read_block(raw, start, len(raw), budget)
    if not headers.headers:
        raise Unreadable("These bytes do not begin with the headers of a mail")
    contents = Reader(budget).read(read_structure(raw, headers, budget))
    return _mail(headers, contents, budget)


def _mail(headers: Block, contents: Contents, budget: Budget) -> Mail:
    files, named = _files(contents)
    text = "\n\n".join(text.text.strip("\n") for text in contents.texts)
    # Whoever answers quotes our mail, with the links that are theirs alone, and everybody who sees the ticket reads it.
    whole = without_keys(_PICTURE.sub(_naming(named), text))
    shown = _shown(whole, budget)
    if shown != whole:
        files.append(MailFile("message.txt", whole.encode(), "text/plain"))
    return Mail(
        froms=people_of(headers.all("from"), _MOST_SENDERS),
        from_count=headers.from_count,
        recipients=_recipients(headers),
        subject=one_line(decode_words(headers.first("subject")), _LONGEST_SUBJECT),
        message_id=next(iter(identifiers(headers.all("message-id"))), ""),
        in_reply_to=identifiers(headers.all("in-reply-to")),
        references=identifiers(headers.all("references")),
        headers=headers.headers,
        text=shown,
        is_html_only=bool(contents.texts) and all(text.is_html for text in contents.texts),
        files=tuple(files),
        statuses=tuple(contents.statuses),
        returned=contents.returned,
        faults=budget.faults,
    )


def _recipients(headers: Block) -> tuple[str, ...]:
    delivered = [normalised(value.strip("<> ")) for name in _DELIVERED for value in headers.all(name)]
    named = people_of((*headers.all("to"), *headers.all("cc")), _MOST_RECIPIENTS)
    return tuple(dict.fromkeys(address for address in [*delivered, *(person.address for person in named)] if address))


def _files(contents: Contents) -> tuple[list[MailFile], dict[str, str]]:
    """The files, of which only those are inline that the text calls by their id; and the names by the ids."""
    called = {name for text in contents.texts for name in _PICTURE.findall(text.text)}
    files = [file if file.content_id in called else replace(file, content_id="") for file in contents.files]
    return files, {file.content_id: file.name for file in files if file.content_id}


def _naming(named: dict[str, str]) -> Callable[[re.Match[str]], str]:
    return lambda picture: f"[{named.get(picture[1], 'image')}]"


def _shown(text: str, budget: Budget) -> str:
    """As much of the text as a ticket can show, up to the end of a line."""
    if len(text) <= TEXT_CHARACTERS:
        return text
    budget.fault(f"The text is longer than {TEXT_CHARACTERS} characters: the whole of it is in the file message.txt")
    lines, _, _ = text[:TEXT_CHARACTERS].rpartition("\n")
    return lines or text[:TEXT_CHARACTERS]
