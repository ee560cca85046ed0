"""Delivery without a server: one file a mail in the instance folder."""

from __future__ import annotations

import stat
from collections.abc import Callable
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

from portal.notify import folder, outbox
from portal.notify.delivery import Unreachable, deliver_due
from portal.settings import Settings
from portal.vocabulary import OutboxState
from tests.support.mails import Hands, mail, queue

pytestmark = pytest.mark.usefixtures("database")


def deliver() -> int:
    return deliver_due(lambda *_: True)


def files_in(place: Path) -> list[Path]:
    return sorted(place.iterdir())


def test_every_mail_becomes_a_file_with_nothing_to_configure(settings: Settings) -> None:
    numbers = [queue(number) for number in range(2)]
    assert deliver() == 2
    written = files_in(settings.instance / "mail")
    assert [path.suffix for path in written] == [".eml", ".eml"]
    parsed = message_from_bytes(written[0].read_bytes(), policy=policy.default)
    assert parsed["Message-ID"] == mail(numbers[0]).message_id
    assert parsed["To"] == "alice@acme.example"
    assert mail(numbers[0]).state is OutboxState.SENT


def test_another_folder_may_be_named(tmp_path: Path, send_by: Callable[..., Any]) -> None:
    queue()
    send_by(f"file://{tmp_path}/out/of/the/way")
    deliver()
    assert len(files_in(tmp_path / "out/of/the/way")) == 1


def test_nobody_else_on_the_machine_reads_them(settings: Settings) -> None:
    queue()
    deliver()
    (written,) = files_in(settings.instance / "mail")
    assert stat.S_IMODE(written.stat().st_mode) == 0o600
    assert stat.S_IMODE(written.parent.stat().st_mode) == 0o700


def test_a_mail_written_again_after_a_crash_is_still_one_file(
    settings: Settings, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue()
    with monkeypatch.context() as patched:
        patched.setattr(outbox, "sent", lambda _: False)
        deliver()
    (first,) = files_in(settings.instance / "mail")
    content = first.read_bytes()
    hands.forward(minutes=3)
    assert deliver() == 1
    assert files_in(settings.instance / "mail") == [first]
    assert first.read_bytes() == content


def test_a_file_is_whole_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(folder.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        folder.write(tmp_path, "one.eml", b"x" * 1000)
    assert not (tmp_path / "one.eml").exists()


def test_a_full_disk_makes_the_mail_wait(settings: Settings) -> None:
    number = queue()
    (settings.instance / "mail").write_text("a file where the folder should be")
    with pytest.raises(Unreachable):
        deliver()
    assert mail(number).state is OutboxState.QUEUED
