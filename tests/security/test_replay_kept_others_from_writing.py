"""Replay asked name servers within its transaction: on SQLite nobody could write until they had answered."""

from __future__ import annotations

import pytest

from portal import db
from portal.db.tables import RawMail
from portal.inbound.engineers import held
from portal.inbound.processing import process
from portal.inbound.proving import dns
from portal.inbound.receiving import receive
from portal.vocabulary import Verdict
from tests.factories import People, make_ticket
from tests.support.dkim_keys import key, signed

RAW = b"From: dave@initech.example\r\nTo: support@support.example\r\nSubject: web-1\r\n\r\nIt is down.\r\n"


@pytest.mark.once
def test_name_servers_are_asked_before_anything_is_locked(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []

    def texts(_: str) -> tuple[bytes, ...]:
        asked.append(db.handle.obj.in_transaction())
        return (key().record,)

    monkeypatch.setattr(dns, "texts", texts)
    number = receive(signed(RAW).replace(b"is down", b"is up"), way="test")
    process(number)
    assert held.replay(people.sam, number).verdict is Verdict.UNVERIFIED
    assert asked == [False, False]
    assert held.attach(people.sam, number, make_ticket(people.dave).reference).verdict is Verdict.COMMENT
    RawMail.delete().execute()
    assert held.replay(people.sam, number).verdict is Verdict.COMMENT, "what was dealt with stays as it is"
