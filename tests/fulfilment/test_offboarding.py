"""An engineer takes access: what was previewed happens, whole, once, on its day, and is reported."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from portal.accounts.leaving import leave
from portal.db import transaction
from portal.db.tables import Audited, Departure, Membership, Person, Ticket
from portal.errors import Conflict, NotAllowed
from portal.fulfilment import due
from portal.fulfilment.operations import confirm
from portal.fulfilment.plans import Plan
from portal.fulfilment.queries import fulfilment_of, preview
from portal.tickets import access
from portal.tickets.queries import get_row, may_see_ticket, timeline
from portal.tickets.rows import GONE, TicketRow
from portal.vocabulary import EntryKind, FulfilmentState, Role, Status, Visibility
from tests.factories import People, make_ticket
from tests.fulfilment.requests import offboarding
from tests.support.mails import Hands
from tests.tickets.outgoing import forget, mailed, texts
from tests.tickets.test_at_once import at_once

PRIVATE, SHARED = Visibility.PRIVATE, Visibility.SHARED


def plan_of(people: People, ticket: TicketRow) -> Plan:
    """What Sam sees now."""
    return preview(people.sam, ticket.reference)[1]


def press(people: People, ticket: TicketRow) -> Any:
    """Sam looks, and confirms what he sees."""
    return confirm(people.sam, ticket.reference, plan_of(people, ticket).digest)


def words(plan: Plan) -> str:
    """Everything that the preview says."""
    lines = [f"{item.label}: {item.words}. {item.aside}" for item in plan.items]
    return "\n".join((*lines, *plan.warnings, *plan.blockers))


def report(people: People, ticket: TicketRow) -> str:
    """What the requester reads afterwards."""
    return next(entry.body for entry in timeline(people.alice, ticket.id) if entry.kind is EntryKind.FULFILLED)


def is_member(people: People, name: str, organisation: str = "acme") -> bool:
    theirs = (Membership.person == people.numbers[name]) & (
        Membership.organisation == people.organisations[organisation]
    )
    return bool(Membership.select().where(theirs).exists())


def test_confirming_takes_somebody_out_and_reports_each_thing(people: People, hands: Hands) -> None:
    """OPS-30, OPS-35, S-22."""
    ticket = offboarding(people.alice, people.numbers["bob"])
    assert not plan_of(people, ticket).blockers
    forget()
    done = press(people, ticket)
    assert done.state is FulfilmentState.DONE
    assert {line.label for line in done.report} >= {"Membership", "Log-ins", "Account", "Links and codes", "Mail"}
    assert all(line.at == hands.now() for line in done.report)
    assert not is_member(people, "bob")
    person = Person.get_by_id(people.numbers["bob"])
    assert (person.deactivated_at, person.password_hash) == (hands.now(), None)
    assert Departure.get().left_at == hands.now()
    assert mailed("fulfilled") == {"Alice"}
    assert get_row(ticket.id).status is Status.RESOLVED
    removed = Audited.select().where((Audited.action == "access_removed") & (Audited.person == person.id))
    assert {row.data["what"] for row in removed} == {line.label for line in done.report}
    assert {row.actor_name for row in removed} == {"Sam Holm"}


def test_somebody_of_two_organisations_keeps_the_other(people: People) -> None:
    ticket = offboarding(people.alice, people.numbers["carol"])
    assert "Globex AG" in words(plan_of(people, ticket))
    press(people, ticket)
    assert [place.name for place in people.carol.places] == ["Globex AG"]
    assert Person.get_by_id(people.numbers["carol"]).password_hash is not None


def test_somebody_with_a_plan_of_their_own_keeps_the_account(people: People) -> None:
    Person.update(plan="standard").where(Person.id == people.numbers["bob"]).execute()
    press(people, offboarding(people.alice, people.numbers["bob"]))
    assert people.bob.places == ()
    assert people.bob.is_paid


def test_requests_go_where_they_were_asked_to_go(people: People) -> None:
    """OPS-32: each is named, beforehand and afterwards; the colleague hears of hers."""
    bob, acme = people.bob, people.organisations["acme"]
    raised = partial(make_ticket, bob, organisation_id=acme)
    secret = raised(subject="Salary server", visibility=PRIVATE)
    finished = raised(subject="Old phone", visibility=PRIVATE, status=Status.CLOSED)
    open_one = raised(subject="Volume stuck", visibility=SHARED)
    never = raised(subject="About somebody", visibility=PRIVATE, always_private=True, status=Status.CLOSED)
    closed = raised(subject="Done long ago", visibility=SHARED, status=Status.CLOSED)
    ticket = offboarding(
        people.alice,
        people.numbers["bob"],
        private_requests="share",
        open_requests="hand_over",
        colleague=str(people.numbers["carol"]),
    )
    said = words(plan_of(people, ticket))
    for row in (secret, finished, open_one, never):
        assert f"{row.reference} “{row.subject}”" in said
    assert closed.reference not in said
    assert f"{never.reference} cannot be shared" in said
    forget()
    press(people, ticket)
    carol = people.numbers["carol"]
    now = {row.id: get_row(row.id) for row in (secret, finished, open_one, never, closed)}
    assert (now[secret.id].requester_id, now[secret.id].visibility) == (carol, SHARED)
    assert (now[finished.id].requester_id, now[finished.id].visibility) == (GONE, SHARED)
    assert (now[open_one.id].requester_id, now[open_one.id].visibility) == (carol, SHARED)
    assert (now[never.id].requester_id, now[never.id].visibility) == (GONE, PRIVATE)
    assert now[finished.id].requester_name == "Bob Berg (left)"
    assert mailed("handed_over") == {"Carol"}
    assert "was handed to you" in texts()
    kinds = [entry.kind for entry in timeline(people.carol, secret.id)]
    assert kinds == [EntryKind.OPENED, EntryKind.SHARED, EntryKind.HANDED_OVER]
    for row in (secret, finished, open_one, never):
        assert row.reference in report(people, ticket)
    # Who may not see it learns no subject of it.
    assert never.subject not in report(people, ticket)
    assert {row.ticket for row in Audited.select().where(Audited.action == "requester_changed")} == {
        secret.id,
        open_one.id,
    }


def test_what_is_left_with_support_is_seen_by_nobody_else(people: People) -> None:
    secret = make_ticket(people.bob, visibility=PRIVATE)
    press(people, offboarding(people.alice, people.numbers["bob"], open_requests="share"))
    assert [name for name in ("alice", "carol", "sam") if may_see_ticket(people[name], secret.id)] == ["sam"]


def test_where_the_colleague_has_left_an_administrator_takes_over(people: People) -> None:
    """OPS-32."""
    secret = make_ticket(people.bob, visibility=PRIVATE)
    carol = people.numbers["carol"]
    ticket = offboarding(people.alice, people.numbers["bob"], private_requests="hand_over", colleague=str(carol))
    Membership.delete().where(
        (Membership.person == carol) & (Membership.organisation == people.organisations["acme"])
    ).execute()
    assert "Carol Weber is no member of Acme AB any more, so Alice Andersson" in words(plan_of(people, ticket))
    press(people, ticket)
    assert get_row(secret.id).requester_id == people.numbers["alice"]


def test_the_last_administrator_needs_a_successor_first(people: People) -> None:
    """OPS-34: the preview says who it could be; also where two leave at the same moment one stays."""
    ticket = offboarding(
        people.carol, people.numbers["alice"], columns={"organisation_id": people.organisations["acme"]}
    )
    plan = plan_of(people, ticket)
    assert "Bob Berg or Carol Weber" in plan.blockers[0]
    with pytest.raises(Conflict, match="only administrator"):
        confirm(people.sam, ticket.reference, plan.digest)
    assert is_member(people, "alice")


def test_two_administrators_who_leave_at_once_do_not_both_go(people: People) -> None:
    acme, alice, bob = people.organisations["acme"], people.numbers["alice"], people.numbers["bob"]
    Membership.update(role=Role.ADMINISTRATOR).where(Membership.person == bob).execute()

    def go(person_id: int) -> None:
        with transaction():
            leave(person_id, acme)

    assert at_once(partial(go, alice), partial(go, bob)) == []
    assert is_member(people, "alice") is not is_member(people, "bob")


def test_who_is_no_member_any_more_is_left_alone(people: People) -> None:
    ticket = offboarding(people.alice, people.numbers["bob"])
    press(people, offboarding(people.alice, people.numbers["bob"]))
    plan = plan_of(people, ticket)
    assert "Bob Berg is no member of Acme AB any more" in words(plan)
    press(people, ticket)
    assert Departure.select().count() == 1
    assert get_row(ticket.id).status is Status.RESOLVED


@pytest.mark.once
def test_the_preview_says_that_who_agreed_administers_it_no_longer(people: People) -> None:
    """Who is about to lose the role could otherwise take a colleague along."""
    ticket = offboarding(people.alice, people.numbers["bob"])
    assert plan_of(people, ticket).warnings == ()
    Membership.update(role=Role.MEMBER).where(Membership.person == people.numbers["alice"]).execute()
    assert plan_of(people, ticket).warnings[0].startswith("Alice Andersson, who agreed to it, administers Acme AB no")


def test_nobody_takes_access_on_their_own_request(people: People) -> None:
    """OPS-22: neither who asked, nor whom it concerns."""
    Membership.create(person=people.numbers["olga"], organisation=people.organisations["acme"])
    ticket = offboarding(people.alice, people.numbers["olga"])
    plan = preview(people.olga, ticket.reference)[1]
    with pytest.raises(NotAllowed):
        confirm(people.olga, ticket.reference, plan.digest)
    assert is_member(people, "olga")


def test_on_a_later_day_nothing_happens_before_and_everything_then(people: People, hands: Hands) -> None:
    """OPS-34."""
    last = "2026-11-30T17:00:00+01:00"
    ticket = offboarding(people.alice, people.numbers["bob"], when="on_date", last_day=last)
    plan = plan_of(people, ticket)
    assert "Monday 30 November 2026, 17:00 CET, by itself" in words(plan)
    assert press(people, ticket).state is FulfilmentState.PLANNED
    hands.forward(days=7, hours=6)
    assert due.carry_out_due() == 0
    assert is_member(people, "bob")
    # What changes until then goes with the rest.
    late = make_ticket(people.bob, visibility=PRIVATE)
    hands.forward(hours=1, minutes=1)
    assert due.carry_out_due() == 1
    assert not is_member(people, "bob")
    assert get_row(late.id).requester_id == GONE
    found = fulfilment_of(ticket.id)
    assert found is not None
    assert (found.state, found.done_at) == (FulfilmentState.DONE, hands.now())
    acts = Audited.select(Audited.actor_name).where(Audited.action == "access_removed").tuples()
    assert {name for (name,) in acts} == {"The portal"}


def test_what_cannot_be_done_on_its_day_alarms_engineers(people: People, hands: Hands) -> None:
    """OPS-34: somebody else has to see to it that the access ends."""
    Membership.update(role=Role.ADMINISTRATOR).where(Membership.person == people.numbers["bob"]).execute()
    later = (hands.now() + timedelta(days=1)).isoformat()
    ticket = offboarding(people.alice, people.numbers["bob"], when="on_date", last_day=later)
    press(people, ticket)
    Membership.update(role=Role.MEMBER).where(Membership.person == people.numbers["alice"]).execute()
    hands.forward(days=2)
    forget()
    due.carry_out_due()
    found = fulfilment_of(ticket.id)
    assert found is not None
    assert found.state is FulfilmentState.FAILED
    assert "only administrator" in found.error
    assert mailed("fulfilment_failed") >= {"Sam"}
    assert is_member(people, "bob")


def test_a_request_that_names_nobody_cannot_be_carried_out_by_a_button(people: People) -> None:
    for answers, why in (
        ({"employee": ""}, "does not say whose access shall end"),
        ({"employee": "999999"}, "is not there any more"),
        ({"remove_from": ("status_page",)}, "does not ask to end access to this portal"),
    ):
        (blocker,) = plan_of(people, offboarding(people.alice, people.numbers["bob"], **answers)).blockers
        assert why in blocker


def test_who_asks_for_their_own_removal_is_out_and_the_other_administrator_reads_the_report(people: People) -> None:
    acme = people.organisations["acme"]
    Membership.update(role=Role.ADMINISTRATOR).where(
        (Membership.person == people.numbers["bob"]) & (Membership.organisation == acme)
    ).execute()
    ticket = offboarding(people.bob, people.numbers["bob"], columns={"needs_approval": True})
    Ticket.update(approval="approved", status=Status.IN_PROGRESS).where(Ticket.id == ticket.id).execute()
    forget()
    press(people, ticket)
    assert "Bob Berg is no member" in report(people, ticket)
    assert mailed("fulfilled") == {"Alice"}


def test_who_is_back_is_not_said_to_leave_because_something_is_still_done_by_hand(people: People) -> None:
    """The request stays open for the status page; its person may have been made a member again meanwhile."""
    acme, bob = people.organisations["acme"], people.numbers["bob"]
    ticket = offboarding(people.alice, bob, remove_from=("portal", "status_page"))
    assert access.leaving(people.alice, acme) == {bob: ticket.reference}
    press(people, ticket)
    assert get_row(ticket.id).status.is_open
    assert access.leaving(people.alice, acme) == {}
