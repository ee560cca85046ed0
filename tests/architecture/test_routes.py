"""Every route says who may reach it, and takes part in the house's rules."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask, url_for

from portal.db import tables
from portal.tickets import drafts
from tests.factories import People, make_ticket
from tests.support.browser import Browser

pytestmark = pytest.mark.once

_MARKS = {"public", "signed_in", "engineers_only", "administrators_only"}


def test_every_route_is_marked_with_who_may_reach_it(app: Flask) -> None:
    """S-01."""
    marks = {
        rule.endpoint: getattr(app.view_functions[rule.endpoint], "access", None) for rule in app.url_map.iter_rules()
    }
    assert {endpoint: mark for endpoint, mark in marks.items() if mark not in _MARKS} == {}


def test_only_these_routes_are_for_everybody(app: Flask) -> None:
    """A new public route is a decision, and is made here."""
    public = {rule.rule for rule in app.url_map.iter_rules() if app.view_functions[rule.endpoint].access == "public"}
    assert public == {
        "/brand.css",
        "/brand/logo",
        "/demo/mail",
        "/demo/mail/<int(max=2147483647):mail_id>",
        "/demo/mail/<int(max=2147483647):mail_id>/answer",
        "/demo/mail/<int(max=2147483647):mail_id>/html",
        "/demo/mail/in/<int(max=2147483647):mail_id>",
        "/demo/mail/write",
        "/healthz",
        "/invitation/<token>",
        "/login",
        "/login/passkey",
        "/login/passkey/options",
        "/login/second",
        "/login/second/options",
        "/logout",
        "/mail/choice/<token>",
        "/mail/information/<token>",
        "/mail/information/<token>/draft",
        "/mail/information/<token>/files",
        "/mail/information/<token>/files/<file_id>/remove",
        "/mail/not-solved/<token>",
        "/mail/opinion/<token>",
        "/mail/solved/<token>",
        "/password/forgotten",
        "/password/forgotten/sent",
        "/password/new/<token>",
        "/readyz",
        "/servicedesk/help/accessibility",
        "/servicedesk/help/priorities",
        "/static/<path:filename>",
    }


def test_nothing_is_changed_by_looking(app: Flask, people: People, browser: Callable[..., Browser]) -> None:
    """HX-12: every address that answers a GET, asked by the requester and by an engineer."""
    alice = people["alice"]
    values = {
        "reference": make_ticket(alice).reference,
        "draft_id": drafts.start(alice, "incident").id,
        "filename": "portal.css",
        "token": "a" * 43,
    }
    before = _everything()
    for person in (browser(alice), browser(people["sam"])):
        for rule in app.url_map.iter_rules():
            if "GET" not in (rule.methods or ()):
                continue
            arguments = {name: values.get(name, 1) for name in rule.arguments}
            with app.test_request_context():
                address = url_for(rule.endpoint, **arguments)
            assert person.client.get(address, buffered=True).status_code < 500, address
            assert _everything() == before, f"GET {address} changed something"


def _everything() -> dict[str, list[tuple[object, ...]]]:
    """All rows; only that a session was used, that somebody read and what was not found may be noted."""
    noted = {tables.Session, tables.Audited, tables.RateLimit}
    kept = [table for table in tables.ALL if table not in noted]
    return {table.__name__: list(table.select().order_by(table._meta.primary_key).tuples()) for table in kept}
