"""From an issue type and its answers to a WTForms class with exactly the visible fields of one step."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from wtforms import Form

from forms.cards import Cards
from forms.deciding import deciding, revealed_under, reveals
from forms.field import AnswerField
from forms.options import choices_of
from forms.priority import IMPACTS, URGENCIES
from forms.resolve import Asked, RawAnswers, Resolution, resolve
from forms.schema import FieldSpec, IssueType, Messages, Step
from forms.sharing import ON_BEHALF_OF, SHARING, asks_on_behalf_of, sharing_choices
from forms.shown import Setting
from forms.subject import SUBJECT, default_subject, subject_of
from forms.surroundings import Surroundings

ATTACHMENTS = FieldSpec(key="attachments", kind="files", label="Attachments", required=False)
URGENCY = FieldSpec(
    key="urgency",
    kind="choice",
    label="Urgency",
    step="priority",
    section="urgency_and_impact",
    messages=Messages(missing="Choose how urgent it is"),
)
IMPACT = FieldSpec(
    key="impact",
    kind="choice",
    label="Impact",
    step="priority",
    section="urgency_and_impact",
    messages=Messages(missing="Choose how large the impact is"),
)

Named = Iterator[tuple[str, AnswerField]]


def build_form(
    issue_type: IssueType,
    answers: RawAnswers,
    surroundings: Surroundings,
    *,
    step: Step,
    base: type[Form] = Form,
) -> type[Form]:
    """The form class of a step; posted values of hidden fields have no field to go to."""
    builder = _Builder(issue_type, answers, surroundings, resolve(issue_type, answers, surroundings))
    fields = dict(builder.details() if step == "details" else builder.priority())
    return type("StepForm", (Cards, base), {**fields, "titles": _titles(issue_type, step), "quoted": issue_type.quoted})


def build_questions(
    issue_type: IssueType,
    answers: RawAnswers,
    surroundings: Surroundings,
    known: Collection[str],
    *,
    base: type[Form] = Form,
) -> type[Form]:
    """The form class with the visible fields of both steps but those that are `known`: neither subject nor sharing.

    Urgency and impact are among them where they are required. A field that would stand under a known one stands alone.
    """
    builder = _Builder(issue_type, answers, surroundings, resolve(issue_type, answers, surroundings), frozenset(known))
    fields = {name: field for name, field in builder.questions() if name not in known}
    return type("QuestionsForm", (Cards, base), {**fields, "titles": (*_titles(issue_type, "details")[1:], _PRIORITY)})


_PRIORITY = (URGENCY.section, "How soon, and how much?")


def _titles(issue_type: IssueType, step: Step) -> tuple[tuple[str, str], ...]:
    own = tuple((section.key, section.title) for section in issue_type.sections if section.step == step)
    if step == "details":
        return ((SUBJECT.section, ""), *own)
    return ((URGENCY.section, "How soon, and how much?"), *own, (SHARING.section, SHARING.label))


@dataclass(frozen=True)
class _Builder:
    issue_type: IssueType
    answers: RawAnswers
    surroundings: Surroundings
    resolution: Resolution
    known: frozenset[str] = frozenset()

    def questions(self) -> Named:
        yield from self._asked("details")
        if self.issue_type.priority.asked == "required":
            yield URGENCY.key, self._level(URGENCY, IMPACT)
            yield IMPACT.key, self._level(IMPACT, URGENCY)
        yield from self._asked("priority")

    def details(self) -> Named:
        yield SUBJECT.key, self._subject()
        yield from self._asked("details")
        shown = self.resolution.of_step("details")
        section = shown[-1].spec.section if shown else SUBJECT.section
        spec = ATTACHMENTS.model_copy(update={"section": section})
        yield spec.key, AnswerField(spec, Setting(self.surroundings), required=False)

    def priority(self) -> Named:
        if self.issue_type.priority.asked != "no":
            yield URGENCY.key, self._matrix(URGENCY, IMPACT)
            yield IMPACT.key, self._matrix(IMPACT, URGENCY)
        yield from self._asked("priority")
        yield from self._sharing()

    def _subject(self) -> AnswerField:
        suggestion = default_subject(self.issue_type, self.answers, self.surroundings)
        instead = subject_of(self.issue_type, self.answers, self.surroundings) if suggestion else ""
        return AnswerField(SUBJECT, Setting(self.surroundings, suggestion=suggestion, instead=instead))

    def _asked(self, step: Step) -> Named:
        under = reveals(spec for spec, _ in self.resolution)
        decisive = deciding(self.issue_type)
        for asked in self.resolution.of_step(step):
            key = asked.spec.key
            setting = Setting(
                self.surroundings,
                counted=self.resolution.counted,
                choices=choices_of(asked.spec, self.surroundings, self.resolution.counted) or (),
                decides=key in decisive,
                revealed=self._is_revealed(asked),
                reveals=under.get(key, {}),
                missing=self._missing(asked),
            )
            yield key, AnswerField(asked.spec, setting, required=asked.required)

    def _is_revealed(self, asked: Asked) -> bool:
        place = revealed_under(asked.spec)
        return place is not None and place[0] not in self.known

    def _missing(self, asked: Asked) -> str:
        fitting = (other.text for other in asked.spec.missing_when if other.condition.holds(self.resolution.counted))
        return next(fitting, "")

    def _level(self, spec: FieldSpec, other: FieldSpec) -> AnswerField:
        return self._matrix(spec, other, widget_name="radios")

    def _matrix(self, spec: FieldSpec, other: FieldSpec, widget_name: str = "matrix") -> AnswerField:
        rule = self.issue_type.priority
        needed = rule.asked == "required" or bool(rule.require_if and rule.require_if.holds(self.resolution.counted))
        half = not needed and any(value.strip() for value in self.answers.get(other.key, ()))
        setting = Setting(
            self.surroundings,
            choices=URGENCIES if spec is URGENCY else IMPACTS,
            decides=True,
            missing=f"{spec.messages.missing} as well, or clear both" if half else "",
            widget_name=widget_name,
        )
        return AnswerField(spec, setting, required=needed or half)

    def _sharing(self) -> Named:
        choices = sharing_choices(self.issue_type, self.resolution, self.surroundings)
        several = len(self.surroundings.organisations) > 1 and "organisation" not in self.resolution.keys
        if choices:
            setting = Setting(self.surroundings, choices=choices, decides=several, widget_name="choice_cards")
            yield SHARING.key, AnswerField(SHARING, setting)
        if asks_on_behalf_of(self.issue_type, self.answers, self.surroundings):
            setting = Setting(self.surroundings, choices=self.surroundings.organisations)
            yield ON_BEHALF_OF.key, AnswerField(ON_BEHALF_OF, setting)
