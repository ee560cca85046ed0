"""Small pieces of the look that pages show many times, and that are drawn once for each thing that they can show."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from flask import Flask
from markupsafe import Markup

_MOST = 300


def register(app: Flask) -> None:
    """Let templates say `{% set icon = kept(_draw_icon) %}` below their macro."""
    app.jinja_env.globals["kept"] = kept


def kept(macro: Callable[..., Markup], most: int = _MOST) -> Callable[..., Markup]:
    """The macro, which remembers the last `most` pieces: what it draws must follow from what it is given alone."""
    return lru_cache(maxsize=most)(macro)
