"""What our own mail server found out about a mail: the Authentication-Results that it wrote over it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import authres

from portal.inbound.fingerprints import is_noted_by
from portal.inbound.proving.domains import domain_of, vouches
from portal.inbound.proving.proofs import Proof, refuted, unproven, verified

# What a mail server writes is a tenth of it.
_LONGEST = 8000
# What the library raises over headers that are none, beside its own exception.
_FAULTS = (authres.AuthResError, ValueError, LookupError, TypeError, AttributeError, RecursionError)


def prove(headers: Iterable[tuple[bytes, bytes]], authserv_id: str, sender: str) -> Proof | None:
    """What the topmost results of our own server say about mail from the domain `sender`; None where there are none."""
    ours = next((value for name, value in headers if is_noted_by(authserv_id, name, value)), None)
    if ours is None:
        return None
    results = _read(ours.decode("ascii", "replace"))
    return (
        unproven("what our mail server noted about the mail cannot be read")
        if results is None
        else _judge(results, sender)
    )


def _read(value: str) -> Sequence[authres.core.AuthenticationResult] | None:
    if len(value) > _LONGEST:
        return None
    try:
        header = authres.AuthenticationResultsHeader.parse(f"Authentication-Results: {value}")
        return [result for result in header.results if hasattr(result, "method")]
    except _FAULTS:
        return None


def _judge(results: Sequence[authres.core.AuthenticationResult], sender: str) -> Proof:
    verdicts = [(result.method.lower(), result.result.lower(), result) for result in results]
    if ("dmarc", "fail") in {(method, outcome) for method, outcome, _ in verdicts}:
        return refuted(f"our mail server found that this is not from {sender} (DMARC)")
    passed = [(method, result) for method, outcome, result in verdicts if outcome == "pass"]
    if any(method == "dmarc" and sender in _domains(result, "header", "from") for method, result in passed):
        return verified(f"our mail server confirmed that {sender} sent it (DMARC)")
    for asked, kind, names in (("dkim", "header", ("d", "i")), ("spf", "smtp", ("mailfrom", "mail"))):
        found = (domain for method, result in passed if method == asked for domain in _domains(result, kind, *names))
        if any(vouches(domain, sender) for domain in found):
            return verified(f"our mail server confirmed that {sender} sent it ({asked.upper()})")
    return unproven(f"our mail server could not confirm that {sender} sent it")


def _domains(result: authres.core.AuthenticationResult, kind: str, *names: str) -> set[str]:
    """The domains that the result says this about; of several names the first that it has."""
    said = {one.name.lower(): one.value for one in result.properties if one.type.lower() == kind and one.value}
    name = next((name for name in names if name in said), None)
    return {domain_of(said[name])} if name else set()
