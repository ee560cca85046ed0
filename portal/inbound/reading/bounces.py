"""Mails of ours that came back, or are late: who could not be reached, for good or not, and which mail it was."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import Message

from flufl.bounce import all_failures

from portal.inbound.mails import Mail
from portal.inbound.reading.cleaning import one_line
from portal.inbound.reading.identifiers import identifiers
from portal.inbound.reading.people import normalised
from portal.notify.addresses import is_own_message_id

_NO_SENDER = "mailer-daemon@localhost.invalid"
_SERVERS = {"mailer-daemon", "postmaster", "mailerdaemon", "mail-daemon"}
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_CODE = re.compile(r"(?<![\d.])([45])\d\d[ -]")
_RETURNED_ID = re.compile(r"^[ \t>]{0,20}message-id:\s{0,20}(<[^<>\s]{1,500}>)", re.IGNORECASE | re.MULTILINE)
# How much of the text, and how many of its lines, is searched for what a server says.
_TEXT = 30_000
_MOST_LINES = 1000
_LONGEST_LINE = 500
_LONGEST_WORDS = 300
_MOST_RECIPIENTS = 50
# What the numbers mean (RFC 3463); the longest beginning that fits is taken.
_MEANINGS = {
    "5.1": "there is no such address",
    "5.2.1": "the mailbox takes no mail",
    "5.2.2": "the mailbox is full",
    "5.2.3": "the mail is too large for the mailbox",
    "5.3.4": "the mail is too large",
    "5.4": "its mail server cannot be reached",
    "5.7": "its mail server refuses our mail",
    "5": "its mail server refuses it for good",
    "4.2.2": "the mailbox is full",
    "4.4": "its mail server cannot be reached",
    "4": "its mail server cannot take it yet",
    "2": "it has arrived",
}


@dataclass(frozen=True)
class Bounce:
    """What became of a mail of ours; `words` is a clause for engineers.

    `permanent` says that it will never reach this address. `status` is as in 5.1.1, `message_id` that of the mail;
    either may be empty, and so may the address. The Message-ID is one that carries our signature.
    """

    permanent: bool
    address: str
    status: str
    words: str
    message_id: str


def read(mail: Mail) -> Bounce | None:
    """What this mail reports of one of ours; None where it is no such report, as an answer in absence is none."""
    reported = _reported(mail) or _told(mail)
    if reported is None:
        return None
    permanent, address, status, said = reported
    return Bounce(permanent, address, status, _words(status, said), _returned_id(mail))


_Reported = tuple[bool, str, str, str]


def _reported(mail: Mail) -> _Reported | None:
    """What the part for machines says of the recipient that failed, else of the first one."""
    found = [_of_recipient(fields) for text in mail.statuses for fields in _groups(text) if "action" in fields]
    return max(found, key=lambda reported: reported[0], default=None)


def _groups(text: str) -> list[dict[str, str]]:
    """The fields of each group of lines; a line that begins with white space goes on with the one before it."""
    groups: list[dict[str, str]] = [{}]
    name = ""
    for line in text[:_TEXT].split("\n"):
        if not line.strip():
            groups.append({})
        elif line[0] in " \t" and name in groups[-1]:
            groups[-1][name] += f" {line.strip()}"
        elif ":" in line:
            name, _, value = line.partition(":")
            name = name.strip().lower()
            groups[-1].setdefault(name, value.strip())
    return groups[: _MOST_RECIPIENTS + 1]


def _of_recipient(fields: dict[str, str]) -> _Reported:
    action = fields["action"].partition(";")[0].strip().lower()
    said = fields.get("diagnostic-code", "")
    status = _status_in(fields.get("status", "")) or _status_in(said)
    named = (_address(fields.get(name, "")) for name in ("original-recipient", "final-recipient"))
    address = next(filter(None, named), "")
    return action == "failed" and not status.startswith(("2", "4")), address, status, said.partition(";")[2] or said


def _address(value: str) -> str:
    return normalised((value.partition(";")[2] or value).strip("<> "))


def _told(mail: Mail) -> _Reported | None:
    """What a server tells in its own words alone, as those do that are older than the standard."""
    listed = [normalised(one.strip("<> ")) for one in ",".join(mail.all("x-failed-recipients")).split(",")[:20]]
    failed = list(filter(None, listed))
    if not failed and not _is_of_a_server(mail):
        return None
    lines = [line[:_LONGEST_LINE] for line in mail.text[:_TEXT].split("\n")[:_MOST_LINES]]
    late, lost = _failures(mail, failed, lines)
    address = next(iter([*lost, *failed, *late]), "")
    if not address:
        return None
    said = _line_of_server(lines)
    status = _status_in(said)
    return bool(lost or failed) and not status.startswith(("2", "4")) and not late, address, status, said


def _is_of_a_server(mail: Mail) -> bool:
    senders = {person.address.partition("@")[0] or person.name.lower() for person in mail.froms}
    envelope = "".join(mail.first("return-path").split())
    return envelope == "<>" or bool(_SERVERS & senders)


def _failures(mail: Mail, failed: list[str], lines: list[str]) -> tuple[list[str], list[str]]:
    """Those whose mail is late, and those whose mail is lost, by how the text is worded."""
    sender = next((person.address for person in mail.froms if person.address), _NO_SENDER)
    # Whoever reads the words takes all of them for ASCII, and the headers for whole.
    rebuilt = Message()
    for name, value in (("From", sender), ("Subject", mail.subject), ("X-Failed-Recipients", ", ".join(failed))):
        if value:
            rebuilt[name] = _ascii(value)
    rebuilt.set_payload("\n".join(map(_ascii, lines)))
    try:
        late, lost = all_failures(rebuilt)
    except (ValueError, LookupError, TypeError, AttributeError):
        return [], []
    return _normalised(late), _normalised(lost)


def _ascii(text: str) -> str:
    return text.encode("ascii", "replace").decode()


def _normalised(addresses: frozenset[bytes]) -> list[str]:
    texts = (address.decode("ascii", "replace") for address in addresses)
    return sorted(filter(None, (normalised(text) for text in texts if "?" not in text)))


def _line_of_server(lines: list[str]) -> str:
    """The line that holds a status or a code, as the other server gave it."""
    return next((line for line in lines if _STATUS.search(line)), "") or next(
        (line for line in lines if _CODE.search(line)), ""
    )


def _status_in(text: str) -> str:
    found = _STATUS.search(text[:_LONGEST_LINE])
    code = _CODE.search(text[:_LONGEST_LINE])
    return found[1] if found else f"{code[1]}.0.0" if code else ""


def _words(status: str, said: str) -> str:
    parts = status.split(".")
    fitting = (_MEANINGS.get(".".join(parts[:length])) for length in range(len(parts), 0, -1))
    meaning = next(filter(None, fitting), "it was not delivered")
    quoted = one_line(said, _LONGEST_WORDS).strip(" .")
    return f"{meaning}{f' ({status})' if status else ''}{f': {quoted}' if quoted else ''}."


def _returned_id(mail: Mail) -> str:
    returned = [value for name, value in mail.returned if name == "message-id"]
    copied = _RETURNED_ID.findall(mail.text[: _TEXT * 3])
    every = identifiers([*returned, *copied, *mail.all("in-reply-to"), *mail.all("references")])
    return next(filter(is_own_message_id, every), "")
