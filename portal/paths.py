"""Where things lie, in a checkout and in an installed wheel."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parent


def asset_dir(name: str) -> Path:
    """The folder `templates` or `static`: inside the package in a wheel, beside it in a checkout."""
    inside = _PACKAGE / name
    return inside if inside.is_dir() else _CHECKOUT / name


def instance_dir() -> Path:
    """Where local data lives: PORTAL_INSTANCE, else the checkout's folder, else one in the environment."""
    chosen = os.environ.get("PORTAL_INSTANCE")
    if chosen:
        return Path(chosen).expanduser().resolve()
    if (_CHECKOUT / "pyproject.toml").is_file():
        return _CHECKOUT / "instance"
    return Path(sys.prefix) / "var" / "portal-instance"


def migrations_dir() -> Path:
    """The numbered scripts that build and change the tables."""
    return _PACKAGE / "db" / "migrations"
