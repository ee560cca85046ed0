"""What every application of a test run reads alike: templates and routes are compiled once, a catalogue is read once.

Hundreds of tests make an application of their own, and spent more than half of their time on this.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

from forms import Catalogue
from forms import load_catalogue as read_catalogue


class _InMemory(BytecodeCache):
    """Compiled templates, each as long as its source stays the same."""

    def __init__(self) -> None:
        self._compiled: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket; what was compiled of another source is left by Jinja."""
        if bucket.key in self._compiled:
            bucket.bytecode_from_string(self._compiled[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._compiled[bucket.key] = bucket.bytecode_to_string()


TEMPLATES = _InMemory()


def load_catalogue(folder: Path | None, placeholders: Mapping[str, str]) -> Catalogue:
    """The catalogue that comes with the portal, once for the same words; one of a test's own, anew each time."""
    if folder is not None:
        return read_catalogue(folder, placeholders)
    return _own(tuple(sorted(placeholders.items())))


@lru_cache(maxsize=32)
def _own(placeholders: tuple[tuple[str, str], ...]) -> Catalogue:
    return read_catalogue(None, dict(placeholders))


_compile = Rule._compile_builder
_BUILDERS: dict[tuple[Any, ...], Callable[..., tuple[str, str]]] = {}


def compile_builder(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
    """The function that writes the address of a route; it is the same for all that read alike."""
    key = (rule.rule, rule.subdomain, rule.host, repr(rule.defaults), append_unknown)
    if key not in _BUILDERS:
        _BUILDERS[key] = _compile(rule, append_unknown)
    return _BUILDERS[key]
