"""What a step looks like: its cards, its problems, and what a person typed."""

from __future__ import annotations

from dataclasses import replace

from wtforms import Form

from forms import Catalogue, IssueType, build_form
from forms.answers import Answers, as_answers, merge
from tests.forms.people import ALONE, IN_ACME, error, form_of
from tests.forms.test_every_branch import known


def test_the_cards_of_an_incident_are_those_of_the_drawing(incident: IssueType) -> None:
    answers = as_answers({"service": "block_storage", "changed": "yes"})
    cards = form_of(incident, answers).cards()
    assert [(card.title, [field.label.text for field in card.fields]) for card in cards] == [
        ("", ["Subject"]),
        ("What is affected", ["Affected service", "Region", "Affected resources"]),
        (
            "What you see",
            [
                "When did it start?",
                "Is it still going on?",
                "What happens, and what did you expect?",
                "Who is affected?",
            ],
        ),
        (
            "What you have done",
            ["What have you already tried?", "Did you change anything shortly before?", "Attachments"],
        ),
    ]


def test_a_simple_question_stands_under_the_option_that_brings_it(incident: IssueType) -> None:
    """UX-07."""
    form = form_of(incident, as_answers({"changed": "yes"}))
    assert form["changed"].reveals == {"yes": ("what_changed",)}
    assert form["what_changed"].revealed
    hidden = form_of(incident, as_answers({"changed": "no"}))
    assert hidden["changed"].reveals == {}
    assert "what_changed" not in hidden


def test_the_last_step_asks_for_priority_phone_and_sharing(incident: IssueType) -> None:
    cards = form_of(incident, {}, step="priority").cards()
    assert [[field.name for field in card.fields] for card in cards] == [["urgency", "impact"], ["phone"], ["sharing"]]
    assert [card.title for card in cards] == ["How soon, and how much?", "How we reach you", "Who will see it?"]
    widgets = [card.fields[0].widget_name for card in cards]
    assert widgets == ["matrix", "input", "choice_cards"]


def test_the_region_is_asked_for_in_the_words_of_the_service(incident: IssueType) -> None:
    assert (
        error(form_of(incident, as_answers({"service": "block_storage"})), "region")
        == "Choose the region the volume is in"
    )
    assert (
        error(form_of(incident, as_answers({"service": "compute"})), "region") == "Choose the region the server is in"
    )
    assert (
        error(form_of(incident, as_answers({"service": "secrets"})), "region") == "Choose the region that is affected"
    )


def test_problems_are_told_in_the_order_of_the_page_with_the_words_at_the_field(incident: IssueType) -> None:
    """UX-03."""
    form = form_of(
        incident, as_answers({"service": "block_storage", "resources": "9b2f4c1e-77d0-4e", "started": "soon"})
    )
    problems = form.problems()
    order = [field.name for field in form]
    anchors = [problem.anchor for problem in problems]
    assert anchors == sorted(anchors, key=order.index)
    assert all(form[problem.anchor].errors == [problem.message] for problem in problems)
    assert 'Line 1 is not a whole UUID: "9b2f4c1e-77d0-4e" has 14 of 32 digits' in [
        problem.message for problem in problems
    ]


def test_everything_typed_stands_there_after_an_error(incident: IssueType) -> None:
    """UX-02."""
    typed = as_answers(
        {"subject": "abc", "service": "dns", "started": "31 2 2026", "started-time": "9h", "who_is_affected": ["users"]}
    )
    form = form_of(incident, typed)
    assert form.problems()
    assert [form[key].value for key in ("subject", "service", "started")] == ["abc", "dns", "31 2 2026"]
    assert form["started"].time_value == "9h"
    assert form["who_is_affected"].values == ("users",)


