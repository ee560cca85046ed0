"""What a checked catalogue is made of: frozen definitions that refuse any key they do not know."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt

from forms.conditions import Condition

Step = Literal["details", "priority"]

CATALOGUE_KINDS = (
    "text", "paragraph", "choice", "choices", "yes_no", "number", "date", "datetime", "email", "phone", "url",
    "uuids", "hostname", "ip", "member", "ticket", "organisation", "files",
)  # fmt: skip
WITH_OPTIONS = frozenset({"choice", "choices"})
SEVERAL = frozenset({"choices", "uuids", "files"})

KEY = r"^[a-z][a-z0-9_]*$"
OPTION = r"^[A-Za-z0-9][A-Za-z0-9_.-]*$"
QUOTE = re.compile(r"\{([^{}]*)\}")


class Definition(BaseModel):
    """Base of all definitions."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Option(Definition):
    """One option of a choice; `unit` serves the number fields made for each option."""

    value: str = Field(pattern=OPTION)
    label: str = Field(min_length=1)
    help: str = ""
    unit: str = ""


class Messages(Definition):
    """A field's own error messages; an empty one leaves the kind's general words."""

    missing: str = ""
    invalid: str = ""
    limit: str = ""
    relation: str = ""


class MissingWhen(Definition):
    """Another message for a missing answer, under a condition."""

    condition: Condition = Field(alias="if")
    text: str = Field(min_length=1)


class FieldSpec(Definition):
    """One question: what is asked, under which condition, and which answers are accepted."""

    key: str = Field(pattern=KEY)
    label: str = Field(min_length=1)
    kind: str
    section: str = ""
    step: Step = "details"
    required: StrictBool = True
    help: str = ""
    note: str = ""
    placeholder: str = ""
    autocomplete: str = ""
    options: tuple[Option, ...] = ()
    default: str | tuple[str, ...] = ""
    show_if: Condition | None = None
    require_if: Condition | None = None
    reveal: StrictBool = False
    messages: Messages = Messages()
    missing_when: tuple[MissingWhen, ...] = ()
    unit: str = ""
    min_length: StrictInt | None = None
    max_length: StrictInt | None = None
    minimum: StrictInt | None = None
    maximum: StrictInt | None = None
    pattern: str = ""
    most: StrictInt | None = Field(default=None, ge=1)
    when: Literal["any", "not_future", "past", "future", "today_or_later"] = "any"
    zone: Literal["reader", "utc", "ask"] = "reader"
    not_before: str = ""
    equal_to: str = ""
    other_than: str = ""
    remaining_administrator: StrictBool = False
    refuse_members: StrictBool = False
    own_domains: StrictBool = False

    @property
    def defaults(self) -> tuple[str, ...]:
        """The default as a tuple of values; empty where there is none."""
        if isinstance(self.default, str):
            return (self.default,) if self.default else ()
        return self.default


class Section(Definition):
    """A card of questions with a title; a title may be empty."""

    key: str = Field(pattern=KEY)
    title: str = ""
    step: Step = "details"
    fields: tuple[FieldSpec, ...] = Field(min_length=1)


class PriorityRule(Definition):
    """Whether Urgency and Impact are asked, and when optional ones become required."""

    asked: Literal["required", "optional", "no"]
    require_if: Condition | None = None


class Offer(Definition):
    """A better issue type, offered under a condition, and where each answer goes when it is taken."""

    key: str = Field(pattern=KEY)
    issue_type: str
    question: str
    text: str
    button: str
    show_if: Condition | None = None
    preset: Mapping[str, str] = {}
    carry: Mapping[str, str] = {}
    rest: str = ""


class IssueType(Definition):
    """One kind of ticket that can be raised."""

    key: str = Field(pattern=KEY)
    category: str
    label: str = Field(min_length=1)
    description: str = Field(min_length=1)
    icon: str
    kind: Literal["incident", "service_request"]
    order: StrictInt = 0
    priority: PriorityRule
    default_subject: str = ""
    audience: Literal["everyone", "members"] = "everyone"
    approval: Literal["none", "organisation_administrator"] = "none"
    fulfilment: Literal["none", "onboard", "offboard"] = "none"
    sharing: Literal["choose", "private"] = "choose"
    retired: StrictBool = False
    intro: str = ""
    minutes: StrictInt = Field(default=5, ge=1)
    have_ready: str = ""
    sections: tuple[Section, ...] = Field(min_length=1)
    offers: tuple[Offer, ...] = ()

    @cached_property
    def fields(self) -> tuple[FieldSpec, ...]:
        """Every field of every section, in the order in which they stand."""
        return tuple(spec for section in self.sections for spec in section.fields)

    @cached_property
    def by_key(self) -> Mapping[str, FieldSpec]:
        """The fields by their keys."""
        return {spec.key: spec for spec in self.fields}

    @cached_property
    def quoted(self) -> tuple[str, ...]:
        """Keys of the fields that the default subject quotes."""
        return tuple(QUOTE.findall(self.default_subject))


class Category(Definition):
    """A heading under which issue types are offered."""

    key: str = Field(pattern=KEY)
    label: str = Field(min_length=1)
    description: str = ""
    order: StrictInt = 0
    issue_types: tuple[IssueType, ...] = ()


class Catalogue(Definition):
    """All categories with their issue types, in order, checked."""

    categories: tuple[Category, ...]

    @cached_property
    def _by_key(self) -> Mapping[str, IssueType]:
        return {issue.key: issue for category in self.categories for issue in category.issue_types}

    @property
    def issue_types(self) -> Collection[IssueType]:
        """All issue types in order, the retired ones too: there are tickets of them."""
        return self._by_key.values()

    def issue_type(self, key: str) -> IssueType | None:
        """The issue type of that key, retired or not; None where there is none."""
        return self._by_key.get(key)

    def offered(self, member_of_organisation: bool) -> tuple[Category, ...]:
        """The categories with the issue types that such a person may raise now; none that is left empty."""
        kept = []
        for category in self.categories:
            types = tuple(issue for issue in category.issue_types if _offered(issue, member_of_organisation))
            if types:
                kept.append(category.model_copy(update={"issue_types": types}))
        return tuple(kept)


def _offered(issue_type: IssueType, member: bool) -> bool:
    return not issue_type.retired and (member or issue_type.audience == "everyone")
