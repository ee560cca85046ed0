"""The priority matrix: urgency and impact give P1 to P4, by the table and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from forms.schema import IssueType
from forms.surroundings import Choice


class Urgency(StrEnum):
    """How soon it must be worked on."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Impact(StrEnum):
    """How much is affected."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Priority(StrEnum):
    """What the two give together; P1 comes first."""

    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
    P4 = "P4"


MATRIX: Mapping[tuple[Urgency, Impact], Priority] = {
    (Urgency.HIGH, Impact.HIGH): Priority.P1,
    (Urgency.HIGH, Impact.MEDIUM): Priority.P2,
    (Urgency.HIGH, Impact.LOW): Priority.P3,
    (Urgency.MEDIUM, Impact.HIGH): Priority.P2,
    (Urgency.MEDIUM, Impact.MEDIUM): Priority.P2,
    (Urgency.MEDIUM, Impact.LOW): Priority.P3,
    (Urgency.LOW, Impact.HIGH): Priority.P3,
    (Urgency.LOW, Impact.MEDIUM): Priority.P3,
    (Urgency.LOW, Impact.LOW): Priority.P4,
}

URGENCIES = (
    Choice("high", "High", "It must be worked on now"),
    Choice("medium", "Medium", "It can wait some hours"),
    Choice("low", "Low", "It can wait some days"),
)
IMPACTS = (
    Choice("high", "High", "All or most users"),
    Choice("medium", "Medium", "Some users, or a part"),
    Choice("low", "Low", "Few, or a way round"),
)


def priority(urgency: Urgency, impact: Impact) -> Priority:
    """The priority that the matrix gives."""
    return MATRIX[urgency, impact]


def priority_of(issue_type: IssueType, answers: Mapping[str, list[str]]) -> str | None:
    """The priority of a request by its urgency and impact; None where either is open or the type asks for none."""
    if issue_type.priority.asked == "no":
        return None
    chosen = [next(iter(answers.get(key, ())), "").strip() for key in ("urgency", "impact")]
    if not (chosen[0] in list(Urgency) and chosen[1] in list(Impact)):
        return None
    return str(priority(Urgency(chosen[0]), Impact(chosen[1])))
