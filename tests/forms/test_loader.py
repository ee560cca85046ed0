# ruff: noqa: E501 - tables of sentences read best with one a line
"""A broken catalogue is refused with a line for each fault: where, what is wrong, what would be right."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from forms import CatalogueFaults, check, load_catalogue
from forms.loader import CATALOGUE

SOUND = """\
[category]
key = "probes"
label = "{{brand}} probes"

[[issue_types]]
key = "probe"
label = "Probe"
description = "A probe"
icon = "pulse"
kind = "service_request"
priority = { asked = "no" }

[[issue_types.sections]]
key = "one"
title = "One"

[[issue_types.sections.fields]]
key = "service"
label = "Service"
kind = "choice"
options = [
  { value = "dns", label = "DNS" },
  { value = "other", label = "Other" },
]

[[issue_types.sections.fields]]
key = "what"
label = "What?"
kind = "text"
"""
LAST_LINE = len(SOUND.splitlines())
LAST_FIELD = LAST_LINE - 3


def faults_of(directory: Path) -> list[str]:
    return check(directory)


@pytest.fixture
def written(tmp_path: Path) -> Path:
    (tmp_path / "probes.toml").write_text(SOUND, encoding="utf-8")
    return tmp_path


def with_change(directory: Path, old: str, new: str) -> list[str]:
    assert old in SOUND
    (directory / "probes.toml").write_text(SOUND.replace(old, new, 1), encoding="utf-8")
    return check(directory)


def with_lines(directory: Path, *lines: str) -> list[str]:
    """Lines after the last field's own."""
    (directory / "probes.toml").write_text(SOUND + "\n".join(lines) + "\n", encoding="utf-8")
    return check(directory)


def test_the_catalogue_that_is_delivered_is_sound() -> None:
    assert check(None) == []


