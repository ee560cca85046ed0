"""Every route says who may reach it, and takes part in the house's rules."""

from __future__ import annotations

import pytest
from flask import Flask

pytestmark = pytest.mark.once

_MARKS = {"public", "signed_in", "engineers_only"}


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
        "/demo/mail/<int(max=2147483647):mail_id>/html",
        "/healthz",
        "/login",
        "/logout",
        "/password/forgotten",
        "/password/forgotten/sent",
        "/password/new/<token>",
        "/readyz",
        "/servicedesk/help/accessibility",
        "/servicedesk/help/priorities",
        "/static/<path:filename>",
    }


def test_nothing_is_changed_by_a_get(app: Flask) -> None:
    """HX-12: an address that takes POST and GET alike shows a form with the one, and sends it with the other."""
    both = {rule.rule for rule in app.url_map.iter_rules() if {"GET", "POST"} <= (rule.methods or set())}
    assert both == set(), "give GET and POST a view each"
