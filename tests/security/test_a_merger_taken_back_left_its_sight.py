"""Who was let see a colleague's private ticket by a merger went on seeing it after the merger was taken back."""

from __future__ import annotations

from portal.db.tables import Audited
from portal.tickets import merging
from portal.tickets.participants import add_participant
from portal.tickets.queries import may_see_ticket
from tests.factories import People, make_ticket
from tests.tickets.outgoing import forget, mailed


def test_what_the_merger_gave_goes_with_it_and_nothing_else(people: People) -> None:
    """S-04, S-22."""
    one, another = make_ticket(people.alice), make_ticket(people.alice)
    bobs = make_ticket(people.bob)
    for row in (one, another):
        merging.merge(people.sam, row.reference, bobs.reference)
    assert Audited.select().where(Audited.action == "participant_added").count() == 1
    forget()
    merging.separate(people.sam, one.reference, "Two matters.")
    assert may_see_ticket(people["alice"], bobs.id), "the other one still goes on there"
    merging.separate(people.sam, another.reference, "Two matters.")
    assert not may_see_ticket(people["alice"], bobs.id)
    assert mailed("made_private") == {"Alice"}


def test_who_was_added_by_somebody_stays(people: People) -> None:
    one, bobs = make_ticket(people.alice), make_ticket(people.bob)
    add_participant(people.bob, bobs.reference, people.numbers["alice"])
    merging.merge(people.sam, one.reference, bobs.reference)
    merging.separate(people.sam, one.reference, "Two matters.")
    assert may_see_ticket(people["alice"], bobs.id)
