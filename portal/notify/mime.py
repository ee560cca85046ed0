"""A stored mail as the bytes that leave: the same bytes each time, whatever is tried again."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from hashlib import sha256

from portal.notify import addresses
from portal.notify.outbox import MailRow
from portal.settings import current

_BREAKS = frozenset("\r\n\x00")


class MailPolicy(EmailPolicy):
    """The standard library's policy, but identifiers are folded between and never inside or encoded.

    It would encode an In-Reply-To or References that is longer than a line, and mail programs lose the thread; of a
    long List-Unsubscribe they would lose the link.
    """

    _IDENTIFIERS = frozenset({"message-id", "in-reply-to", "references", "list-unsubscribe"})

    def fold(self, name: str, value: str) -> str:
        """The header as text, its lines ended."""
        if name.lower() in self._IDENTIFIERS:
            return f"{name}: " + f"{self.linesep} ".join(str(value).split()) + self.linesep
        return super().fold(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        """The header as bytes, its lines ended."""
        if name.lower() in self._IDENTIFIERS:
            return self.fold(name, value).encode("ascii", "replace")
        return super().fold_binary(name, value)


_POLICY = MailPolicy(linesep="\r\n", cte_type="7bit", max_line_length=78)


def compose(mail: MailRow) -> EmailMessage:
    """The mail with all its headers; ValueError where a header holds a line break or the address is not one."""
    message = EmailMessage(policy=_POLICY)
    headers = {
        "Subject": mail.subject,
        "To": recipient(mail),
        "Message-ID": mail.message_id,
        # Comes back with what goes round in circles, and tells our own mail from everybody else's.
        "X-ServiceCenter-Loop": addresses.loop_mark(),
        **{name: value for name, value in mail.headers.items() if name != "From"},
    }
    for name, value in headers.items():
        if _BREAKS & set(name + value):
            raise ValueError(f"a line break in the header {name!r}")
        message[name] = value
    message["From"] = _from(mail.headers.get("From", ""))
    message["Date"] = mail.created_at
    message.set_content(mail.text, cte="quoted-printable")
    message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    message.set_boundary("=_" + sha256(mail.message_id.encode()).hexdigest()[:40])
    return message


def envelope_sender(mail: MailRow) -> str:
    """Where the mail returns to if it cannot be delivered: an address of its own, none for an automatic answer.

    The sender's for both, where the settings say that the server takes no other.
    """
    if not current().mail.bounce_addresses:
        return current().mail_sender
    return "" if mail.is_answer else addresses.bounce_address(mail.id)


def recipient(mail: MailRow) -> str:
    """The one address the mail goes to, its domain in ASCII; ValueError where it is not exactly one address."""
    local, _, domain = mail.address.rpartition("@")
    try:
        address = Address(username=local, domain=domain.encode("idna").decode("ascii")).addr_spec
        address.encode("ascii")
    except (ValueError, IndexError) as error:
        raise ValueError(f"not an address that mail can be sent to: {mail.address!r}") from error
    if not local or not domain or _BREAKS & set(address) or "," in address or " " in address:
        raise ValueError(f"not exactly one address: {mail.address!r}")
    return address


def _from(name: str) -> Address:
    if _BREAKS & set(name):
        raise ValueError("a line break in the header 'From'")
    local, _, domain = current().mail_sender.rpartition("@")
    return Address(display_name=name, username=local, domain=domain)