def test_a_sound_file_loads_with_the_words_of_the_brand(written: Path) -> None:
    brand = {"brand": "Acme Cloud"}
    assert load_catalogue(written, brand).categories[0].label == "Acme Cloud probes"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('key = "probes"\n', "", 'probes.toml:1: category: "key" is missing; add a line key = ...'),
        ('kind = "text"', 'kind = "textt"', f'probes.toml:{LAST_LINE}: probe.what: unknown kind "textt"; did you mean "text"?'),
        ('kind = "text"', 'kind = "text"\nrequird = false', f'probes.toml:{LAST_LINE + 1}: probe.what: unknown key "requird"; did you mean "required"?'),
        ('label = "DNS" }', 'label = "DNS", hlep = "Names" }', 'probes.toml:21: probe.service: unknown key "hlep"; did you mean "help"?'),
        ('{ asked = "no" }', '{ asked = "no", askd = "no" }', 'probes.toml:11: probe: unknown key "askd"; did you mean "asked"?'),
        ('kind = "text"', 'kind = "text"\nrequired = "no"', f"probes.toml:{LAST_LINE + 1}: probe.what: required: input should be a valid boolean; this has 'no'"),
        ('label = "What?"\n', "", f'probes.toml:{LAST_FIELD}: probe.what: "label" is missing; add a line label = ...'),
        ('key = "what"', 'key = "What now"', f'probes.toml:{LAST_LINE - 2}: probe.What now: key = "What now" has signs that a key may not have; use a-z, 0-9 and _, a letter first'),
        ('key = "what"', 'key = "service"', "probes.toml:18: probe.service: 2 fields have this key; give each its own"),
        ('key = "what"', 'key = "subject"', f'probes.toml:{LAST_LINE - 2}: probe.subject: "subject" has a meaning of its own in every form; choose another key'),
        ('key = "what"', 'key = "data"', f'probes.toml:{LAST_LINE - 2}: probe.data: "data" has a meaning of its own in every form; choose another key'),
        ('key = "what"', 'key = "validate_it"', f'probes.toml:{LAST_LINE - 2}: probe.validate_it: "validate_it" has a meaning of its own in every form; choose another key'),
        ('icon = "pulse"', 'icon = "puls"', 'probes.toml:9: probe: unknown icon "puls"; did you mean "pulse"?'),
        ("{{brand}}", "{{bran}}", 'probes.toml:3: unknown placeholder "{{bran}}"; did you mean "brand"?'),
        ("{{brand}}", "{{brand", "probes.toml:3: a placeholder is open on one side; write it as {{brand}}"),
        ("What?", "Wh\\u0000at?", f"probes.toml:{LAST_LINE - 1}: a control character stands here, which nobody can see; remove it"),
        ('kind = "service_request"', 'kind = "request"', "probes.toml:10: probe: kind: input should be 'incident' or 'service_request'; this has 'request'"),
        ('priority = { asked = "no" }', "", 'probes.toml:5: probe: "priority" is missing; add a line priority = ...'),
        ('  { value = "dns", label = "DNS" },\n', "", "probes.toml:21: probe.service: a choice needs at least two options; add them as { value = ..., label = ... }"),
        ('{ value = "dns", label = "DNS" }', '{ value = "other", label = "DNS" }', 'probes.toml:21: probe.service: the option "other" stands twice; remove one'),
        ('title = "One"', "title = One", "probes.toml:15: this is not TOML: Invalid value (at line 15, column 9); mend the line or the one before it"),
    ],
)  # fmt: skip
def test_each_fault_names_its_line_and_what_would_be_right(written: Path, old: str, new: str, fault: str) -> None:
    assert with_change(written, old, new) == [fault]


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        (['show_if = { field = "servise", is = "dns" }'], 'a condition on "servise", which is no earlier field; did you mean "service"?'),
        (['show_if = { field = "what", set = true }'], 'a condition on "what", which is no earlier field; use one of: organisations, priority, service'),
        (['show_if = { field = "service", is = "dnss" }'], 'a condition on an unknown option "dnss" of "service"; did you mean "dns"?'),
        (['show_if = { field = "service", in = ["dns", "web"] }'], 'a condition on an unknown option "web" of "service"; use one of: dns, other'),
        (['show_if = { field = "service", contains = "dns" }'], '"service" has one answer; write { field = "service", is = "..." }'),
        (['show_if = { field = "priority", is = "P1" }'], 'a condition on "priority" needs a section with step = "priority": before that there is none'),
        (['show_if = { field = "organisations", is = "many" }'], 'a condition on an unknown option "many" of "organisations"; use one of: none, one, several'),
        (['show_if = { field = "service" }'], 'show_if: not a condition; write one of { field = "x", is = "y" }, in = [..], contains = "y", set = true, { all = [..] }, { any = [..] }, { not = {..} }'),
        (['require_if = { field = "service", is = "dns" }'], "require_if has no effect on a field that is always required; add required = false"),
        (['show_if = { all = [{ field = "service", is = "dns" }, { field = "service", is = "other" }] }'], "this field can never show: no answers make show_if true; mend the condition or remove the field"),
        (["reveal = true"], 'only a field with show_if = { field = "x", is = "y" } can be revealed; remove reveal'),
        (['pattern = "("', 'messages.invalid = "Write it"'], "the pattern does not compile: missing ), unterminated subpattern at position 0; mend the regular expression"),
        (['pattern = "a"'], 'a pattern needs words of its own; add messages.invalid = "Write ..., for example ..."'),
        (["min_length = 9", "max_length = 3"], "min_length = 9 is more than max_length = 3, so nothing can be answered; swap them"),
        (["minimum = 3"], "minimum means nothing for a text; it is for number"),
        (["most = 1"], "most means nothing for a text; it is for uuids"),
        (['when = "past"'], "when means nothing for a text; it is for date and datetime"),
        (['not_before = "service"'], "not_before means nothing for a text; it is for date and datetime"),
        (['equal_to = "nothing"'], 'equal_to names "nothing", which is no earlier field; use one of: service'),
        (['options = [{ value = "a", label = "A" }, { value = "b", label = "B" }]'], 'a text has no options; remove them, or use kind = "choice"'),
        (['missing_when = [{ if = { field = "servic", is = "dns" }, text = "Write it" }]'], 'a condition on "servic", which is no earlier field; did you mean "service"?'),
    ],
)  # fmt: skip
def test_each_fault_of_a_field_is_told_at_its_line(written: Path, lines: list[str], fault: str) -> None:
    found = with_lines(written, *lines)
    assert [line.partition(": probe.what: ")[2] for line in found][:1] == [fault]
    number = int(found[0].split(":")[1])
    assert LAST_FIELD <= number <= LAST_LINE + len(lines)


