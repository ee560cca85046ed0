"""Reading the settings at the start: every fault at once, in words, with the mend."""

from __future__ import annotations

import difflib
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, get_args

from pydantic import BaseModel, SecretStr, ValidationError
from pydantic.fields import FieldInfo

from portal.settings import Settings
from portal.settings_sources import SHORT_NAMES

_SHORT: dict[tuple[str, ...], str] = {path: name for name, path in SHORT_NAMES.items()}


class SettingsError(Exception):
    """The settings cannot be used; the message names every fault and how to mend it."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("The settings need mending:\n" + "\n".join(f"  - {fault}" for fault in faults))


def load(**overrides: Any) -> Settings:
    """The settings of this installation; SettingsError with every fault where they cannot be used."""
    faults = _unknown_variables(os.environ) + _said_twice(os.environ)
    settings = None
    try:
        settings = Settings(**overrides)
    except ValidationError as error:
        faults += [line for fault in error.errors() for line in _in_words(dict(fault))]
    except OSError as error:
        faults.append(f"{error.filename} cannot be read: {error.strerror}")
    except ValueError as error:
        faults.append(str(error))
    if settings is None or faults:
        raise SettingsError(faults)
    if settings.secret_key.get_secret_value():
        return settings
    return settings.model_copy(update={"secret_key": SecretStr(kept_secret(settings.instance))})


def kept_secret(instance: Path) -> str:
    """The secret key of a demo or a developer's machine, made once and kept in the instance folder."""
    instance.mkdir(parents=True, exist_ok=True)
    kept = instance / "secret_key"
    if not kept.exists():
        # Linked when it is whole: whoever comes at the same time, or after a power cut, never reads half of one.
        with NamedTemporaryFile("w", dir=instance, encoding="ascii") as file, suppress(FileExistsError):
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.link(file.name, kept)
    return kept.read_text(encoding="ascii").strip()


def _unknown_variables(environ: Mapping[str, str]) -> list[str]:
    known = {f"PORTAL_{name.upper()}" for name in Settings.model_fields} | set(SHORT_NAMES)
    sections = {f"PORTAL_{name.upper()}" for name, field in Settings.model_fields.items() if _section(field.annotation)}
    told = []
    for name in sorted(environ):
        first, inner, _ = name.upper().partition("__")
        if first.startswith("PORTAL_") and first not in (sections if inner else known):
            told.append(f"{name}: no such setting{_like(first, known)}")
    return told


def _said_twice(environ: Mapping[str, str]) -> list[str]:
    long_names = {name: f"PORTAL_{'__'.join(path).upper()}" for name, path in SHORT_NAMES.items()}
    return [
        f"{short} and {long} are the same setting, and say different things: leave one of them out"
        for short, long in long_names.items()
        if environ.get(short) != environ.get(long) and {short, long} <= set(environ)
    ]


def _in_words(fault: dict[str, Any]) -> list[str]:
    # The setting is named as a whole: there is no variable for the third of its list.
    path = [str(step) for step in fault["loc"] if not isinstance(step, int)]
    if fault["type"] == "default_factory_not_called":
        return []  # it only follows from another fault, which is told
    if not path:
        return str(fault["msg"]).removeprefix("Value error, ").splitlines()
    variable = _SHORT.get(tuple(path), f"PORTAL_{'__'.join(path).upper()}")
    name = f"{'.'.join(path)} ({variable})"
    if fault["type"] == "extra_forbidden":
        return [f"{name}: no such setting{_like(path[-1], _keys_beside(path) | _other_places(path[-1]))}"]
    if fault["type"] == "missing":
        return [f"{name}: missing; it has no default"]
    message = _right_words(fault, path)
    return [f"{name}: {message[0].lower()}{message[1:]}{_what_was_given(fault['input'], path)}"]


_OUR_WORDS = {
    "time_parsing": "write a time of day, such as 08:00",
    "date_from_datetime_parsing": "write a date, such as 2026-12-24",
    "int_parsing": "write a whole number",
    "int_type": "write a whole number",
    "bool_parsing": "write true or false",
    "bool_type": "write true or false",
    "string_type": "write text, in quotes",
    "string_too_short": "write something",
    "tuple_type": "write a list",
    "dict_type": "this is a section: name a setting in it",
    "model_type": "this is a section: name a setting in it",
    "path_type": "write a path, in quotes",
}


def _right_words(fault: dict[str, Any], path: list[str]) -> str:
    if fault["type"] == "string_pattern_mismatch" and (described := _described(_field(path))):
        return f"write {described}"
    return _OUR_WORDS.get(fault["type"]) or str(fault["msg"]).removeprefix("Value error, ")


def _what_was_given(value: Any, path: list[str]) -> str:
    """Never a secret, and no URL that may hold a password; a whole section would hide what is wrong with it."""
    is_secret = "secret" in path[0] or path[-1] in {"url", "database_url", "mailboxes"}
    return "" if is_secret or isinstance(value, dict | list | BaseModel) else f", not {value!r}"


def _field(path: list[str]) -> FieldInfo | None:
    return _model_beside(path).model_fields.get(path[-1])


def _described(part: Any) -> str:
    """What has to be written there, also where the field may be left out, or is a list of such."""
    if isinstance(part, FieldInfo):
        return part.description or _described(part.annotation)
    return next(filter(None, map(_described, get_args(part))), "")


def _keys_beside(path: list[str]) -> set[str]:
    return set(_model_beside(path).model_fields)


def _other_places(key: str) -> set[str]:
    """Where a setting of this name stands that was written into the wrong section."""
    sections = {name: _section(field.annotation) for name, field in Settings.model_fields.items()}
    return {f"{name}.{key}" for name, model in sections.items() if model and key in model.model_fields}


def _model_beside(path: list[str]) -> type[BaseModel]:
    model: type[BaseModel] = Settings
    for step in path[:-1]:
        field = model.model_fields.get(step)
        model = _section(field.annotation if field else None) or model
    return model


def _section(annotation: Any) -> type[BaseModel] | None:
    candidates = (annotation, *get_args(annotation))
    return next((part for part in candidates if isinstance(part, type) and issubclass(part, BaseModel)), None)


def _like(name: str, known: set[str] | frozenset[str]) -> str:
    close = difflib.get_close_matches(name, sorted(known), n=1) or [key for key in known if key.endswith(f".{name}")]
    return f"; did you mean {close[0]}?" if close else "; remove it"
