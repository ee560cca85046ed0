"""Message-IDs and reply addresses that only we can make."""

from __future__ import annotations

import pytest

from portal.notify import addresses
from portal.notify.addresses import MessageName, ReplyName
from portal.settings import Settings, use

pytestmark = pytest.mark.usefixtures("settings")


def test_a_message_id_tells_ticket_entry_recipient_and_event() -> None:
    ours = addresses.message_id(1042, 17, 3, "status_changed")
    assert addresses.read_message_id(ours) == MessageName(1042, 17, 3, "status_changed")


def test_a_message_id_that_came_back_folded_is_still_ours() -> None:
    assert addresses.read_message_id(f" {addresses.message_id(1, 2, 3, 'message')}\t") is not None


def test_a_message_id_is_the_same_each_time() -> None:
    assert addresses.message_id(1, 2, 3, "message") == addresses.message_id(1, 2, 3, "message")


@pytest.mark.parametrize("other", [(2, 2, 3, "message"), (1, 3, 3, "message"), (1, 2, 4, "message"), (1, 2, 3, "made")])
def test_each_event_entry_and_recipient_has_its_own_message_id(other: tuple[int, int, int, str]) -> None:
    assert addresses.message_id(*other) != addresses.message_id(1, 2, 3, "message")


@pytest.mark.parametrize(
    ("old", "new"), [("<t1042", "<t1043"), (".17.", ".18."), (".3.", ".4."), ("message", "shared"), ("@", "@evil.")]
)
def test_a_changed_message_id_is_nobodys(old: str, new: str) -> None:
    ours = addresses.message_id(1042, 17, 3, "message")
    assert addresses.read_message_id(ours.replace(old, new, 1)) is None


@pytest.mark.parametrize("foreign", ["", "<a@b>", "<[a]@x>", "<ticket-1042@support.example>", "t" * 10_000])
def test_a_foreign_message_id_is_nobodys(foreign: str) -> None:
    assert addresses.read_message_id(foreign) is None


def test_a_reply_address_tells_the_ticket_and_whose_it_is() -> None:
    assert addresses.read_reply_address(addresses.reply_address(1042, 3)) == ReplyName(1042, 3)


def test_a_reply_address_survives_mail_systems_that_change_case() -> None:
    ours = addresses.reply_address(1042, 3)
    assert ours == ours.lower()
    assert addresses.read_reply_address(ours.upper()) == ReplyName(1042, 3)


def test_a_reply_address_fits_every_mail_system() -> None:
    local, _, _ = addresses.reply_address(2_000_000_000, 2_000_000_000).rpartition("@")
    assert len(local) <= 64


@pytest.mark.parametrize(("old", "new"), [("1042.3", "1043.3"), ("1042.3", "1042.4"), ("support+", "help+")])
def test_a_changed_reply_address_is_nobodys(old: str, new: str) -> None:
    assert addresses.read_reply_address(addresses.reply_address(1042, 3).replace(old, new)) is None


@pytest.mark.parametrize(
    "foreign", ["", "support@support.example", "support+1042.3.aaaaaaaaaaaaaaaa@support.example", "x", "@", "+@"]
)
def test_a_foreign_address_is_nobodys(foreign: str) -> None:
    assert addresses.read_reply_address(foreign) is None


def test_a_signature_of_one_kind_does_not_serve_for_the_other() -> None:
    """Who has seen a Message-ID cannot make a reply address of it."""
    signature = addresses.message_id(1042, 17, 3, "message").split(".")[-2].split("@")[0]
    assert addresses.read_reply_address(f"support+1042.3.{signature}@support.example") is None


def test_with_another_key_every_name_is_another(settings: Settings) -> None:
    before = addresses.reply_address(1042, 3), addresses.message_id(1, 2, 3, "message")
    use(Settings(**{**settings.model_dump(), "secret_key": "another-key-that-is-long-enough-too"}))
    assert (addresses.reply_address(1042, 3), addresses.message_id(1, 2, 3, "message")) != before
    assert addresses.read_reply_address(before[0]) is None
    assert addresses.read_message_id(before[1]) is None


def test_a_replaced_key_still_proves_the_mails_of_its_time(settings: Settings) -> None:
    before = addresses.reply_address(1042, 3)
    keys = {"secret_key": "another-key-that-is-long-enough-too", "secret_key_fallbacks": (settings.secret_key,)}
    use(Settings(**{**settings.model_dump(), **keys}))
    assert addresses.read_reply_address(before) == ReplyName(1042, 3)


def test_the_root_of_a_thread_is_constant() -> None:
    assert addresses.thread_root(1042) == "<ticket-1042@support.example>"