def test_a_default_must_be_an_option(written: Path) -> None:
    found = with_change(written, 'kind = "choice"', 'kind = "choice"\ndefault = "web"')
    assert found == [
        'probes.toml:21: probe.service: the default "web" is not among the options; use one of: dns, other'
    ]


def test_several_answers_are_asked_about_with_contains(written: Path) -> None:
    text = SOUND.replace('kind = "choice"', 'kind = "choices"') + 'show_if = { field = "service", is = "dns" }\n'
    (written / "probes.toml").write_text(text, encoding="utf-8")
    assert check(written) == [
        f'probes.toml:{LAST_LINE + 1}: probe.what: "service" has several answers; write {{ field = "service", contains = "..." }}'
    ]


def test_nothing_can_stand_under_the_option_of_a_select(written: Path) -> None:
    more = "".join(f'  {{ value = "o{number}", label = "O{number}" }},\n' for number in range(5))
    text = (
        SOUND.replace('  { value = "dns"', more + '  { value = "dns"')
        + 'reveal = true\nshow_if = { field = "service", is = "dns" }\n'
    )
    (written / "probes.toml").write_text(text, encoding="utf-8")
    assert [line.partition("probe.what: ")[2] for line in check(written)] == [
        '"service" is not shown as radios, so nothing can stand under its options; remove reveal'
    ]


def test_a_name_to_type_again_must_be_asked_for_whenever_it_is_compared(written: Path) -> None:
    found = with_lines(
        written,
        'show_if = { field = "service", is = "dns" }',
        "[[issue_types.sections.fields]]",
        'key = "again"',
        'label = "Again"',
        'kind = "text"',
        'equal_to = "what"',
    )
    assert found == [
        f'probes.toml:{LAST_LINE + 6}: probe.again: equal_to names "what", which can be hidden while this is asked, so it cannot be filled; give both the same show_if'
    ]


def test_a_chain_of_conditions_that_contradict_each_other_is_found(written: Path) -> None:
    found = with_lines(
        written,
        'show_if = { field = "service", is = "dns" }',
        "[[issue_types.sections.fields]]",
        'key = "never"',
        'label = "Never"',
        'kind = "text"',
        'show_if = { all = [{ field = "what", set = true }, { field = "service", is = "other" }] }',
    )
    assert [line.partition("probe.never: ")[2] for line in found] == [
        "this field can never show: no answers make show_if true; mend the condition or remove the field"
    ]


@pytest.mark.parametrize(
    ("offer", "fault"),
    [
        ('issue_type = "pizza"', 'offer "better" leads to "pizza", which is no issue type; name one that is offered'),
        ('issue_type = "probe"\ncarry = { wat = "what" }', 'offer "better" carries "wat", which is no field; did you mean "what"?'),
        ('issue_type = "probe"\ncarry = { what = "wat" }', 'offer "better" fills "wat", which probe has not; did you mean "what"?'),
        ('issue_type = "probe"\npreset = { service = "web" }', 'offer "better" presets service = "web", which is no option; use one of: dns, other'),
        ('issue_type = "probe"\nrest = "what"', 'offer "better" puts the rest into "what", which is no paragraph; name a paragraph'),
        ('issue_type = "probe"\nshow_if = { field = "x", set = true }', 'a condition on "x", which is no earlier field; use one of: organisations, priority, service, what'),
    ],
)  # fmt: skip
def test_an_offer_must_lead_somewhere(written: Path, offer: str, fault: str) -> None:
    words = 'key = "better"\nquestion = "Better?"\ntext = "Better."\nbutton = "Go"'
    found = with_lines(written, "[[issue_types.offers]]", words, offer)
    assert [line.partition(": probe: ")[2] for line in found] == [fault]


def test_the_default_subject_quotes_fields_that_exist(written: Path) -> None:
    found = with_change(written, 'icon = "pulse"', 'icon = "pulse"\ndefault_subject = "About {wat}"')
    assert found == [
        'probes.toml:10: probe: the default subject quotes "{wat}", which is no field; did you mean "what"?'
    ]


def test_a_condition_on_the_priority_needs_it_to_be_optional(written: Path) -> None:
    found = with_change(written, '{ asked = "no" }', '{ asked = "no", require_if = { field = "service", is = "dns" } }')
    assert found == ['probes.toml:11: probe: priority.require_if has no effect; write asked = "optional"']


