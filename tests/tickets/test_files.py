"""Attachments: safe on the disk before anybody is told so, and only for who may see them."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO

import pytest
from peewee import OperationalError

from portal import clock
from portal.db import transaction
from portal.db.tables import Attachment, Entry
from portal.errors import NotAllowed, NotFound, Rejected, TooLarge
from portal.policy import Actor
from portal.settings import Settings
from portal.tickets import drafts, files, operations, storage, sweeping
from portal.tickets.rows import NOTE, REPLY, FileRow, TicketRow
from portal.vocabulary import Visibility
from tests.factories import People, make_ticket
from tests.tickets import outgoing

small = pytest.mark.settings(limits={"file_bytes": 2048, "ticket_bytes": 3000, "files": 3})


def store(actor: Actor, draft: str, content: bytes = b"detaching\n", name: str = "nova.log") -> FileRow:
    """Store a file with a draft."""
    return files.store(actor, BytesIO(content), name, draft=draft)


def read(actor: Actor, file_id: str) -> bytes:
    """What the actor gets when they open the file."""
    with files.open_visible(actor, file_id).stream as stream:
        return stream.read()


@pytest.fixture
def draft(people: People) -> str:
    """A draft of Alice's."""
    return drafts.start(people.alice, "incident").id


def test_a_stored_file_lies_outside_the_web_root_under_a_random_name(
    people: People, draft: str, settings: Settings
) -> None:
    file = store(people.alice, draft, name="../../etc/passwd")
    path = storage.path_of(file.id)
    assert path.read_bytes() == b"detaching\n"
    assert path.is_relative_to(settings.instance / "attachments")
    assert path.parent.name == file.id[:2]
    assert file.name == "passwd"
    assert list((settings.attachments / "incoming").iterdir()) == []


def test_an_empty_file_is_refused(people: People, draft: str) -> None:
    with pytest.raises(Rejected, match=r"“empty\.log” is empty") as refusal:
        store(people.alice, draft, b"", "empty.log")
    assert refusal.value.field == "attachments"
    assert Attachment.select().count() == 0


@small
def test_a_file_over_the_limit_leaves_nothing_behind(people: People, draft: str, settings: Settings) -> None:
    store(people.alice, draft, b"x" * 2048)
    with pytest.raises(TooLarge, match=r"“big.log” is larger than 2.0 KiB"):
        store(people.alice, draft, b"x" * 2049, "big.log")
    assert len([path for path in settings.attachments.rglob("*") if path.is_file()]) == 1


@small
def test_all_files_together_have_a_limit(people: People, draft: str, settings: Settings) -> None:
    store(people.alice, draft, b"x" * 2000)
    with pytest.raises(TooLarge, match=r"all files together would be larger than 2.9 KiB"):
        store(people.alice, draft, b"x" * 1001, "second.log")
    assert len([path for path in settings.attachments.rglob("*") if path.is_file()]) == 1


@small
def test_there_is_a_most_of_files(people: People, draft: str) -> None:
    for _ in range(3):
        store(people.alice, draft)
    with pytest.raises(Rejected, match="3 files are the most"):
        store(people.alice, draft)


def test_nobody_stores_a_file_with_a_foreign_draft(people: People, draft: str) -> None:
    with pytest.raises(NotFound):
        store(people.bob, draft)


def test_a_file_of_a_draft_is_only_its_authors(people: People, draft: str) -> None:
    """S-02: foreign and missing read the same."""
    file = store(people.alice, draft)
    assert read(people.alice, file.id) == b"detaching\n"
    for name in ("bob", "carol", "dave", "erin", "sam", "olga"):
        with pytest.raises(NotFound) as foreign:
            files.open_visible(people[name], file.id)
        with pytest.raises(NotFound) as missing:
            files.open_visible(people[name], "x" * 43)
        assert str(foreign.value) == str(missing.value)


@pytest.mark.parametrize(
    ("visibility", "readers"),
    [(Visibility.PRIVATE, {"alice", "sam", "olga"}), (Visibility.SHARED, {"alice", "bob", "carol", "sam", "olga"})],
)
def test_a_file_of_a_ticket_is_for_who_sees_the_ticket(
    people: People, draft: str, visibility: Visibility, readers: set[str]
) -> None:
    file = store(people.alice, draft)
    make_ticket(people.alice, draft_id=draft, visibility=visibility)
    found = set()
    for name in people:
        try:
            assert read(people[name], file.id) == b"detaching\n"
            found.add(name)
        except NotFound:
            continue
    assert found == readers


def of_reply(actor: Actor, ticket: TicketRow) -> FileRow:
    """A file that waits for the actor's reply."""
    return files.store(actor, BytesIO(b"reply"), "reply.log", ticket=ticket.id)


def test_a_file_that_waits_for_a_reply_is_only_its_authors(people: People) -> None:
    ticket = make_ticket(people.alice, visibility=Visibility.SHARED)
    file = of_reply(people.bob, ticket)
    assert read(people.bob, file.id) == b"reply"
    assert [row.id for row in files.list_of_reply(people.bob, ticket.id)] == [file.id]
    assert files.list_of_reply(people.alice, ticket.id) == ()
    for name in ("alice", "sam"):
        with pytest.raises(NotFound):
            files.open_visible(people[name], file.id)


