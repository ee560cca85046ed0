"""What the name servers know; tests replace `texts`, nothing else here asks the network."""

from __future__ import annotations

from collections.abc import Sequence

import dns.exception
import dns.resolver

_SECONDS = 4.0


class Unanswered(Exception):
    """No name server answered in time; another time one may."""


def texts(name: str) -> Sequence[bytes]:
    """The TXT records of this name, none where there is none; Unanswered after four seconds without an answer."""
    try:
        answer = dns.resolver.resolve(name, "TXT", lifetime=_SECONDS, search=False)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return ()
    except (dns.exception.Timeout, dns.resolver.NoNameservers, dns.resolver.NoResolverConfiguration) as error:
        raise Unanswered(name) from error
    except (dns.exception.DNSException, UnicodeError):
        # No name that could have any: a label too long, or none at all.
        return ()
    return tuple(b"".join(record.strings) for record in answer)
