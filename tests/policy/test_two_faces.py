"""`visible_to` in SQL and `may_see` in Python are one rule: a table of people x tickets on the real database."""

from __future__ import annotations

import itertools

import pytest

from portal.clock import now
from portal.db.tables import Departure, Membership, Participant, Ticket
from portal.policy import Action, Actor, allowed, may_see
from portal.tickets.history import count_each, history
from portal.tickets.queries import get_row, may_see_ticket
from portal.tickets.rows import HistoryFilter, TicketRow
from portal.tickets.seers import readers_of
from portal.tickets.visible import visible_to
from portal.vocabulary import Approval, Role, Status, Visibility
from tests.factories import People, make_ticket

REQUESTERS = ("alice", "bob", "carol", "dave", "erin")
VIEWERS = (*REQUESTERS, "sam", "olga")


@pytest.fixture
def every_ticket(people: People) -> list[int]:
    """One ticket for each requester x organisation of theirs x visibility x approval."""
    made = []
    for name in REQUESTERS:
        requester = people[name]
        organisations = [place.organisation_id for place in requester.places] or [None]
        for organisation, visibility, approval in itertools.product(organisations, Visibility, Approval):
            if organisation is None and visibility is Visibility.SHARED:
                continue
            row = make_ticket(requester, organisation_id=organisation, visibility=visibility, approval=approval)
            made.append(row.id)
    return made


@pytest.fixture
def participants(people: People, every_ticket: list[int]) -> None:
    """Bob, Carol and Dave on every second ticket, whosever it is: that of a foreign organisation does not count.

    Carol has left Acme meanwhile, and Bob is new there.
    """
    for number, name in itertools.product(every_ticket[::2], ("bob", "carol", "dave")):
        Participant.create(ticket=number, person=people.numbers[name], created_at=now())
    of_acme = Membership.organisation == people.organisations["acme"]
    Membership.delete().where(of_acme & (Membership.person == people.numbers["carol"])).execute()
    Membership.update(sees_from=now()).where(of_acme & (Membership.person == people.numbers["bob"])).execute()


@pytest.fixture
def departures(people: People, every_ticket: list[int]) -> None:
    """Carol has left Acme and kept Globex; Bob has left it and come back, and raised a ticket since."""
    acme = people.organisations["acme"]
    for name in ("carol", "bob"):
        leave(people.numbers[name], acme)
    Membership.create(person=people.numbers["bob"], organisation=acme, since=now())
    every_ticket.append(make_ticket(people.bob, organisation_id=acme).id)


def leave(person_id: int, organisation_id: int) -> None:
    """What is left in the tables by somebody who left."""
    Membership.delete().where((Membership.organisation == organisation_id) & (Membership.person == person_id)).execute()
    Departure.create(person=person_id, organisation=organisation_id, left_at=now())
    theirs = (Ticket.organisation == organisation_id) & (Ticket.requester == person_id)
    Ticket.update(requester_left_at=now()).where(theirs).execute()


@pytest.mark.parametrize("viewer", VIEWERS)
def test_sql_and_policy_agree_on_every_ticket(viewer: str, people: People, every_ticket: list[int]) -> None:
    """S-01, S-03."""
    actor: Actor = people[viewer]
    by_sql = {number for (number,) in Ticket.select(Ticket.id).where(visible_to(actor)).tuples()}
    by_policy = {number for number in every_ticket if may_see(actor, get_row(number))}
    assert by_sql == by_policy
    assert by_sql, "everybody here has at least their own ticket"


@pytest.mark.parametrize("viewer", VIEWERS)
def test_they_agree_on_participants_too(
    viewer: str, people: People, every_ticket: list[int], participants: None
) -> None:
    """S-01, S-03; the lists of the page show the same."""
    _assert_agreement(viewer, people, every_ticket)


