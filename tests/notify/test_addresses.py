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


def test_the_reply_address_of_a_note_says_so_and_the_old_ones_are_our_own_public_ones() -> None:
    internal = addresses.reply_address(1042, 3, internal=True)
    assert addresses.read_reply_address(internal.upper()) == ReplyName(1042, 3, internal=True)
    assert addresses.read_reply_address(addresses.reply_address(1042, 3)) == ReplyName(1042, 3, internal=False)


def test_nobody_makes_a_public_reply_address_of_an_internal_one_nor_the_other_way_round() -> None:
    public, internal = addresses.reply_address(1042, 3), addresses.reply_address(1042, 3, internal=True)
    assert addresses.read_reply_address(internal.replace(".i.", ".")) is None
    assert addresses.read_reply_address(public.replace("1042.3.", "1042.3.i.")) is None


def test_what_comes_back_names_the_mail_that_left() -> None:
    address = addresses.bounce_address(2_000_000_000)
    assert address == address.lower()
    assert len(address.rpartition("@")[0]) <= 64
    assert addresses.read_bounce_address(f" {address.upper()} ") == 2_000_000_000


@pytest.mark.parametrize(
    "foreign", ["", "@", "support@support.example", "support+b7.aaaaaaaaaaaaaaaa@support.example", "b7@evil.example"]
)
def test_a_foreign_address_brings_nothing_back(foreign: str) -> None:
    assert addresses.read_bounce_address(foreign) is None


def test_addresses_for_answers_and_for_what_comes_back_are_not_taken_for_each_other() -> None:
    assert addresses.read_bounce_address(addresses.reply_address(7, 3)) is None
    assert addresses.read_reply_address(addresses.bounce_address(7)) is None
    changed = addresses.bounce_address(7).replace("+b7.", "+b8.")
    assert addresses.read_bounce_address(changed) is None


def test_every_message_id_of_ours_is_known_as_our_own() -> None:
    ours = (
        addresses.message_id(1042, 17, 3, "status_changed"),
        addresses.account_message_id(3, "password_reset", "00ff"),
        addresses.answer_message_id(12, "use_the_portal"),
    )
    assert all(addresses.is_own_message_id(f"\t{one} ") for one in ours)
    assert not any(addresses.is_own_message_id(one.replace(".", "-", 1)) for one in ours)
    assert not any(map(addresses.is_own_message_id, ("", "<a@b>", "<ticket-1042@support.example>", "x" * 10_000)))


def test_our_loop_mark_is_known_and_that_of_another_portal_is_not(settings: Settings) -> None:
    mark = addresses.loop_mark()
    assert addresses.is_own_loop_mark(f" {mark}\r\n")
    assert not addresses.is_own_loop_mark("")
    assert not addresses.is_own_loop_mark("\udcff")
    use(Settings(**{**settings.model_dump(), "secret_key": "the-key-of-another-portal-long-enough"}))
    assert addresses.loop_mark() != mark
    assert not addresses.is_own_loop_mark(mark)


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
