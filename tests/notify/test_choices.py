"""Signed links: what they say, that nobody else can make them, and who is offered which."""

from __future__ import annotations

import string

import pytest

from portal.notify.choices import (
    Choice,
    Solution,
    Wish,
    offers,
    read_choice,
    read_solution,
    unsubscribing,
)
from portal.notify.letters import Reader
from portal.settings import Settings, use
from portal.vocabulary import Following, MailPreference
from tests.support.letters import ALICE, BOB, SAM

pytestmark = pytest.mark.usefixtures("settings")

CHOICES = [Choice(Wish.MUTE, 7, 1042), Choice(Wish.FOLLOW, 7, 1042), Choice(Wish.LESS, 7)]


@pytest.mark.parametrize("choice", CHOICES)
def test_a_link_says_what_was_signed(choice: Choice) -> None:
    assert read_choice(choice.token) == choice
    assert choice.link == f"http://localhost/mail/choice/{choice.token}"
    assert set(choice.token) <= set(string.ascii_lowercase + string.digits + ".")


def test_the_two_links_of_a_resolved_mail_name_ticket_person_and_resolution() -> None:
    solution = Solution(1042, 7, 77)
    assert read_solution(solution.token) == solution
    assert solution.solved_link == f"http://localhost/mail/solved/{solution.token}"
    assert solution.not_solved_link == f"http://localhost/mail/not-solved/{solution.token}"


@pytest.mark.parametrize("choice", CHOICES)
def test_a_link_with_one_sign_changed_is_nobodys(choice: Choice) -> None:
    for at, sign in enumerate(choice.token):
        other = "2" if sign != "2" else "3"
        assert read_choice(choice.token[:at] + other + choice.token[at + 1 :]) is None
    assert read_choice(choice.token[:-1]) is None
    assert read_choice(choice.token + "a") is None


def test_no_link_stands_for_another() -> None:
    """A mute of one ticket is no follow of it, no mute of another, and says nothing of whether it is solved."""
    signature = Choice(Wish.MUTE, 7, 1042).token.rpartition(".")[2]
    for name in ("follow.1042.7", "mute.1042.8", "mute.1043.7", "less.7", "mute.104.27"):
        assert read_choice(f"{name}.{signature}") is None
    solved = Solution(1042, 7, 77).token
    assert read_choice(solved) is None
    assert read_choice(f"mute.{solved}") is None
    assert read_solution(Choice(Wish.MUTE, 7, 1042).token) is None
    assert read_solution(solved.replace(".77.", ".78.")) is None


@pytest.mark.parametrize("text", ["", "mute", "mute.1042.7", "mute.1042.7." + "é" * 16, "less." + "9" * 40 + ".a", "٣"])
def test_what_is_no_link_is_read_as_none(text: str) -> None:
    assert read_choice(text) is None
    assert read_solution(text) is None


def test_a_link_of_before_the_key_was_replaced_still_works(settings: Settings) -> None:
    token = Choice(Wish.MUTE, 7, 1042).token
    new = "another-key-that-is-long-enough-for-all"
    use(settings.model_copy(update={"secret_key": type(settings.secret_key)(new)}))
    assert read_choice(token) is None
    use(
        settings.model_copy(
            update={"secret_key": type(settings.secret_key)(new), "secret_key_fallbacks": (settings.secret_key,)}
        )
    )
    assert read_choice(token) == Choice(Wish.MUTE, 7, 1042)


@pytest.mark.parametrize(
    ("reader", "expected"),
    [
        (ALICE, ["Get mail about SC-1042 only once a day"]),
        (ALICE._replace(preference=MailPreference.DIGEST), ["Get mail about SC-1042 at once"]),
        (ALICE._replace(following=Following.MUTE), ["Get mail about SC-1042 at once"]),
        (BOB, ["Mute SC-1042"]),
        (BOB._replace(following=Following.FOLLOW), ["Stop following SC-1042"]),
        (BOB._replace(preference=MailPreference.DIGEST), ["Follow SC-1042, to hear of it at once", "Mute SC-1042"]),
        (BOB._replace(preference=MailPreference.NONE), ["Follow SC-1042"]),
        (BOB._replace(preference=MailPreference.FOLLOWED), ["Follow SC-1042"]),
        (SAM, ["Mute SC-1042"]),
        (SAM._replace(is_assigned=False, following=Following.FOLLOW), ["Stop following SC-1042"]),
    ],
)
def test_each_mail_offers_what_its_reader_has_not_chosen_yet(reader: Reader, expected: list[str]) -> None:
    found = offers(1042, "SC-1042", reader)
    assert [offer.words for offer in found] == expected
    for offer in found:
        choice = read_choice(offer.link.rpartition("/")[2])
        assert choice is not None
        assert (choice.person_id, choice.ticket_id) == (reader.person_id, 1042)
        assert (choice.wish is Wish.FOLLOW) == (offer.words.startswith("Follow") or offer.words.endswith("at once"))


def test_the_header_is_that_of_rfc_8058() -> None:
    choice = Choice(Wish.MUTE, 7, 1042)
    assert unsubscribing(choice) == {
        "List-Unsubscribe": f"<{choice.link}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
