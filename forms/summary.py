"""The answers as a ticket keeps them for ever: labels and texts as shown, whatever becomes of the definition."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from forms.builder import ATTACHMENTS
from forms.kinds import KINDS, Data, Given, Refused
from forms.options import choices_of
from forms.relations import caution
from forms.resolve import RawAnswers, Resolution, resolve
from forms.schema import FieldSpec, IssueType
from forms.subject import SUBJECT, subject_of
from forms.surroundings import Surroundings


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One question and its answer; an empty text means that it was not answered."""

    key: str
    label: str
    kind: str
    text: str
    values: tuple[str, ...]
    section: str
    step: str
    warning: str = ""


def summarise(issue_type: IssueType, answers: RawAnswers, surroundings: Surroundings) -> tuple[SummaryRow, ...]:
    """A row for the subject, every visible field and the attachments, in the order in which they are asked."""
    resolution = resolve(issue_type, answers, surroundings)
    subject = {SUBJECT.key: [subject_of(issue_type, answers, surroundings)]}
    steps = {step: [_row(spec, answers, surroundings, resolution) for spec, _ in resolution.of_step(step)]
             for step in ("details", "priority")}  # fmt: skip
    return (
        _row(SUBJECT, subject, surroundings, resolution),
        *steps["details"],
        _row(ATTACHMENTS, answers, surroundings, resolution),
        *steps["priority"],
    )


def _row(spec: FieldSpec, answers: RawAnswers, surroundings: Surroundings, resolution: Resolution) -> SummaryRow:
    kind = KINDS[spec.kind]
    posted = {suffix: tuple(answers.get(spec.key + suffix, ())) for suffix in kind.suffixes}
    if spec.key not in answers:
        posted[""] = spec.defaults
    given = Given(spec, posted, choices_of(spec, surroundings, resolution.counted) or (), surroundings)
    data, text = _read(given)
    return SummaryRow(
        key=spec.key,
        label=spec.label,
        kind=spec.kind,
        text=text,
        values=tuple([data] if isinstance(data, str) and data else data),
        section=spec.section,
        step=spec.step,
        warning=caution(spec, data, surroundings, resolution.counted),
    )


def _read(given: Given) -> tuple[Data, str]:
    kind = KINDS[given.spec.kind]
    if kind.is_blank(given):
        return "", ""
    try:
        data = kind.read(given)
        return data, kind.show(data, given)
    except Refused:
        typed = " ".join(filter(None, (given.typed(suffix).strip() for suffix in kind.suffixes)))
        return typed, typed


def rows_to_json(rows: Iterable[SummaryRow]) -> str:
    """The rows as JSON text."""
    return json.dumps([asdict(row) for row in rows], ensure_ascii=False)


def rows_from_json(text: str) -> tuple[SummaryRow, ...]:
    """The rows out of their JSON text."""
    return tuple(SummaryRow(**{**row, "values": tuple(row["values"])}) for row in json.loads(text))
