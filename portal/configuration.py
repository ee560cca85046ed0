"""Reading the settings at the start: every fault at once, in words, with the mend."""

from __future__ import annotations

import difflib
import os
import secrets
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, SecretStr, ValidationError

from portal.settings import Settings

# Variables that are no setting of their own, but another name of one.
_OTHER_VARIABLES = frozenset({"PORTAL_MAIL_URL"})


class SettingsError(Exception):
    """The settings cannot be used; the message names every fault and how to mend it."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("The settings need mending:\n" + "\n".join(f"  - {fault}" for fault in faults))


def load(**overrides: Any) -> Settings:
    """The settings of this installation; SettingsError with every fault where they cannot be used."""
    faults = _unknown_variables(os.environ)
    settings = None
    try:
        settings = Settings(**overrides)
    except ValidationError as error:
        faults += [line for fault in error.errors() for line in _in_words(dict(fault))]
    except tomllib.TOMLDecodeError as error:
        faults.append(f"portal.toml is not TOML: {error}")
    if settings is None or faults:
        raise SettingsError(faults)
    if settings.secret_key.get_secret_value():
        return settings
    return settings.model_copy(update={"secret_key": SecretStr(kept_secret(settings.instance))})


def kept_secret(instance: Path) -> str:
    """The secret key of a demo or a developer's machine, made once and kept in the instance folder."""
    instance.mkdir(parents=True, exist_ok=True)
    kept = instance / "secret_key"
    try:
        descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return kept.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))
    return kept.read_text(encoding="ascii")


def _unknown_variables(environ: Mapping[str, str]) -> list[str]:
    known = {f"PORTAL_{name.upper()}" for name in Settings.model_fields} | _OTHER_VARIABLES
    return [
        f"{name}: no such setting{_like(name.split('__')[0], known)}"
        for name in sorted(environ)
        if name.startswith("PORTAL_") and name not in known and name.split("__")[0] not in known
    ]


def _in_words(fault: dict[str, Any]) -> list[str]:
    path = [str(step) for step in fault["loc"]]
    if fault["type"] == "default_factory_not_called":
        return []  # it only follows from another fault, which is told
    if not path:
        return str(fault["msg"]).removeprefix("Value error, ").splitlines()
    name = f"{'.'.join(path)} (PORTAL_{'__'.join(path).upper()})"
    if fault["type"] == "extra_forbidden":
        return [f"{name}: no such setting{_like(path[-1], _keys_beside(path))}"]
    if fault["type"] == "missing":
        return [f"{name}: missing; it has no default"]
    message = _OUR_WORDS.get(fault["type"]) or str(fault["msg"]).removeprefix("Value error, ")
    given = "" if "secret" in path[0] or path[-1] == "url" else f", not {fault['input']!r}"
    return [f"{name}: {message[0].lower()}{message[1:]}{given}"]


_OUR_WORDS = {
    "time_parsing": "write a time of day, such as 08:00",
    "date_from_datetime_parsing": "write a date, such as 2026-12-24",
    "int_parsing": "write a whole number",
    "bool_parsing": "write true or false",
}


def _keys_beside(path: list[str]) -> set[str]:
    model: type[BaseModel] = Settings
    for step in path[:-1]:
        field = model.model_fields.get(step)
        model = _section(field.annotation if field else None) or model
    return set(model.model_fields)


def _section(annotation: Any) -> type[BaseModel] | None:
    candidates = (annotation, *get_args(annotation))
    return next((part for part in candidates if isinstance(part, type) and issubclass(part, BaseModel)), None)


def _like(name: str, known: set[str] | frozenset[str]) -> str:
    close = difflib.get_close_matches(name, sorted(known), n=1)
    return f"; did you mean {close[0]}?" if close else "; remove it"
