"""Posted answers over kept ones: only what the issue type knows, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from forms.kinds import KINDS
from forms.resolve import RawAnswers, resolve
from forms.schema import IssueType, Step
from forms.sharing import ON_BEHALF_OF, SHARING
from forms.subject import SUBJECT, SUGGESTED
from forms.surroundings import Surroundings


class Posted(Protocol):
    """What a web framework hands over for a posted form."""

    def __contains__(self, key: object, /) -> bool: ...

    def getlist(self, key: str, /) -> list[str]: ...


class Answers(dict[str, list[str]]):
    """Kept answers in the shape that WTForms takes as posted ones."""

    def getlist(self, key: str) -> list[str]:
        """All values of a key; none where it was not answered."""
        return list(self.get(key, ()))


def known_names(issue_type: IssueType, step: Step) -> frozenset[str]:
    """Names of all inputs that a step of this issue type can ever have; files and the priority are none of them."""
    names = {
        spec.key + suffix
        for spec in issue_type.fields
        if spec.step == step and spec.kind != "files"
        for suffix in KINDS[spec.kind].suffixes
    }
    if step == "details":
        return frozenset(names | {SUBJECT.key, SUGGESTED})
    return frozenset(names | {"urgency", "impact", SHARING.key, ON_BEHALF_OF.key})


def merge(
    issue_type: IssueType, kept: RawAnswers, posted: Posted, surroundings: Surroundings, *, step: Step
) -> dict[str, list[str]]:
    """The kept answers with a posted step laid over them.

    Answers of fields that were not on the page stay, so that a branch left and entered again is as it was; boxes that
    were on the page and are not posted have been unticked.
    """
    merged: dict[str, list[str]] = {key: list(values) for key, values in kept.items()}
    for spec, _ in resolve(issue_type, kept, surroundings).of_step(step):
        if spec.kind == "choices":
            merged[spec.key] = []
    for name in known_names(issue_type, step):
        if name in posted:
            merged[name] = [str(value).replace("\x00", "") for value in posted.getlist(name)]
    return merged


def as_answers(data: Mapping[str, str | list[str]]) -> dict[str, list[str]]:
    """Raw answers out of plain values, for presets, the demo and tests."""
    return {key: [value] if isinstance(value, str) else list(value) for key, value in data.items()}
