"""Whether a mail is from whom it says."""

from __future__ import annotations

from collections import Counter
from email.utils import getaddresses

from portal.inbound import fingerprints
from portal.inbound.mails import Mail
from portal.inbound.proving import results, sealed
from portal.inbound.proving.domains import domain_of
from portal.inbound.proving.proofs import Proof, unproven
from portal.notify.addresses import read_reply_address
from portal.settings import current

_LONGEST_HEADERS = 64 * 1024
# A second one, put on top of a signed mail, would be read instead of the one that was signed.
_ONCE = (
    b"from", b"to", b"cc", b"subject", b"date", b"message-id", b"reply-to", b"in-reply-to", b"references",
    b"mime-version", b"content-type", b"content-transfer-encoding",
)  # fmt: skip


def prove(raw: bytes, mail: Mail) -> Proof:
    """Whether the domain of the mail's one sender is proven, by what our own server noted or by a signature (M-01).

    Asks name servers where it has to check a signature. Never fails over what is in a mail: it is not proven then.
    """
    if mail.from_count != 1 or len(mail.froms) != 1 or "@" not in mail.froms[0].address:
        return unproven("the mail does not name one sender")
    inbound, sender = current().inbound, domain_of(mail.froms[0].address)
    headers, _ = fingerprints.split(raw[:_LONGEST_HEADERS])
    fault = _fault(raw, headers)
    if fault:
        return unproven(fault)
    noted = results.prove(headers, inbound.authserv_id, sender) if inbound.authserv_id else None
    if (noted is None or noted.is_verified) and not _is_to_us(headers):
        return unproven("it was not written to us, and whoever has a mail can pass it on with its signature")
    if noted:
        return noted
    if not inbound.verify_dkim:
        return unproven("our mail server noted nothing about the mail")
    return sealed.prove(raw, headers, sender)


def _is_to_us(headers: list[tuple[bytes, bytes]]) -> bool:
    """Whether the sender wrote it to us; who got another one could hand it in here, and its signature would fit."""
    named = [value.decode("utf-8", "replace") for name, value in headers if name in {b"to", b"cc"}]
    try:
        addresses = {address.lower() for _, address in getaddresses(named)}
    except (RecursionError, ValueError, LookupError):
        return False
    return any(address in current().own_addresses or read_reply_address(address) for address in addresses)


def _fault(raw: bytes, headers: list[tuple[bytes, bytes]]) -> str:
    """Why this mail could be read in two ways, or would cost too much; empty where neither is so."""
    if len(raw) > current().inbound.message_bytes:
        return "the mail is too large to be checked"
    head = raw[:_LONGEST_HEADERS].replace(b"\r\n", b"\n")
    above, ends, _ = head.partition(b"\n\n")
    if not ends and len(raw) > _LONGEST_HEADERS:
        return "there is too much above the text of the mail"
    if b"\r" in above or b"\0" in above:
        return "the mail can be read in two ways"
    counts = Counter(name for name, _ in headers)
    if counts[b"from"] != 1 or any(counts[name] > 1 for name in _ONCE):
        return "the mail says twice what may be said once"
    return ""
