"""The portal's own forms, made of the same fields."""

from __future__ import annotations

from typing import Any

import pytest
from wtforms import Form

from forms import Choice
from forms.account import ChangePassword, ForgottenPassword, LogIn, Profile, ResetPassword
from forms.answers import Answers, as_answers
from forms.desk import Assign, ChangePriority, ChangeStatus


def filled(mixin: type, choices: dict[str, tuple[Choice, ...]] | None = None, **answers: str) -> Any:
    form = type("Bound", (mixin, Form), {})(formdata=Answers(as_answers(answers)))
    for name, offered in (choices or {}).items():
        form[name].choices = offered
    form.validate()
    return form


ENGINEERS = {"engineer": (Choice("7", "Sam Holm"), Choice("8", "Olga Nilsson"))}
STATES = {"status": (Choice("in_progress", "In progress"),)}
PROFILE = {"time_zone": (Choice("UTC", "UTC"),), "mail": (Choice("all", "All"), Choice("none", "None"))}


@pytest.mark.parametrize(
    ("mixin", "choices", "answers"),
    [
        (LogIn, {}, {"email": "alice@acme.example", "password": " spaces are mine "}),
        (ForgottenPassword, {}, {"email": "alice@acme.example"}),
        (ResetPassword, {}, {"password": "four unrelated words", "repeat": "four unrelated words"}),
        (ChangePassword, {}, {"current": "old", "password": "four unrelated", "repeat": "four unrelated"}),
        (Profile, PROFILE, {"name": "Alice", "time_zone": "UTC", "theme": "dark", "mail": "all"}),
        (Assign, ENGINEERS, {"engineer": "7"}),
        (Assign, ENGINEERS, {}),
        (ChangeStatus, STATES, {"status": "in_progress", "reason": "Begun"}),
        (ChangePriority, {}, {"priority": "P1", "reason": "It grew"}),
    ],
)
def test_each_form_takes_what_is_right(mixin: type, choices: Any, answers: dict[str, str]) -> None:
    form = filled(mixin, choices, **answers)
    assert form.problems() == ()
    assert {name: form[name].data for name in answers} == answers


@pytest.mark.parametrize(
    ("mixin", "choices", "answers", "problems"),
    [
        (LogIn, {}, {}, ["Write your e-mail address", "Write your password"]),
        (ResetPassword, {}, {"password": "four unrelated words", "repeat": "four"}, ["The two passwords differ"]),
        (ResetPassword, {}, {"password": "short", "repeat": "short"}, ["Write at least 8 characters; this has 5"]),
        (Assign, ENGINEERS, {"engineer": "9"}, ['Choose an answer for "Engineer"']),
        (ChangeStatus, STATES, {"status": "closed", "reason": "Done"}, ["Choose the new status"]),
        (
            ChangeStatus,
            STATES,
            {"status": "in_progress", "reason": "x" * 2001},
            ["Shorten this to 2000 characters; it has 2001"],
        ),
        (ChangePriority, {}, {"priority": "P0", "reason": "x"}, ["Choose the new priority"]),
        (ChangePriority, {}, {"priority": "P2"}, ["Write why the priority changes; the customer reads it"]),
        (Profile, PROFILE, {"name": "", "theme": "pink", "mail": "all"}, ["Write your name", "Choose the colours"]),
    ],
)  # fmt: skip
def test_each_form_says_what_is_wrong(mixin: type, choices: Any, answers: dict[str, str], problems: list[str]) -> None:
    assert [problem.message for problem in filled(mixin, choices, **answers).problems()] == problems


def test_log_in_is_labelled_as_manuals_say() -> None:
    form = filled(LogIn)
    assert [form["email"].label.text, form["password"].label.text] == ["E-mail", "Password"]
    assert [form["email"].autocomplete, form["password"].autocomplete] == ["username", "current-password"]
    assert form["next"].widget_name == "hidden"


def test_a_password_is_compared_to_the_letter() -> None:
    form = filled(ResetPassword, password="four unrelated words", repeat="Four unrelated words")
    assert [problem.message for problem in form.problems()] == ["The two passwords differ"]


def test_engineers_are_chosen_from_a_list_that_may_be_left_at_nobody() -> None:
    form = filled(Assign, ENGINEERS)
    assert (form["engineer"].widget_name, form["engineer"].prompt) == ("select", "Nobody")
