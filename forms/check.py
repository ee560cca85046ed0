"""The check of a catalogue for the command line."""

from __future__ import annotations

from pathlib import Path

from forms.faults import CatalogueFaults
from forms.loader import load_catalogue


def check(directory: Path | None = None) -> list[str]:
    """Every fault of the catalogue in a directory, one line each; empty where it is sound."""
    try:
        load_catalogue(directory)
    except CatalogueFaults as faults:
        return list(faults.faults)
    return []
