"""What a ticket keeps of its answers."""

from __future__ import annotations

from dataclasses import replace

from forms import FileFact, IssueType, SummaryRow, rows_from_json, rows_to_json, summarise
from forms.answers import as_answers
from tests.forms.people import IN_ACME, UUID


def by_key(rows: tuple[SummaryRow, ...]) -> dict[str, SummaryRow]:
    return {row.key: row for row in rows}


def test_answers_are_kept_as_people_read_them(incident: IssueType) -> None:
    answers = as_answers(
        {
            "subject": "  Volume   stuck ",
            "service": "block_storage",
            "resources": f"{UUID}\n9b2f4c1e77d04e1b8a532f6c0d9e1b44",
            "started": "23 11 2026",
            "started-time": "09:15",
            "who_is_affected": ["users", "customers"],
            "changed": "no",
        }
    )
    stored = replace(IN_ACME, files={"attachments": (FileFact("nova.log", 219_136), FileFact("a.png", 12))})
    rows = by_key(summarise(incident, answers, stored))
    assert rows["subject"].text == "Volume stuck"
    assert rows["service"].text == "Block storage"
    assert rows["service"].values == ("block_storage",)
    assert rows["resources"].text == f"{UUID}\n9b2f4c1e-77d0-4e1b-8a53-2f6c0d9e1b44"
    assert rows["started"].values == ("2026-11-23T09:15:00+01:00",)
    assert rows["who_is_affected"].text == "Our customers, Our users"
    assert rows["changed"].text == "No"
    assert rows["attachments"].text == "nova.log (214 KiB)\na.png (12 bytes)"
    assert (rows["region"].text, rows["region"].values) == ("", ()), "not provided"


def test_numbers_are_kept_with_their_unit(general: IssueType) -> None:
    answers = as_answers({"about": "quota", "quotas": ["ram"], "new_limit_ram": "65 536"})
    row = by_key(summarise(general, answers, IN_ACME))["new_limit_ram"]
    assert (row.text, row.values) == ("65536 MiB", ("65536",))


def test_a_caution_goes_to_engineers_too(onboarding: IssueType) -> None:
    rows = by_key(summarise(onboarding, {"work_email": ["nina@falk.example"]}, IN_ACME))
    assert rows["work_email"].warning == "nina@falk.example is not at a domain of Acme AB. Make sure that it is right."


def test_rows_say_where_they_stood(incident: IssueType) -> None:
    rows = by_key(summarise(incident, {}, IN_ACME))
    assert (rows["service"].section, rows["service"].step) == ("affected", "details")
    assert (rows["phone"].section, rows["phone"].step) == ("reach", "priority")
    order = list(rows)
    assert order[0] == "subject"
    assert order[-2:] == ["attachments", "phone"]


def test_stored_rows_outlive_the_definition() -> None:
    rows = (
        SummaryRow("gone", "A question no longer asked", "text", "Å \u2028 <b>", ("Å \u2028 <b>",), "one", "details"),
    )
    assert rows_from_json(rows_to_json(rows)) == rows
