"""What goes along when the issue type changes, so that nobody types anything twice."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from forms.kinds import KINDS, Given, Refused
from forms.kinds.measured import TIME
from forms.options import choices_of
from forms.resolve import RawAnswers, Resolution, resolve
from forms.schema import FieldSpec, IssueType, Offer
from forms.summary import SummaryRow, summarise
from forms.surroundings import Surroundings

COMMON = ("subject", "subject-suggested", "urgency", "impact", "sharing", "on_behalf_of")


def carry(
    source: IssueType, target: IssueType, answers: RawAnswers, surroundings: Surroundings
) -> dict[str, list[str]]:
    """The answers that fit the other type as well: same key, same kind, and every option still valid there."""
    carried = {key: list(answers[key]) for key in COMMON if key in answers}
    resolution = resolve(source, answers, surroundings)
    for spec, _ in resolution:
        other = target.by_key.get(spec.key)
        if other and other.kind == spec.kind and _fits(other, resolution, surroundings):
            carried |= _moved(spec, other, answers, surroundings)
    return carried


def _fits(other: FieldSpec, resolution: Resolution, surroundings: Surroundings) -> bool:
    choices = choices_of(other, surroundings, resolution.counted)
    answered = set(resolution.counted.get(other.key, ()))
    return bool(answered) and (choices is None or answered <= {choice.value for choice in choices})


def _moved(
    source: FieldSpec, target: FieldSpec, answers: RawAnswers, surroundings: Surroundings
) -> dict[str, list[str]]:
    suffixes = KINDS[source.kind].suffixes
    inputs = {suffix: list(answers[source.key + suffix]) for suffix in suffixes if source.key + suffix in answers}
    if source.kind == "datetime" and target.kind == "datetime" and target.zone != source.zone:
        inputs = _in_zone(source, target, inputs, surroundings)
    return {target.key + suffix: values for suffix, values in inputs.items()}


def _in_zone(
    source: FieldSpec, target: FieldSpec, inputs: dict[str, list[str]], surroundings: Surroundings
) -> dict[str, list[str]]:
    given = Given(source, {suffix: tuple(values) for suffix, values in inputs.items()}, (), surroundings)
    kind = KINDS["datetime"]
    try:
        moment = datetime.fromisoformat(str(kind.read(given)))
    except Refused:
        return inputs
    zone = surroundings.zone
    local = moment.astimezone(ZoneInfo("UTC") if target.zone == "utc" else zone)
    return {"": [f"{local.day} {local.month} {local.year}"], TIME: [f"{local:%H:%M}"]}


def offers(issue_type: IssueType, answers: RawAnswers, surroundings: Surroundings) -> tuple[Offer, ...]:
    """The offers of another issue type that fit these answers."""
    counted = resolve(issue_type, answers, surroundings).counted
    return tuple(offer for offer in issue_type.offers if offer.show_if is None or offer.show_if.holds(counted))


def take_offer(
    offer: Offer, source: IssueType, target: IssueType, answers: RawAnswers, surroundings: Surroundings
) -> dict[str, list[str]]:
    """Answers for the offered type with everything typed in them; what has no field there joins the offer's text."""
    taken = carry(source, target, answers, surroundings)
    taken |= {key: [value] for key, value in offer.preset.items()}
    visible = {spec.key: spec for spec, _ in resolve(source, answers, surroundings)}
    for own, other in offer.carry.items():
        if own in visible:
            taken |= _moved(visible[own], target.by_key[other], answers, surroundings)
    if offer.rest:
        shown = set(resolve(target, taken, surroundings).keys)
        homeless = [
            row
            for row in summarise(source, answers, surroundings)
            if row.key in visible and row.text and offer.carry.get(row.key, row.key) not in shown & set(taken)
        ]
        taken[offer.rest] = ["\n\n".join(filter(None, [*taken.get(offer.rest, []), *map(_as_text, homeless)]))]
    return taken


def _as_text(row: SummaryRow) -> str:
    return f"**{row.label}**\n\n{row.text}"
