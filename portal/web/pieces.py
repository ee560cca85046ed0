"""Small pieces of the look that pages show many times, and that are drawn once for each thing that they can show."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from flask import Flask
from markupsafe import Markup

_MOST = 300


def register(app: Flask) -> None:
    """Let templates say `{% set line = kept(_draw_line) %}` below their macro, and `{{ each(line, page.rows) }}`."""
    app.jinja_env.globals.update(kept=kept, each=each)


def kept(macro: Callable[..., Markup], most: int = _MOST) -> Callable[..., Markup]:
    """The macro, which remembers the last `most` pieces: what it draws must follow from what it is given alone."""
    return lru_cache(maxsize=most)(macro)


def each(macro: Callable[[Any], Markup], things: Iterable[Any]) -> Markup:
    """What the macro draws of each, one below the other; a loop in a template takes twice as long."""
    return Markup("\n".join(map(macro, things)))  # noqa: S704 - macros give markup
