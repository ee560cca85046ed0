"""The one bound field: a WTForms field that reads and checks its answer by its kind."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms import Field
from wtforms.form import BaseForm
from wtforms.utils import unset_value
from wtforms.validators import StopValidation

from forms.kinds import Data, Refused
from forms.options import choices_of
from forms.relations import OtherAnswer, check_relations
from forms.schema import FieldSpec
from forms.shown import Setting, Shown
from forms.surroundings import NOWHERE, Choice


class AnswerField(Shown, Field):
    """A question of a form; every attribute that templates use always exists."""

    def __init__(self, spec: FieldSpec, setting: Setting | None = None, required: bool = True, **kwargs: Any) -> None:
        super().__init__(label=spec.label, **kwargs)
        self.spec = spec
        self.setting = setting or Setting()
        self.required = required
        self.choices: Sequence[Choice] = self.setting.choices
        self.inputs: dict[str, tuple[str, ...]] = {}
        self.refusal: Refused | None = None

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:  # noqa: ARG002
        """Take the posted inputs of this field, else what is known, else the default, and read them."""
        self.process_errors = []
        names = {suffix: self.name + suffix for suffix in self._kind.suffixes}
        if self.setting.instead:
            self.inputs = {"": (self.setting.instead,)}
        elif formdata is not None and any(name in formdata for name in names.values()):
            self.inputs = {suffix: tuple(map(str, formdata.getlist(name))) for suffix, name in names.items()}
        else:
            self.inputs = {"": self.spec.defaults if data is unset_value else _as_values(data)}
        self._read()

    def _read(self) -> None:
        self.refusal = None
        self.data: Data = [] if self._kind.several else ""
        if self._kind.is_blank(self._given):
            return
        try:
            self.data = self._kind.read(self._given)
        except Refused as refusal:
            self.refusal = refusal
            self.data = [] if self._kind.several else self._given.typed().strip()

    def pre_validate(self, form: BaseForm) -> None:
        """Refuse what is missing, unreadable, not among the choices, or at odds with another answer."""
        if self._kind.is_blank(self._given):
            if self.required:
                raise StopValidation(self._missing)
            return
        try:
            if self.refusal:
                raise self.refusal
            self._check_choices()
            check_relations(self.spec, self.data, _answers_of(form), self.setting.surroundings, self.setting.counted)
        except Refused as refusal:
            self.refusal = refusal
            raise StopValidation(refusal.message) from None

    def _check_choices(self) -> None:
        if self.widget_name not in _CHOSEN:
            return
        possible = {choice.value for choice in self.choices}
        if not possible.issuperset(self.data if isinstance(self.data, list) else [self.data]):
            raise Refused(self._missing)

    @property
    def _missing(self) -> str:
        return self.setting.missing or self.spec.messages.missing or self._kind.missing(self.spec)


_CHOSEN = frozenset({"radios", "select", "checkboxes", "matrix", "choice_cards"})


def _as_values(data: Any) -> tuple[str, ...]:
    if data is None:
        return ()
    return (str(data),) if isinstance(data, str) or not isinstance(data, Sequence) else tuple(map(str, data))


def _answers_of(form: BaseForm) -> OtherAnswer:
    def other(key: str) -> Data | None:
        found = next((field for field in form if field.name == key), None)
        return found.data if isinstance(found, AnswerField) and not found.refusal else None

    return other


def question(kind: str, label: str, *, required: bool = True, widget_name: str = "", **more: Any) -> AnswerField:
    """A field of one of the portal's own forms, with the same attributes as those of the catalogue."""
    spec = FieldSpec(key="question", kind=kind, label=label, required=required, **more)
    choices = choices_of(spec, NOWHERE, {}) or ()
    return AnswerField(spec, Setting(choices=choices, widget_name=widget_name), required=required)