def test_a_sent_reply_shows_its_file_to_who_sees_the_ticket(people: People) -> None:
    ticket = make_ticket(people.alice, visibility=Visibility.SHARED)
    file = of_reply(people.bob, ticket)
    operations.reply(people.bob, ticket.reference, "See the log.", files=(file.id,))
    assert read(people.alice, file.id) == b"reply"
    assert files.list_of_reply(people.bob, ticket.id) == ()


def test_the_mail_about_a_message_names_its_files(people: People) -> None:
    """Who lives in e-mail learns that there is something to open."""
    ticket = make_ticket(people.alice)
    file = files.store(people.sam, BytesIO(b"reply"), "steps.pdf", ticket=ticket.id, field=REPLY)
    waiting = files.store(people.sam, BytesIO(b"note"), "host.log", ticket=ticket.id, field=NOTE)
    outgoing.forget()
    operations.reply(people.sam, ticket.reference, "As attached.", files=(file.id, waiting.id), asks=True)
    assert "Attachments:       steps.pdf (5 bytes); on its page" in outgoing.texts()
    assert "host.log" not in outgoing.texts()
    outgoing.forget()
    operations.reply(people.sam, ticket.reference, "Nothing is attached.")
    assert "Attachments" not in outgoing.texts()


def test_the_file_of_an_internal_note_is_for_engineers_only(people: People) -> None:
    """S-05."""
    ticket = make_ticket(people.alice)
    file = files.store(people.sam, BytesIO(b"reply"), "host.log", ticket=ticket.id, field=NOTE)
    operations.note(people.sam, ticket.reference, "Internal.", files=(file.id,))
    assert Entry.select().join(Attachment).where(Attachment.id == file.id).exists()
    assert read(people.olga, file.id) == b"reply"
    with pytest.raises(NotFound):
        files.open_visible(people.alice, file.id)


def test_a_file_that_waits_for_a_note_never_goes_with_a_message(people: People) -> None:
    """S-05."""
    ticket = make_ticket(people.alice)
    file = files.store(people.sam, BytesIO(b"reply"), "host.log", ticket=ticket.id, field=NOTE)
    assert files.list_of_reply(people.sam, ticket.id) == ()
    operations.reply(people.sam, ticket.reference, "All good.", files=(file.id,))
    assert [row.id for row in files.list_of_reply(people.sam, ticket.id, NOTE)] == [file.id]
    with pytest.raises(NotFound):
        files.open_visible(people.alice, file.id)


def test_nobody_stores_a_file_with_a_ticket_they_do_not_see(people: People) -> None:
    ticket = make_ticket(people.alice)
    with pytest.raises(NotFound):
        of_reply(people.bob, ticket)


def test_an_unsent_file_is_removed_by_its_author_only(people: People, draft: str) -> None:
    file = store(people.alice, draft)
    with pytest.raises(NotFound):
        files.remove(people.bob, file.id)
    files.remove(people.alice, file.id)
    assert files.list_of_draft(people.alice, draft) == ()
    assert not storage.path_of(file.id).exists()


def test_a_sent_file_stays(people: People, draft: str) -> None:
    file = store(people.alice, draft)
    make_ticket(people.alice, draft_id=draft)
    with pytest.raises(NotAllowed):
        files.remove(people.alice, file.id)
    assert read(people.alice, file.id) == b"detaching\n"


def test_a_damaged_file_is_not_handed_out(people: People, draft: str) -> None:
    """R-09: the checksum is compared on reading."""
    file = store(people.alice, draft)
    storage.path_of(file.id).write_bytes(b"something else")
    with pytest.raises(NotFound, match="damaged"):
        files.open_visible(people.alice, file.id)


def test_a_file_whose_row_was_committed_stays_though_nobody_heard_of_it(
    people: People, draft: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R-09: the database was lost after it had kept the row, and before it could say so."""

    @contextmanager
    def unheard() -> Iterator[None]:
        with transaction():
            yield
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(files, "transaction", unheard)
    with pytest.raises(OperationalError):
        store(people.alice, draft)
    (file,) = files.list_of_draft(people.alice, draft)
    assert read(people.alice, file.id) == b"detaching\n"


def test_what_nothing_refers_to_is_swept_once_it_is_old(people: People, draft: str, settings: Settings) -> None:
    """R-09."""
    kept, lost = store(people.alice, draft), store(people.alice, draft)
    orphan = storage.write(BytesIO(b"no row"), 100)
    young = storage.write(BytesIO(b"no row yet"), 100)
    long_ago = clock.now() - timedelta(days=31)
    Attachment.update(draft=None, created_at=long_ago).where(Attachment.id == lost.id).execute()
    for file_id in (kept.id, orphan.id):
        os.utime(storage.path_of(file_id), (time.time() - 31 * 86400,) * 2)
    broken_off = settings.attachments / "incoming" / "tmp1"
    broken_off.write_bytes(b"half")
    os.utime(broken_off, (time.time() - 7200,) * 2)
    assert sweeping.sweep_files() == 2
    left = {path.name for path in settings.attachments.rglob("*") if path.is_file()}
    assert left == {kept.id, young.id}
    assert [file.id for file in Attachment.select()] == [kept.id]


def test_a_path_is_never_made_of_anything_but_an_id(settings: Settings) -> None:
    for made_up in ("", "..", "../../portal.db", "x" * 42, "x" * 44, "/" * 43):
        with pytest.raises(NotFound):
            storage.path_of(made_up)