def test_fields_for_each_option_need_a_field_with_options(written: Path) -> None:
    found = with_lines(written, 'for_each = "whatever"')
    assert found == [
        f'probes.toml:{LAST_LINE + 1}: probe.what: "whatever" is no field with options; name one that stands before'
    ]


def test_faults_behind_fields_made_for_each_option_are_still_told_at_their_lines(written: Path) -> None:
    text = SOUND.replace('kind = "choice"', 'kind = "choices"').replace(
        'kind = "text"', 'kind = "number"\nfor_each = "service"'
    )
    text += '\n[[issue_types.sections.fields]]\nkey = "last"\nlabel = "Last"\nkind = "text"\nlimt = 3\n'
    (written / "probes.toml").write_text(text, encoding="utf-8")
    assert len(check(written)) == 1
    assert check(written)[0].startswith(f'probes.toml:{len(text.splitlines())}: probe.last: unknown key "limt"')


def test_every_fault_is_told_at_once_over_all_files(written: Path) -> None:
    (written / "broken.toml").write_text('[category]\nkey = "other"\nlabel = "Other"\ncolour = 1\n', encoding="utf-8")
    (written / "latin.toml").write_bytes("label = 'Ängelholm'".encode("latin-1"))
    found = with_change(written, 'icon = "pulse"', 'icon = "nothing at all"')
    assert [line.partition(":")[0] for line in found] == ["broken.toml", "latin.toml", "probes.toml"]


def test_a_category_without_issue_types_and_a_type_without_category_are_faults(written: Path) -> None:
    (written / "empty.toml").write_text('[category]\nkey = "empty"\nlabel = "Empty"\n', encoding="utf-8")
    assert check(written) == ["empty.toml:1: empty: a category without issue types; add one, or remove the category"]
    (written / "empty.toml").unlink()
    found = with_change(written, 'key = "probe"\n', 'key = "probe"\ncategory = "prob"\n')
    assert found == [
        "probes.toml:1: probes: a category without issue types; add one, or remove the category",
        'probes.toml:7: probe: unknown category "prob"; did you mean "probes"?',
    ]


def test_two_types_or_categories_of_one_key_are_faults(written: Path) -> None:
    (written / "twice.toml").write_text(SOUND, encoding="utf-8")
    found = check(written)
    assert any("two issue types have this key" in line for line in found)
    assert any("probes.toml has this category too" in line for line in found)


def test_a_file_that_cannot_be_read_is_told_by_name(written: Path) -> None:
    (written / "more.toml").mkdir()
    assert faults_of(written) == [
        "more.toml: this cannot be read (Is a directory); make it a file that can, or move it"
    ]


def test_an_empty_file_is_told_as_it_may_have_been_cut_off(written: Path) -> None:
    (written / "more.toml").write_text("# nothing\n")
    assert faults_of(written) == ["more.toml: the file is empty; write a category or issue types into it, or remove it"]


def test_a_directory_without_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogueFaults, match="there are no catalogue files here"):
        load_catalogue(tmp_path)
    assert check(tmp_path / "nowhere") != []


def test_a_new_type_is_a_file_and_nothing_else(tmp_path: Path) -> None:
    shutil.copytree(CATALOGUE, tmp_path, dirs_exist_ok=True)
    own = SOUND[SOUND.index("[[issue_types]]") :].replace(
        'key = "probe"', 'key = "probe"\ncategory = "managed_services"'
    )
    (tmp_path / "probe.toml").write_text(own, encoding="utf-8")
    catalogue = load_catalogue(tmp_path)
    managed = next(category for category in catalogue.categories if category.key == "managed_services")
    assert [issue.label for issue in managed.issue_types] == ["Probe", "File Backup", "Hosting"]


def test_a_retired_type_is_known_but_not_offered(written: Path) -> None:
    assert with_change(written, 'icon = "pulse"', 'icon = "pulse"\nretired = true') == []
    catalogue = load_catalogue(written)
    assert catalogue.issue_type("probe") is not None
    assert catalogue.offered(member_of_organisation=True) == ()


def test_people_without_an_organisation_are_not_offered_what_is_for_members() -> None:
    catalogue = load_catalogue()
    offered = [issue.key for category in catalogue.offered(False) for issue in category.issue_types]
    assert offered == ["incident", "general_request", "feedback", "file_backup", "hosting"]
    assert len([issue for category in catalogue.offered(True) for issue in category.issue_types]) == 7
