"""What every kind of field knows: how it is asked, read, and shown as text; never any HTML."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from forms.schema import FieldSpec
from forms.surroundings import NOWHERE, Choice, Surroundings

Data = str | list[str]


class Refused(ValueError):
    """An answer that is not accepted, with the sentence for the person; `suffix` names the input that is wrong."""

    def __init__(self, message: str, suffix: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.suffix = suffix


@dataclass(frozen=True)
class Given:
    """What was given for one field: its inputs by suffix, its choices, and the surroundings."""

    spec: FieldSpec
    inputs: Mapping[str, tuple[str, ...]]
    choices: tuple[Choice, ...] = ()
    surroundings: Surroundings = field(default=NOWHERE)

    def typed(self, suffix: str = "") -> str:
        """The first value of an input as it was typed; empty where there is none."""
        return next(iter(self.inputs.get(suffix, ())), "")


def clean(text: str) -> str:
    """The text without control characters, which neither databases nor mail take, and with plain line ends."""
    lines = (
        unicodedata.normalize("NFC", text.encode("utf-8", "ignore").decode()).replace("\r\n", "\n").replace("\r", "\n")
    )
    return "".join(sign for sign in lines if sign in "\n\t" or unicodedata.category(sign) != "Cc").strip()


def one_line(text: str) -> str:
    """The text cleaned, with every run of white space as one space."""
    return " ".join(clean(text).split())


class Kind:
    """How one kind of field is asked, read and shown; subclasses change what differs from a line of text."""

    name: str
    widget = "input"
    suffixes: tuple[str, ...] = ("",)
    several = False
    input_type = "text"
    input_mode = ""
    width = "full"
    default_max_length: int | None = None

    def widget_name(self, spec: FieldSpec, choices: tuple[Choice, ...]) -> str:
        """The widget that templates render this field with."""
        return self.widget

    def hint(self, given: Given) -> str:
        """The line between label and input."""
        return given.spec.help

    def note(self, spec: FieldSpec) -> str:
        """The line under the input."""
        return spec.note

    def missing(self, spec: FieldSpec) -> str:
        """What is said where a required answer is missing."""
        return f'Enter an answer for "{spec.label}"'

    def is_blank(self, given: Given) -> bool:
        """Whether nothing was answered."""
        return not any(value.strip() for value in given.inputs.get("", ()))

    def read(self, given: Given) -> Data:
        """The canonical answer of what is not blank; raises Refused with the sentence for the person."""
        return one_line(given.typed())

    def show(self, data: Data, given: Given) -> str:
        """The answer as people read it."""
        return data if isinstance(data, str) else "\n".join(data)

    def max_length(self, spec: FieldSpec) -> int | None:
        """The longest answer in characters; None where length is not what limits it."""
        return spec.max_length or self.default_max_length
