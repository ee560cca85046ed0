"""Finding tickets by words: the same on both databases, and never more than one may see (S-04)."""

from __future__ import annotations

import pytest

from portal.policy import Actor
from portal.tickets import lookups, operations
from portal.tickets.history import history
from portal.tickets.rows import Answer, HistoryFilter
from portal.tickets.search import fold
from portal.vocabulary import Visibility
from tests.factories import People, make_ticket

UUID = "7c9e6679-7425-40de-944b-e07fc1f90ae7"


def found(actor: Actor, text: str, whose: str = "all") -> list[str]:
    return [row.subject for row in history(actor, HistoryFilter(whose, state="all", text=text)).rows]


@pytest.mark.once
@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Drücker-7", "drucker 7"),
        (" A\tb\n", "a b"),
        ("STRASSE straße", "strasse strasse"),
        ("--- !", ""),
        ("éà", "ea"),
    ],
)
def test_words_are_folded_alike(typed: str, folded: str) -> None:
    assert fold(typed) == folded


@pytest.mark.parametrize("text", ["volume", "VOLUME stuck", "stu", "Drücker", "drucker", "SC-1001", "sc-1001", "1001"])
def test_a_ticket_is_found_by_subject_beginning_and_reference(text: str, people: People) -> None:
    make_ticket(people.alice, subject="Volume stuck at Drücker")
    make_ticket(people.alice, subject="Something else")
    assert found(people.alice, text) == ["Volume stuck at Drücker"]


def test_every_word_has_to_stand_there(people: People) -> None:
    make_ticket(people.alice, subject="Volume stuck")
    assert found(people.alice, "volume stuck") == ["Volume stuck"]
    assert found(people.alice, "volume gone") == []


def test_answers_uuids_and_messages_are_searched(people: People) -> None:
    answer = Answer(key="resources", label="Affected resources", kind="uuids", text=UUID)
    ticket = make_ticket(people.alice, subject="Volume stuck", answers=(answer,))
    operations.reply(people.sam, ticket.reference, "The hypervisor is sto2-cmp-117.")
    for text in (UUID, UUID.upper(), UUID[:13], "hypervisor", "cmp-117"):
        assert found(people.alice, text) == ["Volume stuck"], text


def test_no_search_of_a_customer_finds_an_internal_note(people: People) -> None:
    """S-05."""
    ticket = make_ticket(people.alice, subject="Volume stuck")
    operations.note(people.sam, ticket.reference, "Their zebra was never paid for.")
    for name in ("alice", "sam"):
        assert found(people[name], "zebra") == []


def test_nobody_finds_what_they_may_not_see(people: People) -> None:
    make_ticket(people.alice, subject="Private volume")
    make_ticket(people.alice, subject="Shared volume", visibility=Visibility.SHARED)
    assert found(people.alice, "volume") == ["Shared volume", "Private volume"]
    assert found(people.bob, "volume") == ["Shared volume"]
    assert found(people.dave, "volume") == []
    assert found(people.sam, "volume") == ["Shared volume", "Private volume"]
    assert [row.subject for row in lookups.with_like_subject(people.bob, "A volume again")] == ["Shared volume"]


@pytest.mark.parametrize(
    "text", ['"', "'", "a'b", "vol*", "vol) OR 1=1 --", "NEAR(a b)", "a & !b | (c", "\\", "%", "😀", "-", ":*", "a:b"]
)
def test_signs_of_query_languages_are_only_signs(text: str, people: People) -> None:
    make_ticket(people.alice, subject="Something else")
    assert found(people.bob, text) == []
    assert set(found(people.alice, text)) <= {"Something else"}
