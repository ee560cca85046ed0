"""Sharing a ticket with one's organisation, and taking it back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from portal import clock
from portal.db.tables import Follow, Membership
from portal.errors import NotAllowed, NotFound, Rejected
from portal.tickets import operations, sharing
from portal.tickets.queries import get_row, get_visible, may_see_ticket, timeline
from portal.vocabulary import EntryKind, Following, Visibility
from tests.factories import People, make_ticket
from tests.tickets.outgoing import forget, mailed

PRIVATE, SHARED = Visibility.PRIVATE, Visibility.SHARED


def test_sharing_gives_colleagues_sight_and_a_mail(people: People) -> None:
    ticket = make_ticket(people.alice)
    forget()
    gained = sharing.set_visibility(people.alice, ticket.reference, SHARED)
    assert [reader.name for reader in gained] == ["Bob Berg", "Carol Weber"]
    assert may_see_ticket(people.bob, ticket.id)
    assert not may_see_ticket(people.dave, ticket.id)
    assert mailed("shared") == {"Bob", "Carol"}


def test_making_private_ends_sight_following_and_later_mail_at_once(people: People) -> None:
    ticket = make_ticket(people.alice, visibility=SHARED)
    operations.follow(people.bob, ticket.reference, Following.FOLLOW)
    forget()
    lost = sharing.set_visibility(people.alice, ticket.reference, PRIVATE)
    assert [reader.name for reader in lost] == ["Bob Berg", "Carol Weber"]
    with pytest.raises(NotFound):
        get_visible(people.bob, ticket.reference)
    assert Follow.select().count() == 0
    assert mailed("made_private") == {"Bob", "Carol"}
    forget()
    operations.reply(people.alice, ticket.reference, "Now among ourselves.")
    assert mailed() == set()


def test_the_same_state_twice_changes_nothing(people: People) -> None:
    """UX-21."""
    ticket = make_ticket(people.alice)
    sharing.set_visibility(people.alice, ticket.reference, SHARED)
    assert sharing.set_visibility(people.alice, ticket.reference, SHARED) == ()
    assert [entry.kind for entry in timeline(people.alice, ticket.id)] == [EntryKind.OPENED, EntryKind.SHARED]


def test_what_a_change_would_mean_is_what_it_then_does(people: People) -> None:
    """UX-11."""
    ticket = make_ticket(people.alice)
    for to in (SHARED, PRIVATE):
        said = sharing.affected_by(get_row(ticket.id), to)
        done = sharing.set_visibility(people.alice, ticket.reference, to)
        assert [reader.name for reader in said] == [reader.name for reader in done] == ["Bob Berg", "Carol Weber"]
    assert sharing.affected_by(get_row(ticket.id), PRIVATE) == ()


def test_who_joined_later_gains_no_sight_of_older_tickets(people: People) -> None:
    ticket = make_ticket(people.alice)
    later = clock.now() + timedelta(days=1)
    Membership.update(sees_from=later).where(Membership.person == people.numbers["carol"]).execute()
    assert [reader.name for reader in sharing.affected_by(ticket, SHARED)] == ["Bob Berg"]
    sharing.set_visibility(people.alice, ticket.reference, SHARED)
    assert not may_see_ticket(people.carol, ticket.id)


def test_an_administrator_who_approved_goes_on_seeing_a_private_request(people: People) -> None:
    ticket = make_ticket(people.bob, needs_approval=True)
    operations.approve(people.alice, ticket.reference)
    assert [reader.name for reader in sharing.affected_by(ticket, SHARED)] == ["Carol Weber"]
    sharing.set_visibility(people.bob, ticket.reference, SHARED)
    sharing.set_visibility(people.bob, ticket.reference, PRIVATE)
    assert may_see_ticket(people.alice, ticket.id)
    assert not may_see_ticket(people.carol, ticket.id)


def test_a_colleague_does_not_decide_who_sees_it(people: People) -> None:
    ticket = make_ticket(people.alice, visibility=SHARED)
    with pytest.raises(NotAllowed):
        sharing.set_visibility(people.bob, ticket.reference, PRIVATE)
    with pytest.raises(NotFound):
        sharing.set_visibility(people.dave, ticket.reference, PRIVATE)


def test_an_engineer_gives_a_reason_that_the_requester_reads(people: People) -> None:
    ticket = make_ticket(people.alice)
    forget()
    with pytest.raises(Rejected) as refusal:
        sharing.set_visibility(people.sam, ticket.reference, SHARED, " ")
    assert refusal.value.field == "reason"
    sharing.set_visibility(people.sam, ticket.reference, SHARED, "Bob asked for it.")
    assert timeline(people.alice, ticket.id)[-1].body == "Bob asked for it."
    assert mailed("shared") == {"Alice", "Bob", "Carol"}


def test_what_is_always_private_or_of_nobody_else_cannot_be_shared(people: People) -> None:
    for ticket in (make_ticket(people.alice, always_private=True), make_ticket(people.erin)):
        actor = people.alice if ticket.organisation_id else people.erin
        with pytest.raises(NotAllowed):
            sharing.set_visibility(actor, ticket.reference, SHARED)
        with pytest.raises(NotAllowed):
            sharing.set_visibility(people.sam, ticket.reference, SHARED, "Why not.")


def test_who_has_left_no_longer_decides_what_its_people_see(people: People) -> None:
    ticket = make_ticket(people.bob, visibility=SHARED)
    Membership.delete().where(Membership.person == people.numbers["bob"]).execute()
    assert may_see_ticket(people.bob, ticket.id)
    with pytest.raises(NotAllowed):
        sharing.set_visibility(people.bob, ticket.reference, PRIVATE)
