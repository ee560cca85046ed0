"""Keys for DKIM made on the spot, and mails signed with them: no secret is kept in a file, and no name server asked."""

from __future__ import annotations

import base64
import random
from dataclasses import dataclass
from functools import cache

import dkim

_EXPONENT = 65537


@dataclass(frozen=True)
class Key:
    """The two halves of a key: what signs, and what stands in the domain's name server."""

    private: bytes
    record: bytes


@cache
def key(bits: int = 1024) -> Key:
    """A key of so many bits, the same one in every run."""
    chance = random.Random(bits)
    first, second = _prime(chance, bits // 2), _prime(chance, bits // 2)
    modulus, secret = first * second, pow(_EXPONENT, -1, (first - 1) * (second - 1))
    numbers = (
        0, modulus, _EXPONENT, secret, first, second, secret % (first - 1), secret % (second - 1),
        pow(second, -1, first),
    )  # fmt: skip
    private = b"-----BEGIN RSA PRIVATE KEY-----\n" + _der(*numbers) + b"\n-----END RSA PRIVATE KEY-----\n"
    return Key(private, b"v=DKIM1; k=rsa; p=" + _der(modulus, _EXPONENT))


def signed(raw: bytes, domain: str = "initech.example", *, bits: int = 1024, **how: object) -> bytes:
    """The mail with a signature of this domain on top, for which its record stands at s1._domainkey."""
    made = dkim.sign(raw, b"s1", domain.encode(), key(bits).private, **how)
    return bytes(made) + raw


def _der(*numbers: int) -> bytes:
    whole = b"".join(_part(2, number.to_bytes(number.bit_length() // 8 + 1, "big")) for number in numbers)
    return base64.b64encode(_part(0x30, whole))


def _part(tag: int, content: bytes) -> bytes:
    """One value as DER writes it."""
    length = len(content).to_bytes(2, "big")
    return bytes([tag, 0x82]) + length + content


def _prime(chance: random.Random, bits: int) -> int:
    while True:
        number = chance.getrandbits(bits) | 1 | 3 << (bits - 2)
        if (number - 1) % _EXPONENT and all(pow(base, number - 1, number) == 1 for base in (2, 3, 5, 7, 11)):
            return number
