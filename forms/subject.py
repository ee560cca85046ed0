"""The subject: typed, or suggested by what is answered and editable at any time."""

from __future__ import annotations

from forms.kinds import KINDS, Given, Refused
from forms.kinds.base import one_line
from forms.options import choices_of
from forms.resolve import RawAnswers, resolve
from forms.schema import QUOTE, FieldSpec, IssueType, Messages
from forms.surroundings import Surroundings

SUGGESTED = "subject-suggested"
SHORTEST, LONGEST = 5, 150

SUBJECT = FieldSpec(
    key="subject",
    kind="text",
    label="Subject",
    section="subject",
    help="What you would write in one line to a colleague.",
    min_length=SHORTEST,
    max_length=LONGEST,
    messages=Messages(missing="Write a subject: one line that tells a colleague what this is about"),
)


def default_subject(issue_type: IssueType, answers: RawAnswers, surroundings: Surroundings) -> str:
    """The subject that the type suggests; empty until everything that it quotes is answered, never too long."""
    if not issue_type.default_subject:
        return ""
    shown = {key: _shown(issue_type, key, answers, surroundings) for key in issue_type.quoted}
    if not all(shown.values()):
        return ""
    text = one_line(QUOTE.sub(lambda quote: shown[quote[1]], issue_type.default_subject))
    return text if len(text) <= LONGEST else text[: LONGEST - 3].rstrip() + "..."


def _shown(issue_type: IssueType, key: str, answers: RawAnswers, surroundings: Surroundings) -> str:
    resolution = resolve(issue_type, answers, surroundings)
    if not resolution.counted.get(key):
        return ""
    spec = issue_type.by_key[key]
    kind = KINDS[spec.kind]
    choices = choices_of(spec, surroundings, resolution.counted) or ()
    inputs = {suffix: tuple(answers.get(key + suffix, ())) for suffix in kind.suffixes}
    given = Given(spec, inputs, choices, surroundings)
    try:
        return one_line(kind.show(kind.read(given), given))
    except Refused:
        return ""


def subject_of(issue_type: IssueType, answers: RawAnswers, surroundings: Surroundings) -> str:
    """The subject that counts: the one typed, or the suggestion of now where an earlier one stands untouched."""
    suggestion = default_subject(issue_type, answers, surroundings)
    typed = one_line(_first(answers, "subject"))
    untouched = typed == one_line(_first(answers, SUGGESTED))
    return suggestion if suggestion and untouched else typed


def _first(answers: RawAnswers, key: str) -> str:
    return next(iter(answers.get(key, ())), "")