def test_the_new_limits_follow_the_quotas_chosen(general: IssueType) -> None:
    form = form_of(general, as_answers({"about": "quota", "quotas": ["cores", "ram"]}))
    limits = [(field.label.text, field.unit) for field in form if field.name.startswith("new_limit")]
    assert limits == [("New limit for cores", ""), ("New limit for ram (MiB)", "MiB")]
    assert error(form, "new_limit_cores") == "Enter the new limit for cores, for example 64"
    wrong = form_of(general, as_answers({"about": "quota", "quotas": ["cores"], "new_limit_cores": "sixty"}))
    assert error(wrong, "new_limit_cores") == "Enter a number of cores, for example 64"


def test_the_own_base_class_of_the_application_is_kept(incident: IssueType) -> None:
    class Guarded(Form):
        """A form of the application's own."""

    made = build_form(incident, {}, ALONE, step="details", base=Guarded)
    assert issubclass(made, Guarded)
    assert build_form(incident, {}, ALONE, step="details") is not made


def test_a_new_employee_is_no_member_yet(onboarding: IssueType) -> None:
    form = form_of(onboarding, as_answers({"work_email": "BOB@acme.example"}))
    assert error(form, "work_email") == "BOB@acme.example is already a member of Acme AB"


def test_an_address_elsewhere_is_accepted_with_a_word_of_caution(onboarding: IssueType) -> None:
    form = form_of(onboarding, as_answers({"work_email": "nina@falk.example"}))
    assert not error(form, "work_email")
    assert form["work_email"].warning == "nina@falk.example is not at a domain of Acme AB. Make sure that it is right."
    assert form_of(onboarding, as_answers({"work_email": "nina@ACME.example"}))["work_email"].warning == ""
    assert form_of(onboarding, as_answers({"work_email": "bob@acme.example"}))["work_email"].warning == ""


def test_administrators_are_notified_unless_somebody_says_no(onboarding: IssueType) -> None:
    assert form_of(onboarding, {})["notify_administrators"].values == ("yes",)
    assert form_of(onboarding, {"notify_administrators": ["no"]})["notify_administrators"].values == ("no",)


def test_the_host_name_must_be_typed_again_before_backups_are_deleted(backup: IssueType) -> None:
    cancel = {"action": ["cancel"], "host_name": ["Web-01.Acme.example"], "stored_backups": ["delete"]}
    wrong = form_of(backup, {**cancel, "confirm_deletion": ["web-02.acme.example"]})
    assert error(wrong, "confirm_deletion") == 'Write "web-01.acme.example" to confirm'
    assert not error(form_of(backup, {**cancel, "confirm_deletion": ["WEB-01.acme.example"]}), "confirm_deletion")


def test_unticked_boxes_are_cleared_and_other_branches_are_kept(general: IssueType) -> None:
    """UX-08: A, B, A restores A."""
    kept = as_answers({"about": "quota", "quotas": ["cores", "ram"], "new_limit_cores": "64", "invoice_number": "17"})
    merged = merge(general, kept, Answers({"about": ["quota"], "new_limit_cores": ["65"]}), IN_ACME, step="details")
    assert merged["quotas"] == []
    assert merged["new_limit_cores"] == ["65"]
    assert merged["invoice_number"] == ["17"]
    away = merge(general, kept, Answers({"about": ["invoice"], "quotas": ["cores", "ram"]}), IN_ACME, step="details")
    back = merge(general, away, Answers({"about": ["quota"]}), IN_ACME, step="details")
    assert back["quotas"] == ["cores", "ram"], "they were not on the page, so nobody unticked them"


def test_only_what_the_step_knows_is_kept(incident: IssueType) -> None:
    """UX-09."""
    posted = Answers(
        as_answers({"service": "dns", "urgency": "high", "priority": "P1", "csrf_token": "x", "pizza": "y"})
    )
    assert set(merge(incident, {}, posted, ALONE, step="details")) == {"service", "who_is_affected"}
    assert merge(incident, {}, posted, ALONE, step="priority") == {"urgency": ["high"]}


def test_the_hint_at_files_is_the_applications(catalogue: Catalogue) -> None:
    own = replace(ALONE, files_hint="One file.")
    assert form_of(known(catalogue, "feedback"), {}, own)["attachments"].hint == "One file."
