"""Which choices a field offers, and whose organisation it is asked for."""

from __future__ import annotations

from forms.conditions import Counted
from forms.schema import FieldSpec
from forms.surroundings import Choice, Surroundings

YES_NO = (Choice("yes", "Yes"), Choice("no", "No"))


def acting_organisation(counted: Counted, surroundings: Surroundings) -> str | None:
    """Key of the organisation the request is about: the one answered, else the only one possible, else None."""
    answered = counted.get("organisation", ())
    if answered:
        return answered[0]
    if surroundings.organisation is not None:
        return surroundings.organisation
    return surroundings.organisations[0].value if len(surroundings.organisations) == 1 else None


def choices_of(spec: FieldSpec, surroundings: Surroundings, counted: Counted) -> tuple[Choice, ...] | None:
    """The choices of a field in this situation; None for kinds that are typed, not chosen."""
    match spec.kind:
        case "choice" | "choices":
            return tuple(Choice(option.value, option.label, option.help) for option in spec.options)
        case "yes_no":
            return YES_NO
        case "organisation":
            return surroundings.organisations
        case "ticket":
            return surroundings.tickets
        case "member":
            return _members(spec, surroundings, counted)
    return None


def _members(spec: FieldSpec, surroundings: Surroundings, counted: Counted) -> tuple[Choice, ...]:
    organisation = acting_organisation(counted, surroundings)
    taken = set(counted.get(spec.other_than, ())) if spec.other_than else set()
    if spec.remaining_administrator and organisation in surroundings.sole_administrator_of:
        taken.add(surroundings.own_person)
    members = surroundings.members.get(organisation or "", ())
    return tuple(member for member in members if member.value not in taken)
