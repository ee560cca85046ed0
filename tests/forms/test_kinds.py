# ruff: noqa: E501 - tables of sentences read best with one a line
"""Each kind of field with what people really type, and with what others try."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forms import Choice, FileFact
from forms.kinds import KINDS
from forms.kinds.chosen import format_size
from forms.schema import CATALOGUE_KINDS
from tests.forms.conftest import Asking, type_with
from tests.forms.people import ALICE, ALONE, BOB, IN_ACME, IN_BOTH, error, form_of

OPTIONS = [{"value": "a", "label": "First"}, {"value": "b", "label": "Second"}, {"value": "c", "label": "Third"}]
SIX = [{"value": str(number), "label": f"Option {number}"} for number in range(6)]


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("text", "  two   words ", "two words"),
        ("text", "one\r\nline", "one line"),
        ("text", "tab\tand\x00nul", "tab andnul"),
        ("text", "<b>&amp;", "<b>&amp;"),
        ("text", "e\u0301", "\u00e9"),
        ("paragraph", " first\r\nsecond\rthird \x07", "first\nsecond\nthird"),
        ("paragraph", "\ud800 half a sign", "half a sign"),
        ("number", "64", "64"),
        ("number", " 1 000 000 ", "1000000"),
        ("number", "007", "7"),
        ("email", " Nina@Acme.Example ", "Nina@acme.example"),
        ("email", "<nina@acme.example>", "nina@acme.example"),
        ("phone", "+46 8 123 456 78", "+46 8 123 456 78"),
        ("phone", "070-123 45 67", "070-123 45 67"),
        ("phone", "(08) 123 45 67 ext. 12", "(08) 123 45 67 ext. 12"),
        ("url", "https://acme.example/a?b=c#d", "https://acme.example/a?b=c#d"),
        ("url", "acme.example/a", "https://acme.example/a"),
        ("hostname", "Backup-01.Acme.example.", "backup-01.acme.example"),
        ("hostname", "web", "web"),
        ("ip", "192.0.2.17", "192.0.2.17"),
        ("ip", "[2001:DB8::0017]", "2001:db8::17"),
        ("date", "23 11 2026", "2026-11-23"),
        ("choice", "b", "b"),
        ("yes_no", "no", "no"),
        ("ticket", "SC-1017", "SC-1017"),
        ("member", BOB.value, BOB.value),
        ("organisation", "1", "1"),
    ],
)
def test_what_people_type_is_taken_and_tidied(ask: Asking, kind: str, typed: str, kept: str) -> None:
    more = {"options": OPTIONS} if kind == "choice" else {}
    field = ask(kind, typed, **more)
    assert (field.data, list(field.errors)) == (kept, [])


@pytest.mark.parametrize(
    ("kind", "typed", "message"),
    [
        ("text", "x" * 201, "Shorten this to 200 characters; it has 201"),
        ("paragraph", "x" * 10_001, "Shorten this to 10000 characters; it has 10001"),
        ("number", "sixty", 'Write "It" as a whole number, for example 64'),
        ("number", "1.5", 'Write "It" as a whole number, for example 64'),
        ("number", "1e9", 'Write "It" as a whole number, for example 64'),
        ("number", "\u0661\u0662", 'Write "It" as a whole number, for example 64'),
        ("number", "9" * 5000, 'Write "It" as a whole number, for example 64'),
        ("number", "12 34", 'Write "It" as a whole number, for example 64'),
        ("email", "nina", "Write the e-mail address in full, for example name@company.example"),
        ("email", "a@b@c.example", "Write the e-mail address in full, for example name@company.example"),
        ("email", "nina@acme.example\nBcc: x@evil.example", "Write the e-mail address in full, for example name@company.example"),
        ("phone", "call me", "Write the telephone number with its country code, for example +46 8 123 456 78"),
        ("phone", "+46 1", "Write the telephone number with its country code, for example +46 8 123 456 78"),
        ("phone", "+999 123 456 789", "Write the telephone number with its country code, for example +46 8 123 456 78"),
        ("url", "javascript:alert(1)", "Write the address of the page, for example https://company.example/page"),
        ("url", "ftp://acme.example/", "Write the address of the page, for example https://company.example/page"),
        ("url", "http://[bad", "Write the address of the page, for example https://company.example/page"),
        ("url", "https://acme.example:99999/", "Write the address of the page, for example https://company.example/page"),
        ("hostname", "192.0.2.17", '"192.0.2.17" is an IP address; write the host name, for example backup-01.acme.example'),
        ("hostname", "-bad-.example", "Write a host name of letters, digits, hyphens and dots, for example backup-01.acme.example"),
        ("hostname", "two words", "Write a host name of letters, digits, hyphens and dots, for example backup-01.acme.example"),
        ("hostname", "a..b", "Write a host name of letters, digits, hyphens and dots, for example backup-01.acme.example"),
        ("hostname", "a" * 64, "Write a host name of letters, digits, hyphens and dots, for example backup-01.acme.example"),
        ("ip", "300.1.1.1", "Write one IPv4 or IPv6 address, for example 192.0.2.17 or 2001:db8::17"),
        ("ip", "192.0.2.0/24", "Write one IPv4 or IPv6 address, for example 192.0.2.17 or 2001:db8::17"),
        ("ip", "fe80::1%eth0", "Write one IPv4 or IPv6 address, for example 192.0.2.17 or 2001:db8::17"),
        ("date", "31 2 2026", '"31 2 2026" is not a date; write it like 23 11 2026'),
        ("yes_no", "perhaps", 'Choose an answer for "It"'),
        ("ticket", "SC-9999", 'Choose an answer for "It"'),
        ("member", "999", 'Choose an answer for "It"'),
        ("organisation", "2", 'Choose an answer for "It"'),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_answered_with_what_would_be_right(
    ask: Asking, kind: str, typed: str, message: str
) -> None:
    field = ask(kind, typed)
    assert list(field.errors) == [message]
    assert field.value == typed, "and what was typed stands there still (UX-02)"


@pytest.mark.parametrize("kind", CATALOGUE_KINDS)
def test_a_required_field_of_any_kind_refuses_blanks(ask: Asking, kind: str) -> None:
    more = {"options": OPTIONS} if kind in ("choice", "choices") else {}
    for blank in ("", "   ", "\n\t"):
        assert len(ask(kind, blank, **more).errors) == 1
        assert not ask(kind, blank, required=False, **more).errors
    assert list(ask(kind, "", messages={"missing": "Own words"}, **more).errors) == ["Own words"]


def hostile_text() -> st.SearchStrategy[str]:
    return st.one_of(
        st.text(),
        st.text(alphabet="0123456789abcdef-{},; \n", max_size=200),
        st.text(alphabet="0123456789 .:/-", max_size=30),
        st.from_regex(r"\A[\w.+-]{0,80}@[\w.-]{0,80}\Z"),
    )


@pytest.mark.parametrize("kind", CATALOGUE_KINDS)
@given(typed=hostile_text(), more=hostile_text())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_text_whatever_breaks_a_field(ask: Asking, kind: str, typed: str, more: str) -> None:
    options = {"options": OPTIONS} if kind in ("choice", "choices") else {}
    field = ask(kind, [typed, more], inputs={"it-time": more, "it-zone": more}, **options)
    assert len(field.errors) <= 1
    assert all(isinstance(value, str) for value in field.data)
    assert not any("\x00" in value for value in field.data) or field.errors


@given(number=st.integers(min_value=-(10**15) + 1, max_value=10**15 - 1))
def test_every_whole_number_is_read_as_itself(number: int) -> None:
    probe = type_with({"key": "it", "kind": "number"})
    assert form_of(probe, {"it": [str(number)]})["it"].data == str(number)
    assert form_of(probe, {"it": [f"{number:,}".replace(",", " ")]})["it"].data == str(number)


def test_numbers_keep_within_their_range_and_may_carry_their_unit(ask: Asking) -> None:
    assert ask("number", "200 GiB", unit="GiB").data == "200"
    assert list(ask("number", "0", minimum=1, maximum=10).errors) == ["Write a number from 1 to 10"]
    assert list(ask("number", "0", minimum=1).errors) == ["Write a number of 1 or more"]
    assert list(ask("number", "11", maximum=10).errors) == ["Write a number of 10 or less"]
    assert not ask("number", "10", minimum=1, maximum=10).errors


def test_texts_keep_to_their_lengths_and_patterns(ask: Asking) -> None:
    assert list(ask("text", "abc", min_length=5).errors) == ["Write at least 5 characters; this has 3"]
    own = {"pattern": r"\d{4}", "messages": {"invalid": "Write four digits"}}
    assert list(ask("text", "12345", **own).errors) == ["Write four digits"]
    assert not ask("text", "1234", **own).errors


def test_few_choices_are_radios_and_many_are_a_select(ask: Asking) -> None:
    assert ask("choice", "a", options=OPTIONS).widget_name == "radios"
    assert ask("choice", "1", options=SIX[:5]).widget_name == "radios"
    assert ask("choice", "1", options=SIX).widget_name == "select"
    assert ask("choices", "1", options=SIX).widget_name == "checkboxes"


def test_several_choices_come_in_the_order_of_the_options_each_once(ask: Asking) -> None:
    field = ask("choices", ["c", "a", "c"], options=OPTIONS)
    assert field.data == ["a", "c"]
    assert list(ask("choices", ["a", "zzz"], options=OPTIONS).errors) == ['Choose at least one for "It"']


def test_members_are_those_of_the_organisation_that_is_answered() -> None:
    probe = type_with({"key": "organisation", "kind": "organisation"}, {"key": "who", "kind": "member"})
    assert not error(form_of(probe, {"organisation": ["1"], "who": [BOB.value]}, IN_BOTH), "who")
    foreign = form_of(probe, {"organisation": ["2"], "who": [BOB.value]}, IN_BOTH)
    assert error(foreign, "who") == 'Choose an answer for "Who"'
    nowhere = form_of(probe, {"who": [BOB.value]}, IN_BOTH)
    assert nowhere["who"].choices == ()
    assert nowhere["who"].hint == "Choose the organisation first."


def test_the_only_administrator_cannot_leave_but_another_can() -> None:
    probe = type_with({"key": "who", "kind": "member", "remaining_administrator": True})
    alone = replace(IN_ACME, sole_administrator_of=frozenset({"1"}))
    assert error(form_of(probe, {"who": [ALICE.value]}, alone), "who")
    assert not error(form_of(probe, {"who": [BOB.value]}, alone), "who")
    assert not error(form_of(probe, {"who": [ALICE.value]}, IN_ACME), "who")


def test_the_colleague_is_not_the_employee() -> None:
    probe = type_with({"key": "who", "kind": "member"}, {"key": "other", "kind": "member", "other_than": "who"})
    assert error(form_of(probe, {"who": [BOB.value], "other": [BOB.value]}), "other")
    assert not error(form_of(probe, {"who": [BOB.value], "other": [ALICE.value]}), "other")


def test_files_are_those_that_the_draft_keeps_whatever_is_posted() -> None:
    probe = type_with({"key": "signed", "kind": "files"})
    assert error(form_of(probe, {"signed": ["forged.pdf"]}), "signed") == 'Add a file for "Signed"'
    stored = replace(IN_ACME, files={"signed": (FileFact("form.pdf", 2048),)})
    form = form_of(probe, {}, stored)
    assert form["signed"].data == ["form.pdf"]
    assert form["signed"].files == (FileFact("form.pdf", 2048),)


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 bytes"), (1023, "1023 bytes"), (1024, "1 KiB"), (219_136, "214 KiB"), (3_500_000, "3.3 MiB"), (26_214_400, "25 MiB")],
)  # fmt: skip
def test_sizes_of_files_are_told_in_words(size: int, text: str) -> None:
    assert format_size(size) == text


def attributes() -> Iterator[str]:
    yield from (
        "id", "name", "widget_name", "hint", "note", "optional", "errors", "anchor", "warning", "value", "values",
        "time_value", "zone_value", "zones", "choices", "prompt", "decides", "reveals", "revealed", "section", "kind",
        "input_type", "input_mode", "autocomplete", "width", "unit", "max_length", "recognised", "files", "suggestion", "data",
    )  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_every_attribute_that_templates_use_is_there_for_every_kind(ask: Asking, kind: str) -> None:
    field: Any = ask(kind, "a", options=OPTIONS if kind in ("choice", "choices") else [])
    assert all(hasattr(field, name) for name in attributes())
    assert field.label.text == "It"
    assert field.widget_name in {
        "input", "textarea", "uuids", "radios", "select", "checkboxes", "date", "datetime", "files", "password",
        "hidden", "switch",
    }  # fmt: skip


def test_no_field_asks_the_browser_to_require_or_check_anything(ask: Asking) -> None:
    """UX-04."""
    for kind in KINDS:
        field = ask(kind, "", options=OPTIONS if kind in ("choice", "choices") else [])
        assert not field.flags.required
        assert not field.render_kw


def test_people_in_no_organisation_have_nobody_to_choose(ask: Asking) -> None:
    assert ask("member", "", ALONE).choices == ()
    assert (
        ask("organisation", "", replace(ALONE, organisations=(Choice("1", "Acme AB"),))).choices[0].label == "Acme AB"
    )
