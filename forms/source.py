"""One catalogue file on its way from TOML to plain definitions: the brand's words, and fields made for each option."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

from forms.faults import one_of
from forms.lines import Path, index_lines, line_of

_BRAND_WORD = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
# Tabs and ends of lines apart, nobody types these on purpose; PostgreSQL refuses the first of them.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
Raw = dict[str, Any]


@dataclass
class Source:
    """A file as read: its definitions, the line of each, and the faults found on the way."""

    name: str
    raw: Raw = field(default_factory=dict)
    lines: Mapping[Path, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    origins: dict[Path, list[int]] = field(default_factory=dict)

    def fault(self, path: Path, subject: str, text: str) -> None:
        """Note a fault with the line of its path."""
        line = line_of(self.lines, self.written(path))
        place = f"{self.name}:{line}" if line else self.name
        self.faults.append(": ".join(filter(None, (place, subject, text))))

    def written(self, path: Path) -> Path:
        """The path as written, before fields were made for each option of another."""
        for length in range(1, len(path)):
            origin = self.origins.get(path[:length])
            if origin is not None and isinstance(path[length], int):
                return (*path[:length], origin[int(path[length])], *path[length + 1 :])
        return path


def read_source(file: FilePath, brand: Mapping[str, str]) -> Source:
    """Read and prepare one file; what is wrong is in its faults."""
    source = Source(file.name)
    try:
        text = file.read_text(encoding="utf-8")
        source.raw = tomllib.loads(text)
    except OSError as error:
        source.faults.append(
            f"{file.name}: this cannot be read ({error.strerror}); make it a file that can, or move it"
        )
        return source
    except UnicodeDecodeError:
        source.faults.append(f"{file.name}: the file is not UTF-8 text; save it as UTF-8")
        return source
    except tomllib.TOMLDecodeError as error:
        source.faults.append(_syntax(file.name, str(error)))
        return source
    if not source.raw:
        source.faults.append(f"{file.name}: the file is empty; write a category or issue types into it, or remove it")
        return source
    source.lines = index_lines(text)
    source.raw = _branded(source, source.raw, brand, ())
    _place(source)
    return source


def _syntax(name: str, message: str) -> str:
    found = re.search(r"\(at line (\d+), column (\d+)\)", message)
    place = f"{name}:{found[1]}" if found else name
    return f"{place}: this is not TOML: {message}; mend the line or the one before it"


def _branded(source: Source, value: Any, brand: Mapping[str, str], path: Path) -> Any:
    if isinstance(value, dict):
        return {key: _branded(source, inner, brand, (*path, key)) for key, inner in value.items()}
    if isinstance(value, list):
        return [_branded(source, inner, brand, (*path, index)) for index, inner in enumerate(value)]
    if not isinstance(value, str):
        return value
    if _UNWRITABLE.search(value):
        source.fault(path, "", "a control character stands here, which nobody can see; remove it")
    for name in _BRAND_WORD.findall(value):
        if name not in brand:
            source.fault(path, "", f'unknown placeholder "{{{{{name}}}}}"; {one_of(name, brand)}')
    if re.search(r"\{\{|\}\}", _BRAND_WORD.sub("", value)):
        source.fault(path, "", "a placeholder is open on one side; write it as {{brand}}")
    return _BRAND_WORD.sub(lambda word: brand.get(word[1], word[0]), value)


def _tables(value: Any) -> Iterator[tuple[int, Raw]]:
    for index, inner in enumerate(value if isinstance(value, list) else ()):
        if isinstance(inner, dict):
            yield index, inner


def _place(source: Source) -> None:
    """Tell each type its category and each field its section and step, which the file says by nesting."""
    category = source.raw.get("category")
    own = category.get("key", "") if isinstance(category, dict) else None
    for number, issue_type in _tables(source.raw.get("issue_types")):
        if own is not None:
            issue_type.setdefault("category", own)
        for position, section in _tables(issue_type.get("sections")):
            path: Path = ("issue_types", number, "sections", position, "fields")
            section["fields"] = _fields(source, issue_type, section, path)


def _fields(source: Source, issue_type: Raw, section: Raw, path: Path) -> Any:
    given = section.get("fields")
    if not isinstance(given, list):
        return [] if given is None else given
    made: list[Any] = []
    placed = {"section": section.get("key", ""), "step": section.get("step", "details")}
    origin: list[int] = []
    for index, spec in enumerate(given):
        each = _for_each(source, issue_type, spec, (*path, index)) if isinstance(spec, dict) else [spec]
        made += [{**one, **placed} if isinstance(one, dict) else one for one in each]
        origin += [index] * len(each)
    source.origins[path] = origin
    return made


def _for_each(source: Source, issue_type: Raw, spec: Raw, path: Path) -> list[Raw]:
    if "for_each" not in spec:
        return [spec]
    rest = {key: value for key, value in spec.items() if key != "for_each"}
    options = _options(issue_type, spec["for_each"])
    if not options:
        subject = f"{issue_type.get('key', '')}.{spec.get('key', '')}"
        source.fault(
            (*path, "for_each"), subject, f'"{spec["for_each"]}" is no field with options; name one that stands before'
        )
    return [_made_for(rest, str(spec["for_each"]), option) for option in options]


def _options(issue_type: Raw, key: object) -> list[Raw]:
    for _, section in _tables(issue_type.get("sections")):
        for _, spec in _tables(section.get("fields")):
            if spec.get("key") == key:
                return [option for _, option in _tables(spec.get("options"))]
    return []


def _made_for(spec: Raw, decider: str, option: Raw) -> Raw:
    value, label = str(option.get("value", "")), str(option.get("label", ""))
    words = {key: _worded(inner, label) for key, inner in spec.items()}
    return {
        **words,
        "key": f"{spec.get('key', '')}_{value}",
        "unit": option.get("unit", ""),
        "show_if": {"field": decider, "contains": value},
    }


def _worded(value: Any, label: str) -> Any:
    if isinstance(value, dict):
        return {key: _worded(inner, label) for key, inner in value.items()}
    return value.replace("{option}", label) if isinstance(value, str) else value
