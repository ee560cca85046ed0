"""Mail without a server: one .eml file a mail, whole or not there at all."""

from __future__ import annotations

import os
from pathlib import Path


def write(folder: Path, name: str, content: bytes) -> Path:
    """Put the mail into the folder, on the disk before this returns; the same name again replaces the file."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    target, unfinished = folder / name, folder / f".{name}.{os.getpid()}"
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(target)
    _settle(folder)
    return target


def _settle(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
