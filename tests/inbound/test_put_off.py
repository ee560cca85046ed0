"""Where no name server answers, nobody is judged by that: the mail waits, and is asked about again."""

from __future__ import annotations

import pytest

from portal.db.tables import Outbox, ReceivedMail
from portal.inbound.engineers import held
from portal.inbound.processing import process_due
from portal.inbound.proving import dns
from portal.inbound.receiving import receive
from portal.vocabulary import ReceivedState, Verdict
from tests.factories import People
from tests.inbound.raw import letter
from tests.support.dkim_keys import key, signed
from tests.support.mails import Hands

pytestmark = pytest.mark.once


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, tuple[bytes, ...]]:
    """What name servers know; where it is empty, none of them answers."""
    known: dict[str, tuple[bytes, ...]] = {}

    def asked(name: str) -> tuple[bytes, ...]:
        if not known:
            raise dns.Unanswered(name)
        return known.get(name, ())

    monkeypatch.setattr(dns, "texts", asked)
    return known


def came(people: People) -> int:
    return receive(signed(letter(people.dave.address, proven=False)), way="pipe")


def row(number: int) -> ReceivedMail:
    return ReceivedMail.get_by_id(number)


def test_a_mail_waits_until_a_name_server_answers(
    people: People, hands: Hands, names: dict[str, tuple[bytes, ...]]
) -> None:
    number = came(people)
    process_due()
    assert (row(number).state, row(number).tries) == (ReceivedState.NEW, 0)
    assert "No name server answers" in row(number).error
    assert process_due() == 0
    names["s1._domainkey.initech.example."] = (key().record,)
    hands.forward(minutes=5)
    process_due()
    assert (row(number).verdict, row(number).error) == (Verdict.TICKET, "")


def test_after_hours_without_an_answer_engineers_decide(
    people: People, hands: Hands, names: dict[str, tuple[bytes, ...]]
) -> None:
    number = came(people)
    hands.forward(hours=5)
    process_due()
    assert (row(number).state, row(number).verdict) == (ReceivedState.HELD, Verdict.UNVERIFIED)
    assert names == {}


def test_an_engineer_may_judge_it_at_once(people: People, names: dict[str, tuple[bytes, ...]]) -> None:
    number = came(people)
    process_due()
    assert Outbox.select().count() == 0
    assert held.replay(people.sam, number).verdict is Verdict.UNVERIFIED
    assert names == {}
