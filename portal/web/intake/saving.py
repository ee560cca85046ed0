"""What both steps over a draft do with a posted form: the button's wish, autosave, and a window that was faster."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from flask import Response, jsonify, make_response

from forms import summarise
from portal.tickets.draft_rows import DraftRow, Overtaken
from portal.web import filters
from portal.web.catalogue import catalogue
from portal.web.intake.work import Work
from portal.web.pages.intake import Other
from portal.web.responses import announce, is_partial, see_other


def wish_of(posted: Mapping[str, str], default: str) -> str:
    """What the pressed button asks for: its `go`, `update:FIELD` of an Update button, else the default."""
    if "update" in posted:
        return f"update:{posted['update']}"
    return posted.get("go") or default


def saved_answer(work: Work, number: int, place: str, overtaken: Callable[[DraftRow], Response]) -> Response:
    """Keep the answers and say when, as the page's script reads it; 409, and nothing lost, where overtaken.

    Who was logged out when the script saved sends it from a page: that leads back to the form at `place`.
    """
    try:
        kept = work.saved(number)
    except Overtaken as other:
        if not is_partial():
            return overtaken(other.draft)
        return make_response(jsonify(problem=f"{other} Press Continue to see both."), 409)
    if not is_partial():
        announce("What you typed is saved as a draft.")
        return see_other(place)
    return jsonify(saved=saved_time(kept.draft))


def saved_time(draft: DraftRow) -> str:
    """When the draft was saved last, as a clock time of its author: 10:42."""
    return f"{draft.changed_at.astimezone(filters.zone()):%H:%M}"


def overtaken_by(other: DraftRow, work: Work, form: Any) -> tuple[Work, Any, tuple[Other, ...]]:
    """The same form, which will win when it is sent again, beside what the other window saved."""
    known = replace(work, draft=other, edition=replace(work.edition, version=other.version))
    return known, form, _differences(other, work)


def _differences(other: DraftRow, work: Work) -> tuple[Other, ...]:
    if other.issue_type != work.issue_type.key:
        found = catalogue().issue_type(other.issue_type)
        return (Other("Issue type", found.label if found else other.issue_type),)
    here = {row.key: row.text for row in summarise(work.issue_type, work.answers, work.surroundings)}
    there = summarise(work.issue_type, other.typed, work.surroundings)
    return tuple(Other(row.label, row.text) for row in there if here.get(row.key) != row.text)
