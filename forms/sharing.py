"""Who will see a request: shared with an organisation, or private on behalf of one."""

from __future__ import annotations

from forms.options import acting_organisation
from forms.resolve import RawAnswers, Resolution, resolve
from forms.schema import FieldSpec, IssueType, Messages
from forms.surroundings import Choice, Surroundings

PRIVATE = "private"

SHARING = FieldSpec(
    key="sharing",
    kind="choice",
    label="Who will see it?",
    step="priority",
    section="sharing",
    help="You can change this at any time on the ticket. Our engineers always see it.",
    messages=Messages(missing="Choose who will see the request"),
)
ON_BEHALF_OF = FieldSpec(
    key="on_behalf_of",
    kind="organisation",
    label="On behalf of",
    step="priority",
    section="sharing",
    help="The organisation that this private request belongs to.",
    placeholder="Choose an organisation",
    messages=Messages(missing="Choose the organisation that the request belongs to"),
)


def named_organisation(resolution: Resolution) -> str | None:
    """The organisation that the request itself names in a field of its own; None where it names none."""
    if "organisation" not in resolution.keys:
        return None
    return next(iter(resolution.counted.get("organisation", ())), None)


def sharing_choices(issue_type: IssueType, resolution: Resolution, surroundings: Surroundings) -> tuple[Choice, ...]:
    """Whom the request can be shared with, and private; nothing where there is no such question."""
    if issue_type.sharing == PRIVATE:
        return ()
    named = named_organisation(resolution)
    return tuple(choice for choice in surroundings.sharing if named is None or choice.value in (named, PRIVATE))


def is_private(issue_type: IssueType, answers: RawAnswers) -> bool:
    """Whether only the requester and engineers will see it: chosen so, fixed so, or nobody to share with."""
    return issue_type.sharing == PRIVATE or _sharing(answers) in (PRIVATE, "")


def asks_on_behalf_of(issue_type: IssueType, answers: RawAnswers, surroundings: Surroundings) -> bool:
    """Whether the organisation of a private request has to be asked for."""
    if len(surroundings.organisations) < 2:
        return False
    fixed = issue_type.sharing == PRIVATE
    resolution = resolve(issue_type, answers, surroundings)
    if "organisation" in resolution.keys:
        return False
    return fixed or _sharing(answers) == PRIVATE


def organisation_of(issue_type: IssueType, answers: RawAnswers, surroundings: Surroundings) -> str | None:
    """Key of the organisation that the ticket will belong to; None for people in no organisation."""
    resolution = resolve(issue_type, answers, surroundings)
    if named := named_organisation(resolution):
        return named
    own = [choice.value for choice in surroundings.organisations]
    if not is_private(issue_type, answers) and _sharing(answers) in own:
        return _sharing(answers)
    chosen = next(iter(answers.get(ON_BEHALF_OF.key, ())), "")
    if asks_on_behalf_of(issue_type, answers, surroundings) and chosen in own:
        return chosen
    return acting_organisation({}, surroundings)


def _sharing(answers: RawAnswers) -> str:
    return next(iter(answers.get(SHARING.key, ())), "").strip()
