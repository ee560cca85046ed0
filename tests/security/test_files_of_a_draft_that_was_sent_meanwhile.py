"""A file that arrived while its draft was sent or deleted was answered with 500 on SQLite."""

from __future__ import annotations

from io import BytesIO
from typing import IO

import pytest

from portal.db.tables import Attachment
from portal.errors import NotFound
from portal.settings import current
from portal.tickets import drafts, files, storage
from tests.factories import People


def test_it_is_not_kept_and_nothing_breaks(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    draft = drafts.start(people.alice, "incident")
    write = storage.write

    def slowly(stream: IO[bytes], limit: int) -> storage.Stored:
        stored = write(stream, limit)
        drafts.delete(people.alice, draft.id)
        return stored

    monkeypatch.setattr(storage, "write", slowly)
    with pytest.raises(NotFound):
        files.store(people.alice, BytesIO(b"log"), "server.log", draft=draft.id)
    assert Attachment.select().count() == 0
    assert [path for path in current().attachments.rglob("*") if path.is_file()] == []
