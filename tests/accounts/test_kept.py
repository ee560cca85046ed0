"""Forms that were sent when the session had lapsed (UX-16)."""

from __future__ import annotations

from portal.accounts import kept
from tests.factories import People
from tests.support.mails import Hands

FIELDS = [("body", "Line one\r\nLine two"), ("to", "a"), ("to", "b"), ("note", "åäö <b>")]


def keep(people: People, name: str = "alice", path: str = "/servicedesk/tickets/SC-1001/reply") -> None:
    """Keep a reply of this person."""
    kept.keep(people[name].person_id, path=path, page="/servicedesk/tickets/SC-1001", fields=FIELDS, files=["log.txt"])


def test_what_was_sent_comes_back_as_it_was(people: People) -> None:
    keep(people)
    found = kept.kept_for(people.alice.person_id)
    assert found is not None
    assert found.fields == tuple(FIELDS)
    assert found.path == "/servicedesk/tickets/SC-1001/reply"
    assert found.files == ("log.txt",)


def test_it_comes_back_to_its_own_person_only(people: People) -> None:
    keep(people)
    assert kept.kept_for(people.bob.person_id) is None


def test_the_last_one_counts(people: People) -> None:
    keep(people)
    keep(people, path="/servicedesk/tickets/SC-1002/reply")
    found = kept.kept_for(people.alice.person_id)
    assert found is not None
    assert found.path == "/servicedesk/tickets/SC-1002/reply"


def test_it_is_kept_for_twenty_hours(people: People, hands: Hands) -> None:
    keep(people)
    hands.forward(hours=19, minutes=59)
    assert kept.sweep() == 0
    assert kept.kept_for(people.alice.person_id) is not None
    hands.forward(minutes=1)
    assert kept.kept_for(people.alice.person_id) is None
    assert kept.sweep() == 1


def test_it_can_be_forgotten(people: People) -> None:
    keep(people)
    keep(people, "bob")
    kept.forget(people.alice.person_id)
    assert kept.kept_for(people.alice.person_id) is None
    assert kept.kept_for(people.bob.person_id) is not None
