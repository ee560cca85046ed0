"""People who raise one ticket after the other while the server dies under them, and note what they were shown."""

from __future__ import annotations

import hashlib
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from benchmarks.raising import create, fill, start_draft
from benchmarks.visitor import Refused, Visitor
from tests.crash.processes import Process
from tests.factories import PASSWORD

Got = TypeVar("Got")

_SENT = re.compile(r"Already sent as (SC-\d+)")
_PAUSE = 0.05


@dataclass
class Customer:
    """Somebody at their browser, who makes `asked` requests, of which `broken_off` get no answer.

    `shown` is reference -> subject of each Created page, `said` reference -> the words that a page then said were sent,
    `files` subject -> checksums, `strange` what the server answered and never should.
    """

    name: str
    address: str
    web: Process
    shown: dict[str, str] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    files: dict[str, set[str]] = field(default_factory=dict)
    asked: int = 0
    broken_off: int = 0
    strange: list[str] = field(default_factory=list)
    _visitor: Visitor | None = None
    _cookies: dict[str, str] = field(default_factory=dict)

    def raise_tickets(self, stop: threading.Event) -> None:
        """Until `stop`: each ticket is begun anew or gone on with, as far as the last crash left it."""
        number = 0
        while not stop.is_set():
            number += 1
            self._raise_one(f"Crash {self.name} {number}", stop)
        self._hang_up()

    def _raise_one(self, subject: str, stop: threading.Event) -> None:
        path = self._insist(start_draft, stop)
        reference = path and self._insist(lambda visitor: self._send(visitor, path, subject), stop)
        if reference:
            self.shown[reference] = subject
            self._reply(reference, stop)

    def _reply(self, reference: str, stop: threading.Event) -> None:
        """Write on the ticket: where no answer comes, the same form goes off again."""
        path, words = f"/servicedesk/tickets/{reference}", f"More about {reference}."
        form = self._insist(lambda visitor: _form(visitor, path), stop)
        if form and self._insist(lambda visitor: visitor.send(f"{path}/reply", **{**form, "body": words}), stop):
            self.said[reference] = words

    def _insist(self, act: Callable[[Visitor], Got], stop: threading.Event) -> Got | None:
        """What this leads to, tried anew after each crash; None where the time is over."""
        while not stop.is_set():
            try:
                return act(self._connected())
            except (OSError, Refused, ValueError) as error:
                self._lose(error)
                time.sleep(_PAUSE)
        return None

    def _send(self, visitor: Visitor, path: str, subject: str) -> str:
        """From the draft as it stands to the reference that is shown."""
        try:
            visitor.visit(path)
        except Refused:
            if found := _SENT.search(visitor.page):
                return found[1]
            raise
        if found := _SENT.search(visitor.page):
            return found[1]
        self._attach(visitor, path, subject)
        visitor.visit(path)
        fill(visitor, path, subject)
        return create(visitor, path)

    def _attach(self, visitor: Visitor, path: str, subject: str) -> None:
        if subject in self.files:
            return
        content = f"the log of {subject}\n".encode() * 200
        visitor.upload(f"{path}/files", "attachments", "error.log", content)
        self.files[subject] = {hashlib.sha256(content).hexdigest()}

    def _connected(self) -> Visitor:
        if self._visitor is None:
            self._visitor = Visitor(self.web.port)
            self._visitor.cookies.update(self._cookies)
            if not self._cookies:
                self._visitor.log_in(self.address, PASSWORD)
                self._cookies = self._visitor.cookies
        return self._visitor

    def _lose(self, error: Exception) -> None:
        """The connection is gone; what was refused while the server was up, or never answered, should not have been."""
        self.broken_off += 1
        if isinstance(error, TimeoutError) or not isinstance(error, OSError):
            self.strange.append(f"{type(error).__name__}: {error}")
        self._hang_up()

    def _hang_up(self) -> None:
        if self._visitor is not None:
            self.asked += self._visitor.asked
            self._visitor.close()
        self._visitor = None


def _form(visitor: Visitor, path: str) -> dict[str, str]:
    """What stands in the page's forms before anything is typed."""
    visitor.visit(path)
    return visitor.hidden()
