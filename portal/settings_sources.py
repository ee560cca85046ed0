"""Where settings come from: PORTAL_* variables, and portal.toml in the instance folder."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from typing import Any, get_origin

from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, EnvSettingsSource, InitSettingsSource

# With one underscore, for what nearly every operator sets.
SHORT_NAMES = {"PORTAL_MAIL_URL": ("mail", "url")}


class Variables(EnvSettingsSource):
    """PORTAL_* variables; a list is written with commas, or as JSON."""

    def decode_complex_value(self, field_name: str, field: FieldInfo, value: Any) -> Any:
        """The list or section that a variable holds; what is neither is left to be refused with its name."""
        try:
            return super().decode_complex_value(field_name, field, value)
        except ValueError:
            is_list = field is not None and get_origin(field.annotation) is tuple
            return [part.strip() for part in value.split(",") if part.strip()] if is_list else value

    def __call__(self) -> dict[str, Any]:
        """What the variables say, the short names with their sections."""
        found = super().__call__()
        for name, (part, key) in SHORT_NAMES.items():
            section = found.setdefault(part, {}) if name in os.environ else None
            if isinstance(section, dict):
                section.setdefault(key, os.environ[name])
        return found


class File(InitSettingsSource):
    """portal.toml, where there is one; ValueError or OSError where it cannot be read."""

    def __init__(self, settings: type[BaseSettings], folder: Path) -> None:
        super().__init__(settings, _read(folder / "portal.toml"))


def _read(path: Path) -> dict[str, Any]:
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except UnicodeDecodeError as error:
        raise ValueError(f"{path} is not UTF-8 text: save it as UTF-8 (byte {error.start})") from error
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{path} is not TOML: {error}") from error
    if "instance" in found:
        raise ValueError(f"{path} lies in the instance folder, and cannot name another: set PORTAL_INSTANCE")
    return found
