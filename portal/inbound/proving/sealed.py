"""The DKIM signatures of a mail, checked here where no mail server of ours did it before."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set

import dkim
from dkim.util import InvalidTagValueList, parse_tag_value

from portal import clock
from portal.inbound.proving import dns
from portal.inbound.proving.domains import vouches
from portal.inbound.proving.proofs import Proof, unproven, verified

Tags = Mapping[bytes, bytes]
_SIGNATURE = b"dkim-signature"
_TRIED = 3
_SMALLEST_KEY = 1024
# A key of 4096 bits takes 740 signs; one of a million would keep us reckoning for hours.
_LONGEST_KEY = 1200
# The library looks for the parts of a signature with patterns that take long over much white space.
_LONGEST_SIGNATURE = 5000
_WIDE = re.compile(rb"\s{31}")
_UNCHECKED = "could not be checked, because no name server answered"
_ALGORITHMS = {b"rsa-sha256", b"ed25519-sha256"}
# What the library raises over mails, signatures and keys that are none, beside its own exceptions.
_FAULTS = (
    dkim.DKIMException, InvalidTagValueList, ValueError, LookupError, TypeError, AttributeError, AssertionError,
    ArithmeticError, RecursionError, NameError,
)  # fmt: skip


def prove(raw: bytes, headers: Sequence[tuple[bytes, bytes]], sender: str) -> Proof:
    """Whether a signature of the domain `sender`, or of one above it, stands for the whole mail; asks name servers."""
    signatures = [value for name, value in headers if name == _SIGNATURE]
    aligned = [(index, tags) for index, tags in enumerate(map(_tags, signatures)) if _is_of(tags, sender)]
    if not aligned:
        return unproven(f"the mail carries no signature of {sender}")
    letter, reasons = _Letter(raw), list[str]()
    named = {name for name, _ in headers} & {b"to", b"cc"}
    for index, tags in aligned[:_TRIED]:
        fault = _fault(tags, named) or letter.failure(index)
        if not fault:
            return verified(f"the mail carries a valid signature of {tags[b'd'].decode().lower()} (DKIM)")
        reasons.append(fault)
    return unproven(f"the signature of {sender} {reasons[0]}", is_final=_UNCHECKED not in reasons)


def _tags(signature: bytes) -> Tags:
    if len(signature) > _LONGEST_SIGNATURE:
        return {}
    try:
        return dict(parse_tag_value(signature))
    except _FAULTS:
        return {}


def _is_of(tags: Tags, sender: str) -> bool:
    return vouches(tags.get(b"d", b"").decode("ascii", "replace"), sender)


def _fault(tags: Tags, named: Set[bytes]) -> str:
    """Why this signature is none that we take, whatever its key; empty where it may be."""
    signed = [name.strip().lower() for name in tags.get(b"h", b"").split(b":")]
    expires = tags.get(b"x", b"")
    checks = (
        (b"l" in tags, "is only for a part of the mail"),
        (b"from" not in signed, "leaves out who the mail is from"),
        (not named <= set(signed), "leaves out to whom the mail was written"),
        (tags.get(b"a", b"").lower() not in _ALGORITHMS, "is of a kind that is no longer safe, or not known here"),
        (bool(expires) and not (expires.isdigit() and _is_ahead(expires)), "has expired"),
    )
    return next((words for is_wrong, words in checks if is_wrong), "")


def _is_ahead(seconds: bytes) -> bool:
    return len(seconds) < 20 and int(seconds) > clock.now().timestamp()


class _Unknown(Exception):
    """The signer's domain knows of no key that we could use."""


class _Letter:
    """A mail as the library takes it."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._read: tuple[dkim.DKIM, bytes] | None = None

    def failure(self, index: int) -> str:
        """Why the signature with this number from the top does not hold; empty where it does."""
        try:
            return "" if self._holds(index) else "does not fit the mail"
        except dns.Unanswered:
            return _UNCHECKED
        except _Unknown:
            return "was made with a key that its domain does not know"
        except dkim.KeyFormatError:
            return "was made with a key that is too short"
        except dkim.ValidationError:
            return "does not fit the mail"
        except _FAULTS:
            return "cannot be read"

    def _holds(self, index: int) -> bool:
        if self._read is None:
            mail = dkim.DKIM(self._raw, minkey=_SMALLEST_KEY)
            self._read = mail, mail.body
        mail, body = self._read
        signature = [value for name, value in mail.headers if name.lower() == _SIGNATURE][index]
        if _WIDE.search(signature):
            raise ValueError
        mail.body = _plain_body(body, signature)
        return bool(mail.verify(index, dnsfunc=_key))


def _key(name: bytes, **_: object) -> bytes:
    records = [text for text in dns.texts(name.decode("ascii")) if b"p=" in text]
    if not records or len(records[0]) > _LONGEST_KEY:
        raise _Unknown
    return records[0]


def _plain_body(body: bytes, signature: bytes) -> bytes:
    """The body as the signature's own rules have it, made in one go: the library takes long over much white space."""
    if b"/relaxed" in parse_tag_value(signature).get(b"c", b""):
        body = re.sub(rb"[\t ]+", b" ", body).replace(b" \r\n", b"\r\n")
    return body.rstrip(b"\r\n") + b"\r\n"