def _assert_agreement(viewer: str, people: People, every_ticket: list[int]) -> None:
    actor: Actor = people[viewer]
    by_policy = {number for number in every_ticket if may_see(actor, get_row(number))}
    assert {number for (number,) in Ticket.select(Ticket.id).where(visible_to(actor)).tuples()} == by_policy
    everything = HistoryFilter("all", state="all", limit=100)
    assert {row.id for row in history(actor, everything).rows} == by_policy
    assert count_each(actor, {"all": everything}) == {"all": len(by_policy)}
    if viewer in REQUESTERS:
        shared = HistoryFilter("shared", state="all", limit=100)
        theirs = {number for number in by_policy if _is_shared_with(actor, get_row(number))}
        assert {row.id for row in history(actor, shared).rows} == theirs
        assert count_each(actor, {"shared": shared}) == {"shared": len(theirs)}
        for place in actor.places:
            there = {number for number in by_policy if get_row(number).organisation_id == place.organisation_id}
            wanted = HistoryFilter("organisation", place.organisation_id, state="all", limit=100)
            assert {row.id for row in history(actor, wanted).rows} == there


def _is_shared_with(actor: Actor, row: TicketRow) -> bool:
    """What somebody sees of others for another reason than that they have to approve it."""
    return row.requester_id != actor.person_id and may_see(actor, row._replace(approval=Approval.NONE))


def test_who_left_sees_their_tickets_of_that_organisation_no_longer_and_keeps_the_others(
    people: People, every_ticket: list[int], departures: None
) -> None:
    """OPS-36, S-01, M-15: Bob, who came back, sees what he raised since, and what is shared with everybody there."""
    for viewer in VIEWERS:
        _assert_agreement(viewer, people, every_ticket)
    _assert_named(people, every_ticket)
    acme, globex = people.organisations["acme"], people.organisations["globex"]
    rows = [get_row(number) for number in every_ticket]
    carols, bobs = people.numbers["carol"], people.numbers["bob"]
    raised = {row.id: int(Ticket.get_by_id(row.id).requester_id) for row in rows}
    for row in rows:
        if raised[row.id] == carols:
            assert may_see(people.carol, row) is (row.organisation_id == globex)
        if raised[row.id] == bobs and row.organisation_id == acme:
            is_new = row.id == every_ticket[-1]
            assert may_see(people.bob, row) is (is_new or row.is_shared)
            assert (Action.SHARE in allowed(people.bob, row)) is is_new
            assert row.requester_name == ("Bob Berg" if is_new else "Bob Berg (left)")
    assert [row.id for row in history(people.bob, HistoryFilter("mine", state="all")).rows] == every_ticket[-1:]


@pytest.mark.usefixtures("participants")
def test_whoever_sees_it_is_named_on_it_and_nobody_else(people: People, every_ticket: list[int]) -> None:
    """JSM-3, M-15."""
    _assert_named(people, every_ticket)


def _assert_named(people: People, every_ticket: list[int]) -> None:
    customers = {people.numbers[name]: people[name] for name in REQUESTERS}
    for number in every_ticket:
        row = get_row(number)
        named = {reader.person_id for reader in readers_of(row)}
        assert named == {person for person, actor in customers.items() if may_see(actor, row)}


def test_the_question_before_a_mail_is_sent_is_the_same(people: People, every_ticket: list[int]) -> None:
    """M-15."""
    for name, number in itertools.product(VIEWERS, every_ticket):
        assert may_see_ticket(people[name], number) is may_see(people[name], get_row(number))


def test_an_administrator_knows_nothing_of_what_would_end_their_own_access(people: People) -> None:
    """OPS-22: neither to see why, nor to approve it; another administrator does both."""
    acme, alice = people.organisations["acme"], people.numbers["alice"]
    Membership.update(role=Role.ADMINISTRATOR).where(
        (Membership.organisation == acme) & (Membership.person == people.numbers["carol"])
    ).execute()
    row = make_ticket(
        people.bob, organisation_id=acme, approval=Approval.PENDING, status=Status.WAITING_FOR_APPROVAL, concerns=alice
    )
    for name, sees in (("alice", False), ("carol", True), ("bob", True), ("sam", True)):
        actor = people[name]
        found = Ticket.select().where((Ticket.id == row.id) & visible_to(actor)).exists()
        assert found == may_see(actor, row) == sees, name
        assert (Action.APPROVE in allowed(actor, row)) == (name == "carol"), name
    assert {reader.person_id for reader in readers_of(row)} == {people.numbers["bob"], people.numbers["carol"]}
    assert count_each(people.alice, {"waiting": HistoryFilter(whose="all", state="waiting")}) == {"waiting": 0}
    assert count_each(people.carol, {"waiting": HistoryFilter(whose="all", state="waiting")}) == {"waiting": 1}
