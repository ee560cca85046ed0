"""What templates may read of a bound field; every attribute always exists, and none of it is HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from forms.conditions import Counted
from forms.kinds import KINDS, Data, Given, Kind, Refused
from forms.kinds.measured import TIME, ZONE, zones_of
from forms.kinds.uuids import recognise_uuids
from forms.relations import caution
from forms.schema import FieldSpec
from forms.surroundings import NOWHERE, Choice, FileFact, Surroundings


@dataclass(frozen=True)
class Setting:
    """Where a field stands in its form; `instead` is an answer that counts in place of the posted one."""

    surroundings: Surroundings = NOWHERE
    counted: Counted = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    decides: bool = False
    revealed: bool = False
    reveals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    missing: str = ""
    suggestion: str = ""
    instead: str = ""
    widget_name: str = ""


class Shown:
    """The reading side of a field: its words, its answer as typed, and how it is to be rendered."""

    id: str
    spec: FieldSpec
    setting: Setting
    required: bool
    choices: Sequence[Choice]
    inputs: Mapping[str, tuple[str, ...]]
    refusal: Refused | None
    data: Data

    @property
    def _kind(self) -> Kind:
        return KINDS[self.spec.kind]

    @property
    def _given(self) -> Given:
        return Given(self.spec, self.inputs, tuple(self.choices), self.setting.surroundings)

    @property
    def kind(self) -> str:
        """The catalogue kind."""
        return self.spec.kind

    @property
    def section(self) -> str:
        """Key of the card on which the field stands."""
        return self.spec.section

    @property
    def widget_name(self) -> str:
        """Which widget to render."""
        return self.setting.widget_name or self._kind.widget_name(self.spec, tuple(self.choices))

    @property
    def hint(self) -> str:
        """The line between label and input; empty where there is none."""
        return self._kind.hint(self._given)

    @property
    def note(self) -> str:
        """The line under the input; empty where there is none."""
        return self._kind.note(self.spec)

    @property
    def optional(self) -> bool:
        """Whether the field may be left empty."""
        return not self.required

    @property
    def anchor(self) -> str:
        """Id of the input that an error is about."""
        return self.id + (self.refusal.suffix if self.refusal else "")

    @property
    def warning(self) -> str:
        """A caution about an answer that is accepted; empty where there is none."""
        if self.refusal or not self.data:
            return ""
        return caution(self.spec, self.data, self.setting.surroundings, self.setting.counted)

    @property
    def value(self) -> str:
        """What was typed, as one string."""
        return self._given.typed()

    @property
    def values(self) -> tuple[str, ...]:
        """The chosen option values."""
        return tuple(value for value in self.inputs.get("", ()) if value)

    @property
    def time_value(self) -> str:
        """What was typed as time of a datetime."""
        return self._given.typed(TIME)

    @property
    def zone_value(self) -> str:
        """The chosen zone of a datetime that asks for one, the reader's own at first."""
        return self._given.typed(ZONE) or (self.setting.surroundings.zone.key if self.zones else "")

    @property
    def zones(self) -> tuple[Choice, ...]:
        """Time zones to choose from; none where the zone is not asked."""
        return zones_of(self.spec, self.setting.surroundings)

    @property
    def prompt(self) -> str:
        """The empty first option of a select."""
        return self.spec.placeholder or "Choose"

    @property
    def decides(self) -> bool:
        """Whether a change of the answer changes which fields there are."""
        return self.setting.decides

    @property
    def reveals(self) -> Mapping[str, tuple[str, ...]]:
        """Names of the fields to show right under each option."""
        return self.setting.reveals

    @property
    def revealed(self) -> bool:
        """Whether the field stands under the option that shows it."""
        return self.setting.revealed

    @property
    def input_type(self) -> str:
        """Type of a plain input."""
        return self._kind.input_type

    @property
    def input_mode(self) -> str:
        """Keyboard that suits the input; empty for the usual one."""
        return self._kind.input_mode

    @property
    def autocomplete(self) -> str:
        """Autocomplete token; empty where none fits."""
        return self.spec.autocomplete

    @property
    def width(self) -> str:
        """`short`, `medium` or `full`: the width tells the answer."""
        return self._kind.width

    @property
    def unit(self) -> str:
        """Unit to show after the input."""
        return self.spec.unit

    @property
    def max_length(self) -> int | None:
        """The longest answer in characters, for a counter; None where length is no matter."""
        return self._kind.max_length(self.spec)

    @property
    def recognised(self) -> tuple[str, ...]:
        """Whole UUIDs found in what was typed."""
        return recognise_uuids(self.value) if self.spec.kind == "uuids" else ()

    @property
    def files(self) -> tuple[FileFact, ...]:
        """Files stored with the draft for this field."""
        return self.setting.surroundings.files.get(self.spec.key, ()) if self.spec.kind == "files" else ()

    @property
    def suggestion(self) -> str:
        """The subject that the answers suggest."""
        return self.setting.suggestion
