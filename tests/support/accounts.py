"""What tests about accounts look at: mails that wait, statements that ran, passwords that were compared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from portal import db
from portal.accounts import passwords
from portal.accounts.sessions import Device
from portal.db.tables import Outbox

HERE = Device("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "192.0.2.7")
GOOD = "correct horse battery"


def mails(event: str | None = None) -> list[Any]:
    """The mails that wait, in the order in which they were queued."""
    return [mail for mail in Outbox.select().order_by(Outbox.id) if event is None or mail.event == event]


def link_in(mail: Any) -> str:
    """The token of the link in a mail about a forgotten password."""
    found = re.search(r"http://localhost/password/new/([\w-]{43})(?![\w-])", mail.text)
    assert found, mail.text
    return found[1]


@contextmanager
def statements() -> Iterator[list[str]]:
    """Every statement that runs inside, without its values."""
    ran: list[str] = []
    database = db.handle.obj
    usual = database.execute_sql

    def execute_sql(sql: str, params: Any = None) -> Any:
        ran.append(sql)
        return usual(sql, params)

    database.execute_sql = execute_sql
    try:
        yield ran
    finally:
        del database.execute_sql


class Comparisons:
    """Counts how often a password is compared, which takes nearly all the time of a log-in."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.hashes: list[str] = []
        monkeypatch.setattr(passwords, "_hasher", self)
        self._usual = passwords.PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)

    def verify(self, stored: str, password: bytes) -> bool:
        """Compare, and note that it was done."""
        self.hashes.append(stored)
        return self._usual.verify(stored, password)

    def hash(self, password: bytes) -> str:
        """A cheap hash."""
        return self._usual.hash(password)

    @staticmethod
    def check_needs_rehash(_: str) -> bool:
        """Never."""
        return False
