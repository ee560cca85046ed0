"""What was read in a mail, on a page that a person can check: what stands beside each fixture."""

from __future__ import annotations

from portal.inbound.mails import Mail, MailFile
from portal.inbound.reading import automatic, bounces
from tests.support.letters_in import OURS, our_message_id


def account_of(mail: Mail) -> str:
    """Everything that reading found, one thing a line, then the text."""
    bounce = bounces.read(mail)
    judged = automatic.judge(mail)
    lines = [
        *(f"from: {person.name} <{person.address}>" for person in mail.froms),
        *([f"from headers: {mail.from_count}"] if mail.from_count != 1 else []),
        f"to: {' '.join(mail.recipients)}",
        f"subject: {mail.subject}",
        f"message-id: {mail.message_id}",
        f"in-reply-to: {' '.join(mail.in_reply_to)}",
        f"references: {' '.join(mail.references)}",
        f"automatic: {judged.strength} {judged.marker}".rstrip(),
        *([f"bounce: {bounce}"] if bounce else []),
        *map(_file, mail.files),
        *(["html only"] if mail.is_html_only else []),
        *(f"fault: {fault}" for fault in mail.faults),
        "",
    ]
    return "\n".join([*(line.rstrip() for line in lines), mail.text]).replace(our_message_id(), OURS).rstrip() + "\n"


def _file(file: MailFile) -> str:
    place = f", in the text as {file.content_id}" if file.is_inline else ""
    return f"file: {file.name} ({file.media_type}, {len(file.content)} bytes{place})"
