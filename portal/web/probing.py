"""Who tries one ticket's number after the other is answered 429 after a while; pages that are found cost nothing."""

from __future__ import annotations

from flask import Flask, Response, request

from portal.accounts import misses
from portal.errors import TooMany
from portal.web import failures, guards

_IN_VAIN = frozenset({403, 404})


def register(app: Flask) -> None:
    """Look at each answer about a ticket that was not found, or not permitted."""
    app.after_request(_count)


def _count(response: Response) -> Response:
    if response.status_code not in _IN_VAIN or "reference" not in (request.view_args or {}):
        return response
    found = guards.looking()
    if found is None:
        return response
    try:
        misses.count_miss(found[0], request.remote_addr or "", (request.view_args or {})["reference"])
    except TooMany as refusal:
        return failures.answer_to(refusal)
    return response
