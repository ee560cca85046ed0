"""From the files of a catalogue to checked definitions; everything that is wrong is reported at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path as FilePath
from typing import Any

from pydantic import Field, ValidationError

from forms.checks import check_catalogue
from forms.faults import CatalogueFaults, Where, one_of
from forms.lines import Path
from forms.schema import (
    KEY,
    Catalogue,
    Category,
    Definition,
    FieldSpec,
    IssueType,
    Messages,
    MissingWhen,
    Offer,
    Option,
    PriorityRule,
    Section,
)
from forms.source import Raw, Source, read_source

CATALOGUE = FilePath(__file__).parent / "catalogue"
DEFAULT_BRAND: Mapping[str, str] = {
    "support": "Service Center",
    "support_email": "support@support.example",
    "support_domain": "support.example",
    "gui": "Cloud Management Portal",
    "brand": "Cleura Cloud",
}


class CategoryTable(Definition):
    """The `[category]` table of a file."""

    key: str = Field(pattern=KEY)
    label: str = Field(min_length=1)
    description: str = ""
    order: int = Field(default=0, strict=True)


class CatalogueFile(Definition):
    """A whole file; one without a category adds its types to a category of another file."""

    category: CategoryTable | None = None
    issue_types: tuple[IssueType, ...] = ()


def load_catalogue(directory: FilePath | None = None, brand: Mapping[str, str] = DEFAULT_BRAND) -> Catalogue:
    """The checked catalogue of a directory of TOML files, the one that comes with this package by default.

    Raises CatalogueFaults with a line for every fault where anything is wrong.
    """
    place = directory or CATALOGUE
    files = sorted(place.glob("*.toml")) if place.is_dir() else []
    if not files:
        raise CatalogueFaults([f"{place}: there are no catalogue files here; name a directory with .toml files"])
    sources = [read_source(file, brand) for file in files]
    parsed = [(source, _parse(source)) for source in sources]
    good = [(source, file) for source, file in parsed if file is not None]
    catalogue = _assemble(good)
    for fault in check_catalogue(catalogue, [issue for _, file in good for issue in file.issue_types]):
        _report(fault.where, fault.text, good)
    _check_categories(good, len(good) == len(sources))
    faults = [line for source in sources for line in source.faults]
    if faults:
        raise CatalogueFaults(faults)
    return catalogue


def _parse(source: Source) -> CatalogueFile | None:
    if source.faults and not source.raw:
        return None
    try:
        return CatalogueFile.model_validate(source.raw)
    except ValidationError as error:
        details = error.errors(include_url=False)
        for detail in details:
            # A list that is wrong inside is reported as empty as well; once is enough.
            if not any(other["loc"][: len(detail["loc"])] == detail["loc"] for other in details if other is not detail):
                source.fault(detail["loc"], _subject(source.raw, detail["loc"]), _words(detail))
        return None


_ATTRIBUTES: Mapping[str, Sequence[str]] = {
    "fields": tuple(FieldSpec.model_fields),
    "sections": tuple(Section.model_fields),
    "issue_types": tuple(IssueType.model_fields),
    "options": tuple(Option.model_fields),
    "offers": tuple(Offer.model_fields),
    "messages": tuple(Messages.model_fields),
    "missing_when": tuple(MissingWhen.model_fields),
    "priority": tuple(PriorityRule.model_fields),
}


def _words(detail: Any) -> str:
    key = str(detail["loc"][-1]) if detail["loc"] else ""
    match detail["type"]:
        case "missing":
            return f'"{key}" is missing; add a line {key} = ...'
        case "too_short":
            return f'"{key}" is empty; add at least one'
        case "extra_forbidden":
            around = next((part for part in reversed(detail["loc"][:-1]) if part in _ATTRIBUTES), "")
            return (
                f'unknown key "{key}"; {one_of(key, _ATTRIBUTES[around])}'
                if around
                else f'unknown key "{key}"; remove it'
            )
        case "condition":
            return f"{key}: {detail['msg']}"
        case "string_pattern_mismatch":
            return f'{key} = "{detail["input"]}" has signs that a key may not have; use a-z, 0-9 and _, a letter first'
    return f"{key}: {detail['msg'][:1].lower()}{detail['msg'][1:]}; this has {detail['input']!r:.60}"


def _subject(raw: Raw, loc: tuple[str | int, ...]) -> str:
    names: list[str] = []
    value: Any = raw
    for part in loc:
        try:
            value = value[part]
        except (KeyError, IndexError, TypeError):
            break
        if isinstance(value, dict) and isinstance(part, int) and isinstance(value.get("key"), str):
            names.append(value["key"])
    return ".".join([names[0], names[-1]] if len(names) > 2 else names[:1]) if names else str(loc[0]) if loc else ""


def _assemble(files: Sequence[tuple[Source, CatalogueFile]]) -> Catalogue:
    types = sorted((issue for _, file in files for issue in file.issue_types), key=lambda issue: issue.order)
    tables = sorted((file.category for _, file in files if file.category), key=lambda table: table.order)
    unique = {table.key: table for table in reversed(tables)}
    return Catalogue(
        categories=tuple(
            Category(**table.model_dump(), issue_types=tuple(issue for issue in types if issue.category == table.key))
            for table in tables
            if unique[table.key] is table
        )
    )


def _report(where: Where, text: str, files: Sequence[tuple[Source, CatalogueFile]]) -> None:
    """Note a fault in the file that its issue type stands in, at the line of its field and attribute."""
    for source, file in files:
        for number, issue_type in enumerate(file.issue_types):
            if issue_type.key == where.issue_type:
                source.fault(_path(issue_type, number, where), str(where), text)
                return


def _path(issue_type: IssueType, number: int, where: Where) -> Path:
    path: Path = ("issue_types", number)
    for position, section in enumerate(issue_type.sections):
        for index, spec in enumerate(section.fields):
            if spec.key == where.field:
                path = (*path, "sections", position, "fields", index)
                return (*path, where.attribute) if where.attribute else path
    return (*path, where.attribute) if where.attribute else path


def _check_categories(files: Sequence[tuple[Source, CatalogueFile]], whole: bool) -> None:
    seen: dict[str, str] = {}
    named = {file.category.key for _, file in files if file.category}
    used = {issue.category for _, file in files for issue in file.issue_types}
    for source, file in files:
        if file.category and file.category.key in seen:
            source.fault(
                ("category", "key"),
                file.category.key,
                f"{seen[file.category.key]} has this category too; give it another key",
            )
        elif file.category:
            seen[file.category.key] = source.name
        if whole and file.category and file.category.key not in used:
            source.fault(
                ("category",), file.category.key, "a category without issue types; add one, or remove the category"
            )
        for number, issue in enumerate(file.issue_types):
            if whole and issue.category not in named:
                source.fault(
                    ("issue_types", number, "category"),
                    issue.key,
                    f'unknown category "{issue.category}"; {one_of(issue.category, named)}',
                )
