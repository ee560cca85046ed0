"""Keys are asked for over the wire, from a name server of the test's own."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from threading import Thread

import dns.message
import dns.rcode
import dns.resolver
import dns.rrset
import pytest

from portal.inbound.proving.dns import Unanswered, texts

RECORDS = {"s1._domainkey.initech.example.": ('"v=DKIM1; k=rsa; " "p=QUJD"', '"another"'), "silent.example.": ()}


@pytest.fixture(autouse=True)
def _name_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("portal.inbound.proving.dns._SECONDS", 0.3)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
        listener.bind(("127.0.0.1", 0))
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers, resolver.port = ["127.0.0.1"], listener.getsockname()[1]
        monkeypatch.setattr(dns.resolver, "default_resolver", resolver)
        thread = Thread(target=_serve, args=(listener,), daemon=True)
        thread.start()
        yield
        listener.sendto(b"", listener.getsockname())
        thread.join(5)


def _serve(listener: socket.socket) -> None:
    while packet := listener.recvfrom(4096):
        if not packet[0]:
            return
        asked = dns.message.from_wire(packet[0])
        name = asked.question[0].name.to_text()
        answer = dns.message.make_response(asked)
        if name not in RECORDS:
            answer.set_rcode(dns.rcode.NXDOMAIN if name.startswith("no") else dns.rcode.SERVFAIL)
        elif RECORDS[name]:
            answer.answer.append(dns.rrset.from_text(name, 60, "IN", "TXT", *RECORDS[name]))
        if name != "silent.example.":
            listener.sendto(answer.to_wire(), packet[1])


def test_a_record_in_pieces_is_one_text() -> None:
    assert sorted(texts("s1._domainkey.initech.example.")) == [b"another", b"v=DKIM1; k=rsa; p=QUJD"]


@pytest.mark.parametrize("name", ["no.example.", "a" * 70 + ".example.", "a..example"])
def test_a_name_that_is_not_there_has_no_texts(name: str) -> None:
    assert not texts(name)


@pytest.mark.parametrize("name", ["silent.example.", "failing.example."])
def test_a_server_that_does_not_answer_is_told_from_one_that_knows_nothing(name: str) -> None:
    with pytest.raises(Unanswered):
        texts(name)
