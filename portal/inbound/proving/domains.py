"""Which domain may vouch for which."""

from __future__ import annotations

# Under these, in a country's domain, everybody can have one: co.uk, com.au.
_SHARED = frozenset(
    ("ac", "co", "com", "edu", "go", "gob", "gov", "gv", "ltd", "mil", "ne", "net", "nom", "or", "org", "plc")
)  # fmt: skip


def domain_of(text: str) -> str:
    """The domain of an address, or of a domain alone, in small letters."""
    return text.rpartition("@")[2].strip(" \t<>").rstrip(".").lower()


def vouches(signer: str, sender: str) -> bool:
    """Whether the signature of `signer` says something about mail from the domain `sender`.

    It does for itself, and for what is under it: whoever has initech.example decides on mail.initech.example. Not the
    other way round, though mail servers allow it: who has one of many names under a provider's domain would speak for
    the provider. Nor does a domain under which everybody can have one: without a list of all of those, which has to be
    kept new, the usual ones of countries are known here.
    """
    signer, sender = signer.lower().rstrip("."), sender.lower().rstrip(".")
    if not signer or not sender:
        return False
    return signer == sender or (sender.endswith(f".{signer}") and _has_an_owner(signer))


def _has_an_owner(domain: str) -> bool:
    labels = domain.split(".")
    return len(labels) > 2 or (len(labels) == 2 and not (len(labels[1]) == 2 and labels[0] in _SHARED))
