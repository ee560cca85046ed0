"""Mail addresses in one spelling, so that one address is one person however it is typed."""

from __future__ import annotations

import re
import unicodedata

import idna

from portal.errors import Rejected

_LONGEST = 254
_LONGEST_LOCAL = 64
# Quoted local parts and comments are legal mail, but nobody's mailbox; they only serve to smuggle.
_LOCAL = re.compile(r"[^\s@<>()\[\]:;,\"\\]+")
_NOT_AN_ADDRESS = "Write one e-mail address, like name@example.com"
_NOT_A_DOMAIN = "Write a mail domain, like example.com"


def normalise(text: str) -> str:
    """The one spelling of this address; Rejected where it is none, or carries a control character."""
    if any(unicodedata.category(character) in {"Cc", "Cf", "Cs"} for character in text):
        raise Rejected("The e-mail address contains a character that cannot be shown", "email")
    local, at, domain = unicodedata.normalize("NFC", text.strip()).rpartition("@")
    local = unicodedata.normalize("NFC", local.casefold())
    if not at or not _LOCAL.fullmatch(local) or local.startswith(".") or local.endswith(".") or ".." in local:
        raise Rejected(_NOT_AN_ADDRESS, "email")
    address = f"{local}@{_ascii_domain(domain, Rejected(_NOT_AN_ADDRESS, 'email'))}"
    if len(local.encode()) > _LONGEST_LOCAL or len(address.encode()) > _LONGEST:
        raise Rejected("The e-mail address is too long", "email")
    return address


def normalise_domain(text: str) -> str:
    """The one spelling of this mail domain, in its ASCII form; Rejected where it is none."""
    return _ascii_domain(text, Rejected(_NOT_A_DOMAIN, "domain"))


def _ascii_domain(text: str, otherwise: Rejected) -> str:
    try:
        domain = idna.encode(text.strip(), uts46=True).decode()
    except idna.IDNAError:
        raise otherwise from None
    if "." not in domain or domain.endswith(".") or domain.rpartition(".")[2].isdigit():
        raise otherwise
    return domain
