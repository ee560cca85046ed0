"""What tests of the forms know of the person who fills them in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from forms import Choice, FileFact, IssueType, Surroundings, build_form
from forms.answers import Answers

NOW = datetime(2026, 11, 23, 9, 46, tzinfo=UTC)
ACME = Choice("1", "Acme AB")
GLOBEX = Choice("2", "Globex AG")
ALICE, BOB, CAROL = Choice("11", "Alice Andersson"), Choice("12", "Bob Berg"), Choice("13", "Carol Weber")
PRIVATE = Choice("private", "Private Request", "Only you.")
UUID = "7c9e6679-7425-40de-944b-e07fc1f90ae7"

ALONE = Surroundings(now=NOW, zone=ZoneInfo("Europe/Stockholm"), own_person=ALICE.value)
IN_ACME = replace(
    ALONE,
    organisations=(ACME,),
    organisation="1",
    members={"1": (ALICE, BOB, CAROL)},
    member_addresses={"1": frozenset({"alice@acme.example", "Bob@Acme.example"})},
    verified_domains={"1": frozenset({"acme.example"})},
    tickets=(Choice("SC-1017", "SC-1017 Volume slow after resize"),),
    files={"signed_form": (FileFact("form.pdf", 219_000),)},
    sharing=(Choice("1", "Share with Acme AB", "3 people can read and answer."), PRIVATE),
)
IN_BOTH = replace(
    IN_ACME,
    organisations=(ACME, GLOBEX),
    organisation=None,
    members={"1": (ALICE, BOB, CAROL), "2": (ALICE, CAROL)},
    sharing=(Choice("1", "Share with Acme AB"), Choice("2", "Share with Globex AG"), PRIVATE),
)


def form_of(
    issue_type: IssueType, answers: dict[str, list[str]], surroundings: Surroundings = IN_ACME, step: str = "details"
) -> Any:
    """The form of a step, filled with these answers and validated."""
    form = build_form(issue_type, answers, surroundings, step=step)(formdata=Answers(answers))  # type: ignore[arg-type]
    form.validate()
    return form


def error(form: Any, key: str) -> str:
    """What is wrong with a field; empty where nothing is."""
    return str(form[key].errors[0]) if form[key].errors else ""
