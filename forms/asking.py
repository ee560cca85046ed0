"""The form in which engineers put questions to a requester: a message, and a few questions with their kinds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from wtforms import Field

from forms.cards import Cards
from forms.field import AnswerField, question
from forms.schema import FieldSpec, Messages, Option

MOST = 8
MOST_OPTIONS = 20
KINDS = (
    Option(value="text", label="A line of text"),
    Option(value="paragraph", label="Several lines"),
    Option(value="choice", label="One of some options"),
    Option(value="yes_no", label="Yes or no"),
    Option(value="date", label="A date"),
    Option(value="uuids", label="UUIDs"),
    Option(value="files", label="Files"),
)


class _Chosen(AnswerField):
    """A field that is shown where it has to be answered, and else is not minded."""

    @property
    def optional(self) -> bool:
        """Nobody who sees it may leave it empty."""
        return False


class AskQuestions(Cards):
    """A message and rows of questions; an empty row asks nothing."""

    rows: ClassVar[int] = 1

    message = question(
        "paragraph",
        "Message",
        max_length=5_000,
        help="What the questions are for. The requester reads it above them.",
        messages=Messages(missing="Write what the questions are for: the requester reads it"),
    )

    def numbers(self) -> tuple[int, ...]:
        """The numbers of the rows."""
        return tuple(range(1, self.rows + 1))

    def validate(self, *args: Any, **kwargs: Any) -> bool:
        """Whether there is a message, and at least one whole question."""
        sound = super().validate(*args, **kwargs)
        wrong = list(self._wrong_rows())
        for field, words in wrong:
            field.errors = [*field.errors, words]
        return bool(sound) and not wrong

    def questions(self) -> list[dict[str, Any]]:
        """The questions of a sound form, as they are kept: each with what a field of the catalogue says of itself."""
        return [self._document(number) for number in self.numbers() if self._label(number)]

    def _wrong_rows(self) -> Iterator[tuple[Field, str]]:
        for number in self.numbers():
            options = self._options(number)
            if not self._label(number):
                if options and number > 1:
                    yield self[f"label_{number}"], "Write the question that these options answer"
            elif self[f"kind_{number}"].data == "choice":
                if len(options) < 2:
                    yield self[f"options_{number}"], "Write at least two options, one a line"
                elif len(options) > MOST_OPTIONS:
                    yield self[f"options_{number}"], f"Write at most {MOST_OPTIONS} options; there are {len(options)}"

    def _document(self, number: int) -> dict[str, Any]:
        kind = str(self[f"kind_{number}"].data)
        options = self._options(number) if kind == "choice" else []
        return {
            "key": f"question_{number}",
            "label": self._label(number),
            "kind": kind,
            "required": self[f"optional_{number}"].data != "yes",
            "options": [{"value": str(place), "label": label} for place, label in enumerate(options, 1)],
        }

    def _label(self, number: int) -> str:
        return str(self[f"label_{number}"].data or "").strip()

    def _options(self, number: int) -> list[str]:
        lines = str(self[f"options_{number}"].data or "").splitlines()
        return list(dict.fromkeys(line.strip() for line in lines if line.strip()))


def ask_form(rows: int, base: type) -> type[AskQuestions]:
    """The form class with so many rows, at least one and at most `MOST`."""
    rows = min(max(rows, 1), MOST)
    fields = {name: field for number in range(1, rows + 1) for name, field in _row(number)}
    return type("AskForm", (AskQuestions, base), {**fields, "rows": rows})


def _row(number: int) -> Iterator[tuple[str, AnswerField]]:
    missing = Messages(missing="Write the first question")
    yield f"label_{number}", question("text", "Question", required=number == 1, max_length=200, messages=missing)
    yield f"kind_{number}", question("choice", "Kind of answer", options=KINDS, default="text", widget_name="select")
    options = FieldSpec(
        key="options", kind="paragraph", label="Options", help="One a line.", note=f"{MOST_OPTIONS} at the most."
    )
    yield f"options_{number}", _Chosen(options, required=False)
    yield f"optional_{number}", question("switch", "It may be left empty", required=False)
