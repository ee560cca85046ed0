"""The issue type that new mails become: the catalogue's General request."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from forms import Catalogue, IssueType, load_catalogue
from portal.settings import current
from portal.vocabulary import Kind

_KEY, _FIELD = "general_request", "description"
_LONGEST = 10_000


@dataclass(frozen=True)
class General:
    """What a mail is raised as: the type with its words, and the field that takes the mail's text.

    `longest` is how many characters of it the field takes.
    """

    key: str
    label: str
    category_label: str
    kind: Kind
    field: str
    field_label: str
    section: str
    longest: int


def general_request() -> General:
    """General request of the catalogue in use, or what comes next to it in a catalogue that has none."""
    settings = current()
    return _general(settings.catalogue, tuple(settings.brand.placeholders().items()))


@lru_cache(maxsize=8)
def _general(folder: Path | None, placeholders: tuple[tuple[str, str], ...]) -> General:
    catalogue = load_catalogue(folder, dict(placeholders))
    for issue_type in _candidates(catalogue):
        spec = issue_type.by_key.get(_FIELD)
        if spec is not None and spec.kind == "paragraph":
            labels = {category.key: category.label for category in catalogue.categories}
            titles = {field.key: section.title for section in issue_type.sections for field in section.fields}
            return General(
                issue_type.key,
                issue_type.label,
                labels[issue_type.category],
                Kind(issue_type.kind),
                spec.key,
                spec.label,
                titles[spec.key],
                spec.max_length or _LONGEST,
            )
    return General(_KEY, "General request", "Mail", Kind.SERVICE_REQUEST, _FIELD, "Description", "", _LONGEST)


def _candidates(catalogue: Catalogue) -> Iterator[IssueType]:
    wanted = catalogue.issue_type(_KEY)
    if wanted is not None and not wanted.retired:
        yield wanted
    for category in catalogue.offered(False):
        yield from (found for found in category.issue_types if found.approval == "none")
