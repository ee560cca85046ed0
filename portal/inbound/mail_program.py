"""A mail as somebody's mail program would send it: for the demo, where nobody has one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from mimetypes import guess_type

from portal import clock
from portal.notify.mime import MailPolicy
from portal.notify.outbox import MailRow
from portal.notify.texts import clean, one_line
from portal.settings import current

_POLICY = MailPolicy(linesep="\r\n", cte_type="7bit", max_line_length=78)


@dataclass(frozen=True)
class Writing:
    """What somebody sends: `name` and `address` as they say them, which are theirs only where it is `proven`.

    `files` holds the content of each by its name. `answers` is the mail that they answer, if it is one.
    """

    name: str
    address: str
    subject: str
    text: str
    files: Mapping[str, bytes] = field(default_factory=dict)
    proven: bool = True
    answers: MailRow | None = None

    @property
    def recipient(self) -> str:
        """Where it goes: to the address that the answered mail gave, else to that of the support."""
        reply_to = self.answers.headers.get("Reply-To") if self.answers else None
        return reply_to or current().mail_sender


def compose(writing: Writing) -> bytes:
    """The mail as it arrives at our mail server, which has written on top of it what it found out about the sender."""
    message = EmailMessage(policy=_POLICY)
    if writing.proven and (server := current().inbound.authserv_id):
        domain = writing.address.rpartition("@")[2]
        message["Authentication-Results"] = f"{server}; dmarc=pass header.from={domain}"
    message["From"] = _address(writing.address, one_line(writing.name))
    message["To"] = _address(writing.recipient)
    message["Subject"] = one_line(writing.subject)[:200]
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = make_msgid(domain=writing.address.rpartition("@")[2])
    if writing.answers:
        earlier = (writing.answers.headers.get("References", ""), writing.answers.message_id)
        message["In-Reply-To"] = writing.answers.message_id
        message["References"] = " ".join(part for part in earlier if part)
    message.set_content(_words(writing), cte="quoted-printable")
    for name, content in writing.files.items():
        _attach(message, one_line(name), content)
    return message.as_bytes()


def subject_of_answer(mail: MailRow) -> str:
    """What a mail program writes as the subject of an answer."""
    return mail.subject if mail.subject.lower().startswith("re:") else f"Re: {mail.subject}"


def _words(writing: Writing) -> str:
    said = clean(writing.text).strip()
    mail = writing.answers
    if mail is None:
        return f"{said}\n"
    name = mail.headers.get("From") or current().brand.name
    day = f"{mail.created_at:%a}, {mail.created_at.day} {mail.created_at:%b %Y at %H:%M}"
    quoted = "\n".join(f"> {line}".rstrip() for line in mail.text.splitlines())
    return f"{said}\n\nOn {day}, {name} <{current().mail_sender}> wrote:\n\n{quoted}\n"


def _attach(message: EmailMessage, name: str, content: bytes) -> None:
    kind = guess_type(name)[0] or "application/octet-stream"
    main, _, sub = kind.partition("/")
    message.add_attachment(content, maintype=main, subtype=sub, filename=name)


def _address(address: str, name: str = "") -> Address:
    local, _, domain = address.rpartition("@")
    return Address(display_name=name, username=local, domain=domain)
