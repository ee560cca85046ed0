"""Kinds that are chosen, not typed."""

from __future__ import annotations

from forms.kinds.base import Data, Given, Kind
from forms.schema import FieldSpec
from forms.surroundings import Choice

RADIOS_UP_TO = 5


def label_of(value: str, choices: tuple[Choice, ...]) -> str:
    """The label of a chosen value; the value itself where the choice is gone."""
    return next((choice.label for choice in choices if choice.value == value), value)


class OneOf(Kind):
    """One of some choices: radios up to five, a select beyond."""

    name = "choice"
    width = "medium"

    def widget_name(self, spec: FieldSpec, choices: tuple[Choice, ...]) -> str:
        return "radios" if len(choices) <= RADIOS_UP_TO else "select"

    def missing(self, spec: FieldSpec) -> str:
        return f'Choose an answer for "{spec.label}"'

    def read(self, given: Given) -> Data:
        return given.typed().strip()

    def show(self, data: Data, given: Given) -> str:
        return label_of(str(data), given.choices)


class YesNo(OneOf):
    """Yes or no."""

    name = "yes_no"


class OrganisationOf(OneOf):
    """One of the customer's own organisations."""

    name = "organisation"


class Member(OneOf):
    """A member of the customer's organisation."""

    name = "member"

    def hint(self, given: Given) -> str:
        if not given.choices and len(given.surroundings.organisations) > 1:
            return "Choose the organisation first."
        return given.spec.help

    def widget_name(self, spec: FieldSpec, choices: tuple[Choice, ...]) -> str:
        return "select"


class Ticket(OneOf):
    """One of the customer's own tickets."""

    name = "ticket"

    def widget_name(self, spec: FieldSpec, choices: tuple[Choice, ...]) -> str:
        return "select"


class Several(OneOf):
    """Any number of some choices."""

    name = "choices"
    several = True

    def widget_name(self, spec: FieldSpec, choices: tuple[Choice, ...]) -> str:
        return "checkboxes"

    def hint(self, given: Given) -> str:
        return given.spec.help or "Choose all that apply."

    def missing(self, spec: FieldSpec) -> str:
        return f'Choose at least one for "{spec.label}"'

    def read(self, given: Given) -> Data:
        chosen = [value.strip() for value in given.inputs[""] if value.strip()]
        order = [choice.value for choice in given.choices]
        return [value for value in order if value in chosen] + [value for value in chosen if value not in order]

    def show(self, data: Data, given: Given) -> str:
        return ", ".join(label_of(value, given.choices) for value in data)


class Switch(Kind):
    """One box that is ticked or not."""

    name = "switch"
    widget = "switch"

    def read(self, given: Given) -> Data:
        return "yes" if "yes" in given.inputs[""] else ""


class Files(Kind):
    """Files that are stored with the draft; what is posted for them is the store's matter, not the form's."""

    name = "files"
    widget = "files"
    several = True

    def hint(self, given: Given) -> str:
        return " ".join(filter(None, [given.spec.help, given.surroundings.files_hint]))

    def missing(self, spec: FieldSpec) -> str:
        return f'Add a file for "{spec.label}"'

    def is_blank(self, given: Given) -> bool:
        return not given.surroundings.files.get(given.spec.key)

    def read(self, given: Given) -> Data:
        return [fact.name for fact in given.surroundings.files.get(given.spec.key, ())]

    def show(self, data: Data, given: Given) -> str:
        facts = given.surroundings.files.get(given.spec.key, ())
        return "\n".join(f"{fact.name} ({format_size(fact.size)})" for fact in facts)


def format_size(size: int) -> str:
    """`214 KiB`, from a number of bytes."""
    if size < 1024:
        return f"{size} bytes"
    amount = size / 1024
    for unit in ("KiB", "MiB", "GiB"):
        if amount < 1024 or unit == "GiB":
            break
        amount /= 1024
    return f"{amount:.1f} {unit}" if amount < 10 and unit != "KiB" else f"{amount:.0f} {unit}"
