"""Which pages are measured, as the requests that ask for them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from benchmarks.population import ALICE, PASSWORD
from benchmarks.raising import start_draft, swap_fields
from benchmarks.rounds import CLIENTS
from benchmarks.visitor import Refused, Visitor

HISTORY, LATER, TICKET, FORM, SWAP = "history", "history, later page", "ticket", "form step 2", "field swap"
PAGES = (HISTORY, LATER, TICKET, FORM, SWAP)
_NEXT = re.compile(r'<a href="([^"]+)" rel="next">')
# All states, because even the smallest size has whole pages of those.
_LIST = "/servicedesk/tickets?state=all"


def requests_for(port: int, ticket: str, pages_on: int) -> dict[str, list[bytes]]:
    """The requests of Alice, who has most tickets; the later page is so many pages on."""
    visitor = Visitor(port)
    visitor.log_in(ALICE, PASSWORD)
    drafts = list(_drafts(visitor))
    found = {
        HISTORY: [visitor.request(_LIST)],
        LATER: [visitor.request(_later(visitor, pages_on))],
        TICKET: [visitor.request(f"/servicedesk/tickets/{ticket}")],
        FORM: [visitor.request(path) for path, _ in drafts],
        SWAP: [swap for _, swap in drafts],
    }
    visitor.close()
    return found


def size_of(port: int, request: bytes) -> int:
    """How many bytes the page has."""
    visitor = Visitor(port)
    answer = visitor.connection.ask(request)
    visitor.close()
    if answer.status != 200:
        raise Refused(f"{request.splitlines()[0].decode()}: {answer.status}")
    return len(answer.body)


def _drafts(visitor: Visitor) -> Iterator[tuple[str, bytes]]:
    """A draft for each client, because nobody fills in one draft in four windows."""
    for _ in range(CLIENTS):
        path = start_draft(visitor)
        yield path, swap_fields(visitor, path)


def _later(visitor: Visitor, pages_on: int) -> str:
    path = _LIST
    for _ in range(pages_on):
        found = _NEXT.search(visitor.visit(path))
        if found is None:
            raise Refused(f"{path} has no next page")
        path = unescape(found[1])
    return path
