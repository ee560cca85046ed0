"""How people log in and out: what OWASP ASVS 5.0 asks of it in chapters 6 and 7, and that there is no other way."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from portal.accounts import resets
from portal.db import tables
from portal.settings import Settings
from tests.factories import People, make_ticket
from tests.fulfilment.test_invitations import invite
from tests.support.accounts import mails
from tests.support.browser import Browser

pytestmark = pytest.mark.once

ROOT = Path(__file__).parents[2]
# Chapter and section -> how many requirements of the levels 1 and 2 it begins with.
ASKED = {"6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4,
         "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2}  # fmt: skip
# What the README says of a limit -> the settings that it speaks of, by their defaults.
SAID = {
    "Ten log-ins with one address in three minutes": ("limits", "login_tries", 10, "login_window", 180),
    "ten second factors of one\n  person in a quarter of an hour": ("limits", "code_tries", 10, "code_window", 900),
    "Twenty hours without use and fourteen days altogether": ("session", "idle_hours", 20, "absolute_days", 14),
}


def _logging_in() -> str:
    return (ROOT / "README.md").read_text().partition("### Logging in")[2].partition("\n### ")[0]


def test_every_requirement_is_named_in_a_test_or_does_not_apply() -> None:
    asked = {f"{section}.{number}" for section, count in ASKED.items() for number in range(1, count + 1)}
    docstrings = "\n".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))
    named = {
        number for line in re.findall(r"ASVS ([\d., ]+)", docstrings) for number in re.findall(r"\d\.\d+\.\d+", line)
    }
    apart = set(re.findall(r"\d\.\d+\.\d+", _logging_in()))
    assert asked - named == apart


def test_what_the_readme_says_of_limits_is_what_holds() -> None:
    """ASVS 6.1.1, 6.1.3, 7.1.1, 7.1.2: guessing, all ways in, how long a log-in lasts, on how many devices."""
    said, settings = _logging_in(), Settings.model_fields
    for sentence, (part, *figures) in SAID.items():
        assert sentence in said
        defaults = settings[part].default
        assert [getattr(defaults, name) for name in figures[::2]] == figures[1::2], sentence
    for sentence in ("There is\nno other way: ", "Nobody is locked out for longer", "As many devices at a time"):
        assert sentence in said


def test_only_these_modules_begin_a_log_in() -> None:
    """ASVS 6.1.3, 6.3.4: password or passkey with the second step between, and an invitation; no other is there."""
    begin = {str(path.relative_to(ROOT)) for path in (ROOT / "portal").rglob("*.py") if _begins(path)}
    assert begin == {
        "portal/accounts/accepting.py",
        "portal/accounts/second_step.py",
        "portal/accounts/signing_in.py",
    }


def _begins(path: Path) -> bool:
    source = path.read_text()
    if ".start(" not in source:
        return False
    calls = [node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    attributes = [call for call in calls if isinstance(call, ast.Attribute) and isinstance(call.value, ast.Name)]
    return any(call.attr == "start" and call.value.id in {"sessions", "signing_in"} for call in attributes)  # type: ignore[attr-defined]


def test_a_link_that_is_only_looked_at_logs_nobody_in(people: People, browser: Callable[..., Browser]) -> None:
    """ASVS 7.6.2: a session begins where somebody presses a button, and nowhere else."""
    resets.request_password_reset("alice@acme.example", "192.0.2.7")
    resets.send_links()
    link = re.search(r"/password/new/[\w-]{43}", mails("password_reset")[-1].text)
    assert link
    before = tables.Session.select().count()
    for path in (link[0], f"/invitation/{invite(people)}", "/login", "/login/second"):
        assert browser().get(path).status_code in {200, 303}
        assert tables.Session.select().count() == before, path


def test_every_page_has_the_way_out(app: Flask, people: People, browser: Callable[..., Browser]) -> None:
    """ASVS 7.4.4."""
    reference, seen = make_ticket(people.alice).reference, 0
    for somebody in (browser(people.alice), browser(people.olga)):
        paths = {rule.rule.replace("<reference>", reference) for rule in app.url_map.iter_rules()
                 if "GET" in (rule.methods or ()) and rule.arguments <= {"reference"}
                 and app.view_functions[rule.endpoint].access != "public"}  # fmt: skip
        for path in sorted(paths):
            answer = somebody.get(path)
            if answer.status_code == 200 and "<html" in answer.text:
                assert 'action="/logout"' in answer.text, path
                seen += 1
    assert seen > 40


def test_a_new_portal_knows_nobody_and_no_question_opens_an_account(database: object) -> None:
    """ASVS 6.3.2, 6.4.2: no account comes with it; no hint is kept, and no answer to a question."""
    assert tables.Person.select().count() == 0
    ways = (tables.Person, tables.Authenticator, tables.Passkey, tables.RecoveryCode, tables.PasswordReset)
    columns = {column for table in ways for column in table._meta.columns}
    assert not [column for column in columns if re.search("hint|question|answer", column)]
