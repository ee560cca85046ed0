"""The subject: typed, or suggested and then left alone or not."""

from __future__ import annotations

import pytest

from forms import Catalogue, IssueType, default_subject, subject_of
from forms.answers import as_answers
from tests.forms.people import BOB, IN_ACME, error, form_of
from tests.forms.test_every_branch import known

NINA = {"first_name": "Nina", "last_name": "Falk"}


@pytest.mark.parametrize(
    ("key", "answers", "subject"),
    [
        ("staff_onboarding", NINA, "Staff Onboarding for Nina Falk"),
        ("staff_onboarding", {"first_name": "Nina"}, ""),
        ("staff_offboarding", {"employee": BOB.value}, "Remove portal access for Bob Berg"),
        ("staff_offboarding", {"employee": "999"}, ""),
        ("file_backup", {"action": "restore", "host_name": "Web-01."}, "Restore from a client: web-01"),
        ("file_backup", {"action": "restore", "host_name": "two words"}, ""),
        ("hosting", {"action": "create", "server_name": "web-01"}, "Create a server: web-01"),
        ("feedback", {"feedback_kind": "proposal", "area": "speed"}, "Improvement proposal: Speed"),
        ("incident", {"service": "dns"}, ""),
    ],
)
def test_a_type_suggests_its_subject(catalogue: Catalogue, key: str, answers: dict[str, str], subject: str) -> None:
    assert default_subject(known(catalogue, key), as_answers(answers), IN_ACME) == subject


def test_the_suggestion_stands_in_the_field_and_can_be_sent_as_it_is(onboarding: IssueType) -> None:
    form = form_of(onboarding, as_answers(NINA))
    assert form["subject"].value == form["subject"].suggestion == "Staff Onboarding for Nina Falk"
    assert not error(form, "subject")


def test_a_suggestion_left_alone_follows_the_answers(onboarding: IssueType) -> None:
    kept = {"subject": "Staff Onboarding for Nina Falk", "subject-suggested": "Staff Onboarding for Nina Falk"}
    answers = as_answers({**NINA, "last_name": "Berg", **kept})
    assert subject_of(onboarding, answers, IN_ACME) == "Staff Onboarding for Nina Berg"
    assert form_of(onboarding, answers)["subject"].value == "Staff Onboarding for Nina Berg"


def test_a_subject_of_ones_own_stays(onboarding: IssueType) -> None:
    answers = as_answers({**NINA, "subject": "A new colleague", "subject-suggested": "Staff Onboarding for Nina Falk"})
    assert subject_of(onboarding, answers, IN_ACME) == "A new colleague"
    assert form_of(onboarding, answers)["subject"].value == "A new colleague"


def test_a_subject_that_writes_itself_is_not_asked_for_before_the_answers_it_quotes(onboarding: IssueType) -> None:
    form = form_of(onboarding, as_answers({"first_name": "Nina"}))
    assert error(form, "last_name")
    assert not error(form, "subject")
    assert not form.validate()


def test_a_subject_that_is_too_short_is_said_whatever_else_is_missing(onboarding: IssueType) -> None:
    assert error(form_of(onboarding, as_answers({"first_name": "Nina", "subject": "Hm"})), "subject")


def test_a_suggestion_that_was_wiped_out_stays_wiped_out(onboarding: IssueType) -> None:
    answers = as_answers({**NINA, "subject": "", "subject-suggested": "Staff Onboarding for Nina Falk"})
    assert error(form_of(onboarding, answers), "subject").startswith("Write a subject")


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "Write a subject: one line that tells a colleague what this is about"),
        ("Help", "Write at least 5 characters; this has 4"),
        ("    Help    ", "Write at least 5 characters; this has 4"),
        ("Help!", ""),
        ("x" * 150, ""),
        ("x" * 151, "Shorten this to 150 characters; it has 151"),
    ],
)
def test_a_subject_has_5_to_150_characters(incident: IssueType, typed: str, message: str) -> None:
    assert error(form_of(incident, {"subject": [typed]}), "subject") == message


def test_a_subject_is_one_line_whatever_is_pasted(incident: IssueType) -> None:
    form = form_of(incident, {"subject": ["Volume stuck\r\nBcc: eve@evil.example"]})
    assert form["subject"].data == "Volume stuck Bcc: eve@evil.example"


def test_long_answers_do_not_make_a_subject_too_long(onboarding: IssueType) -> None:
    answers = as_answers({"first_name": "N" * 100, "last_name": "F" * 100})
    assert len(default_subject(onboarding, answers, IN_ACME)) == 150
    assert not error(form_of(onboarding, answers), "subject")
