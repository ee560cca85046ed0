"""A mail of nothing but headers took minutes and gigabytes before it was even stored, each time it was delivered."""

from __future__ import annotations

from portal.inbound.fingerprints import fingerprint, split

ENDLESS = b"From: mallory@evil.example\n" + b"a:\n" * 200_000


def test_no_more_headers_are_looked_at_than_an_honest_mail_has() -> None:
    """M-14."""
    headers, rest = split(ENDLESS)
    assert headers[0] == (b"from", b"mallory@evil.example")
    assert len(headers) < 100_000
    assert rest.endswith(b"a:\n")


def test_what_stands_behind_them_still_makes_it_another_mail() -> None:
    assert fingerprint(ENDLESS + b"b:\n", "") != fingerprint(ENDLESS, "")
