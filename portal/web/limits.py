"""How large a request may be: small, but for the views that take files."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, request

from portal import settings

View = TypeVar("View", bound=Callable[..., Any])


def takes_files(view: View) -> View:
    """Mark a view whose request may be as large as uploads need."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


def register(app: Flask) -> None:
    """Set the limit of each request before anything reads its body."""
    limits = settings.current().limits
    app.config.update(
        MAX_CONTENT_LENGTH=limits.form_bytes,
        MAX_FORM_MEMORY_SIZE=limits.form_bytes,
        MAX_FORM_PARTS=1000,
    )
    app.before_request(_room_for_files)


def _room_for_files() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "takes_files", False):
        request.max_content_length = settings.current().limits.request_bytes
