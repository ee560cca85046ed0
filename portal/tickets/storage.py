"""Files on the disk, each under a random name in the attachments folder, which no web server serves."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO

from portal.errors import NotFound, TooLarge
from portal.settings import current

_CHUNK = 256 * 1024
_STORED = re.compile(r"[A-Za-z0-9_-]{43}")
_UNFINISHED_FOR = 3600


@dataclass(frozen=True)
class Stored:
    """A file that is safely on the disk: its id, size in bytes and checksum."""

    id: str
    size: int
    sha256: str


def path_of(file_id: str) -> Path:
    """Where the file of this id lies."""
    if not _STORED.fullmatch(file_id):
        raise NotFound("There is no such file.")
    return current().attachments / file_id[:2] / file_id


def write(stream: IO[bytes], limit: int) -> Stored:
    """Put what the stream holds on the disk for good; TooLarge, and nothing kept, above `limit` bytes."""
    file_id = secrets.token_urlsafe(32)
    goal = path_of(file_id)
    goal.parent.mkdir(parents=True, exist_ok=True)
    folder = current().attachments / "incoming"
    folder.mkdir(exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
        try:
            size, checksum = _copy(stream, file, limit)
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).rename(goal)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise
    _sync_folder(goal.parent)
    return Stored(file_id, size, checksum)


def open_checked(file_id: str, sha256: str) -> BinaryIO | None:
    """The file, open at its beginning; None where it is missing or is not what was stored (R-09)."""
    try:
        stream = path_of(file_id).open("rb")
    except FileNotFoundError:
        return None
    if hashlib.file_digest(stream, "sha256").hexdigest() != sha256:
        stream.close()
        return None
    stream.seek(0)
    return stream


def discard(file_ids: Iterable[str]) -> None:
    """Take these files from the disk; what is already gone is no matter."""
    for file_id in file_ids:
        path_of(file_id).unlink(missing_ok=True)


def older_than(seconds: float) -> list[str]:
    """The ids of the files that have lain on the disk for longer than this."""
    limit = time.time() - seconds
    found = current().attachments.glob("??/*")
    return [path.name for path in found if _STORED.fullmatch(path.name) and path.stat().st_mtime < limit]


def sweep_unfinished() -> None:
    """Remove what uploads left behind that broke off more than an hour ago."""
    limit = time.time() - _UNFINISHED_FOR
    for path in current().attachments.glob("incoming/*"):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < limit:
                path.unlink()


def _copy(stream: IO[bytes], file: IO[bytes], limit: int) -> tuple[int, str]:
    size, checksum = 0, hashlib.sha256()
    while chunk := stream.read(_CHUNK):
        size += len(chunk)
        if size > limit:
            raise TooLarge("The file is over the limit.")
        checksum.update(chunk)
        file.write(chunk)
    return size, checksum.hexdigest()


def _sync_folder(folder: Path) -> None:
    """Without this the new name may be lost with the power, though the content is safe."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
