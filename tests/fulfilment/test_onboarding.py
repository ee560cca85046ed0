"""An engineer gives access: what was previewed happens, whole, once, on its day, and nothing else."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from portal.accounts import invitation_rows, queries
from portal.db.tables import (
    Address,
    Audited,
    Authenticator,
    Departure,
    Follow,
    Fulfilment,
    Invitation,
    Membership,
    Participant,
    Person,
    Session,
)
from portal.errors import Conflict, NotAllowed, NotFound
from portal.fulfilment import due, operations, tasks
from portal.fulfilment.operations import Changed, cancel_planned, confirm
from portal.fulfilment.plans import Plan
from portal.fulfilment.queries import fulfilment_of, preview
from portal.tickets import operations as tickets
from portal.tickets.queries import get_row, get_visible, timeline
from portal.tickets.rows import TicketRow
from portal.vocabulary import Approval, EntryKind, Following, FulfilmentState, Role, Status, Visibility
from tests.factories import People, make_person, make_ticket
from tests.fulfilment.requests import onboarding, own_domain
from tests.support.mails import Hands
from tests.tickets.outgoing import forget, mailed
from tests.tickets.test_at_once import at_once


def plan_of(people: People, ticket: TicketRow) -> Plan:
    """What Sam sees now."""
    return preview(people.sam, ticket.reference)[1]


def press(people: People, ticket: TicketRow) -> Any:
    """Sam looks, and confirms what he sees."""
    return confirm(people.sam, ticket.reference, plan_of(people, ticket).digest)


def nina() -> Any:
    """The person with Nina's address."""
    found = queries.person_at("nina@acme.example")
    assert found is not None
    return found


def everything() -> tuple[int, ...]:
    """How many rows there are of all that giving access writes."""
    return tuple(table.select().count() for table in (Person, Address, Membership, Invitation, Fulfilment, Audited))


def test_confirming_makes_a_member_who_is_invited_and_tells_the_requester(people: People, hands: Hands) -> None:
    """OPS-21."""
    acme = people.organisations["acme"]
    ticket = onboarding(people.alice, role="administrator", why_administrator="She runs the office")
    forget()
    done = press(people, ticket)
    assert done.state is FulfilmentState.DONE
    assert all(line.at == hands.now() for line in done.report)
    found = nina()
    assert (found.name, found.organisations, found.is_active) == ("Nina Nordin", ("Acme AB",), True)
    place = Membership.get(Membership.person == found.id)
    assert (place.role, place.sees_from, place.since) == (Role.ADMINISTRATOR, hands.now(), hands.now())
    assert Address.get(Address.person == found.id).verified_at is None
    (invitation,) = invitation_rows.pending_of(acme)
    assert (invitation.address, invitation.ticket_id) == ("nina@acme.example", ticket.id)
    assert invitation.expires_at == hands.now() + timedelta(days=7)
    assert mailed("fulfilled") == {"Alice"}
    assert mailed("invitation") == {"Nina"}
    assert mailed("member_added") == set()
    acts = {act for (act,) in Audited.select(Audited.action).where(Audited.person == found.id).tuples()}
    assert {"person_added", "access_given", "invitation_sent"} <= acts
    row = get_row(ticket.id)
    assert row.status is Status.RESOLVED
    last = [entry for entry in timeline(people.alice, ticket.id) if entry.kind is EntryKind.FULFILLED]
    assert len(last) == 1
    assert "Organisation administrator" in last[0].body


@pytest.mark.once
def test_pressing_again_changes_nothing_and_shows_what_was_done(people: People) -> None:
    """OPS-21."""
    ticket = onboarding(people.alice)
    first, before = press(people, ticket), everything()
    forget()
    assert confirm(people.sam, ticket.reference, "whatever") == first
    assert confirm(people.olga, ticket.reference, "whatever") == first
    assert everything() == before
    assert mailed() == set()


def test_two_engineers_who_confirm_at_once_make_one_person(people: People) -> None:
    """OPS-21, R-03."""
    ticket = onboarding(people.alice)
    digest, sam, olga = plan_of(people, ticket).digest, people.sam, people.olga
    assert at_once(*(partial(confirm, who, ticket.reference, digest) for who in (sam, olga, sam, olga))) == []
    assert Person.select().where(Person.name == "Nina Nordin").count() == 1
    assert len(invitation_rows.pending_of(people.organisations["acme"])) == 1
    assert sum(entry.kind is EntryKind.FULFILLED for entry in timeline(sam, ticket.id)) == 1


def test_two_requests_for_the_same_person_at_once_make_one(people: People) -> None:
    one, other = onboarding(people.alice), onboarding(people.alice)
    acts = [
        partial(confirm, who, ticket.reference, plan_of(people, ticket).digest)
        for who, ticket in ((people.sam, one), (people.olga, other))
    ]
    assert at_once(*acts) == []
    assert Person.select().where(Person.name == "Nina Nordin").count() == 1
    states = [found.state for ticket in (one, other) if (found := fulfilment_of(ticket.id))]
    assert states == [FulfilmentState.DONE]


def test_what_breaks_in_the_middle_leaves_nothing_behind(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    """OPS-21: whole, or not at all."""
    ticket = onboarding(people.alice)
    digest, before = plan_of(people, ticket).digest, everything()

    def breaks(*_: Any, **__: Any) -> None:
        raise RuntimeError("the light went out")

    with monkeypatch.context() as patched:
        patched.setattr("portal.fulfilment.carrying.tell", breaks)
        with pytest.raises(RuntimeError):
            confirm(people.sam, ticket.reference, digest)
    assert everything() == before
    assert get_row(ticket.id).status is Status.NEW
    assert confirm(people.sam, ticket.reference, digest).state is FulfilmentState.DONE


@pytest.mark.once
def test_who_saw_something_else_sees_the_preview_anew(people: People) -> None:
    ticket = onboarding(people.alice)
    seen = plan_of(people, ticket)
    make_person("Nina Nilsson", "nina@acme.example")
    with pytest.raises(Changed):
        confirm(people.sam, ticket.reference, seen.digest)
    assert fulfilment_of(ticket.id) is None
    now = plan_of(people, ticket)
    assert "has an account already" in now.items[0].words
    assert any("called Nina Nilsson" in warning for warning in now.warnings)


@pytest.mark.once
def test_one_more_shared_request_is_nothing_to_ask_again_about(people: People) -> None:
    ticket = onboarding(people.alice)
    seen = plan_of(people, ticket)
    make_ticket(people.bob, visibility=Visibility.SHARED)
    assert confirm(people.sam, ticket.reference, seen.digest).state is FulfilmentState.DONE


@pytest.mark.once
def test_nobody_confirms_what_they_asked_for_approved_or_would_get(people: People) -> None:
    """OPS-22: by the button, nor by ticking off what is done by hand."""
    waiting = onboarding(people.bob, access=("portal", "status_page"))
    with pytest.raises(NotAllowed):
        press(people, waiting)
    tickets.approve(people.alice, waiting.reference)
    alice = people.alice.person_id
    Membership.delete().where(Membership.person == alice).execute()
    Person.update(staff_role="engineer").where(Person.id == alice).execute()
    digest = plan_of(people, waiting).digest
    with pytest.raises(NotAllowed, match="made or approved"):
        confirm(people.alice, waiting.reference, digest)
    with pytest.raises(NotAllowed, match="made or approved"):
        tasks.tick(people.alice, waiting.reference, "status_page", "Subscriber 4711")
    for customer in (people.bob, people.dave):
        with pytest.raises((NotAllowed, NotFound)):
            confirm(customer, waiting.reference, digest)
    assert press(people, waiting).state is FulfilmentState.DONE


@pytest.mark.once
def test_one_of_our_own_people_becomes_no_customer(people: People) -> None:
    ticket = onboarding(people.alice, work_email="olga@support.example")
    with pytest.raises(Conflict, match="one of our own people"):
        press(people, ticket)
    with pytest.raises(NotAllowed, match="concerns themselves"):
        confirm(people.olga, ticket.reference, plan_of(people, ticket).digest)


@pytest.mark.once
def test_an_address_that_nobody_has_shown_to_be_theirs_gives_no_access(people: People) -> None:
    Address.create(person=people.erin.person_id, address="nina@acme.example", verified_at=None)
    ticket = onboarding(people.alice)
    with pytest.raises(Conflict, match="has not shown"):
        press(people, ticket)
    assert not Membership.select().where(Membership.person == people.erin.person_id).exists()


@pytest.mark.once
@pytest.mark.parametrize("changes", [{"first_name": "N" * 100, "last_name": "N" * 101}, {"first_name": "Ni\u202ena"}])
def test_a_name_that_no_account_can_have_is_said_and_breaks_nothing(people: People, changes: dict[str, str]) -> None:
    """One that is too long stopped with an error in the middle, and one of signs that turn the line was taken."""
    ticket = onboarding(people.alice, **changes)
    assert "at most 200 characters" in plan_of(people, ticket).blockers[0]
    with pytest.raises(Conflict):
        press(people, ticket)


def test_somebody_with_an_account_gets_the_organisation_and_no_new_account(people: People) -> None:
    people_before = Person.select().count()
    ticket = onboarding(people.alice, work_email="erin@example.net")
    press(people, ticket)
    assert Person.select().count() == people_before
    assert people.erin.place(people.organisations["acme"]) is not None
    assert mailed("invitation") == {"Erin"}


@pytest.mark.once
def test_a_member_is_not_made_one_again(people: People) -> None:
    ticket = onboarding(people.alice, work_email="bob@acme.example", role="administrator")
    plan = plan_of(people, ticket)
    assert "is a member of Acme AB already" in plan.items[0].words
    assert any("stays so" in warning for warning in plan.warnings)
    press(people, ticket)
    assert Membership.get(Membership.person == people.bob.person_id).role is Role.MEMBER
    assert mailed("invitation") == set()
    assert get_row(ticket.id).status is Status.RESOLVED


def test_who_comes_back_gets_nothing_back(people: People) -> None:
    """OPS-36."""
    acme, number = people.organisations["acme"], make_person("Nina Nordin", "nina@acme.example")
    Membership.create(person=number, organisation=people.organisations["globex"], role=Role.ADMINISTRATOR)
    Membership.create(person=number, organisation=acme, role=Role.ADMINISTRATOR)
    earlier = queries.actor_of_person(number)
    assert earlier is not None
    own = make_ticket(earlier, organisation_id=acme)
    shared = make_ticket(people.alice, visibility=Visibility.SHARED)
    Participant.create(ticket=shared.id, person=number, created_at=shared.opened_at)
    tickets.follow(earlier, shared.reference, Following.FOLLOW)
    Authenticator.create(person=number, secret="sealed", created_at=shared.opened_at, confirmed_at=shared.opened_at)
    # Nobody knows whose it is now: the address of a post may have been given to somebody else.
    Address.create(person=number, address="nina@home.example", is_main=False, verified_at=shared.opened_at)
    Person.update(deactivated_at=shared.opened_at).where(Person.id == number).execute()
    press(people, onboarding(people.alice))
    again = queries.actor_of_person(number)
    assert again is not None
    assert [(place.name, place.role) for place in again.places] == [("Acme AB", Role.MEMBER)]
    assert Person.get_by_id(number).password_hash is None
    assert [row.address for row in queries.addresses_of(number)] == ["nina@acme.example"]
    for table in (Participant, Follow, Session, Authenticator):
        assert not table.select().where(table.person == number).exists()
    assert Departure.select().where(Departure.person == number).count() == 2
    for reference in (own.reference, shared.reference):
        with pytest.raises(NotFound):
            get_visible(again, reference)


@pytest.mark.once
def test_the_administrators_hear_of_it_where_the_request_says_so(people: People) -> None:
    """Of Acme only those who administer it, and not who asked."""
    ticket = onboarding(people.bob)
    tickets.approve(people.alice, ticket.reference)
    press(people, ticket)
    assert mailed("member_added") == {"Alice"}
    forget()
    quiet = onboarding(people.bob, work_email="nils@acme.example", notify_administrators="no")
    tickets.approve(people.alice, quiet.reference)
    press(people, quiet)
    assert mailed("member_added") == set()


@pytest.mark.once
def test_an_invited_newcomer_gets_no_mail_but_the_invitation(people: People) -> None:
    """The address may be mistyped: until somebody has accepted there, nothing of the organisation goes to it."""
    press(people, onboarding(people.alice, sees_earlier="yes"))
    forget()
    tickets.reply(people.alice, make_ticket(people.bob, visibility=Visibility.SHARED).reference, "Look at this")
    assert "Nina" not in mailed()


class TestTheFirstDay:
    """Not before it begins where the engineers are, and then without anybody pressing."""

    def test_it_waits_for_its_day(self, people: People, hands: Hands) -> None:
        ticket = onboarding(people.alice, first_day="2026-11-25")
        planned = press(people, ticket)
        assert planned.state is FulfilmentState.PLANNED
        assert planned.due_at.isoformat() == "2026-11-24T23:00:00+00:00"
        assert get_row(ticket.id).status is Status.IN_PROGRESS
        # The requester was told when: that is an answer, and nobody is warned that there was none.
        assert get_row(ticket.id).answered_at == hands.now()
        assert mailed("fulfilment_planned") == {"Alice"}
        assert press(people, ticket) == planned
        hands.forward(hours=37, minutes=13)
        assert due.carry_out_due() == 0
        assert queries.person_at("nina@acme.example") is None
        hands.forward(minutes=1)
        assert due.carry_out_due() == 1
        assert nina().organisations == ("Acme AB",)
        assert due.carry_out_due() == 0
        assert mailed("fulfilled") == {"Alice"}
        assert get_row(ticket.id).status is Status.RESOLVED

    def test_two_workers_do_it_once(self, people: People, hands: Hands) -> None:
        press(people, onboarding(people.alice, first_day="2026-11-24"))
        hands.forward(days=2)
        assert at_once(due.carry_out_due, due.carry_out_due, due.carry_out_due) == []
        assert len(invitation_rows.pending_of(people.organisations["acme"])) == 1

    @pytest.mark.once
    def test_what_has_changed_by_then_is_not_done_and_every_engineer_hears(self, people: People, hands: Hands) -> None:
        """OPS-34."""
        ticket = onboarding(people.alice, first_day="2026-11-24")
        press(people, ticket)
        make_person("Nina Nilsson", "nina@acme.example")
        forget()
        hands.forward(days=2)
        assert due.carry_out_due() == 1
        failed = fulfilment_of(ticket.id)
        assert failed is not None
        assert failed.state is FulfilmentState.FAILED
        assert "have changed since" in failed.error
        assert mailed() == {"Sam", "Olga"}
        assert EntryKind.FULFILMENT_FAILED not in {entry.kind for entry in timeline(people.alice, ticket.id)}
        assert due.carry_out_due() == 0
        assert press(people, ticket).state is FulfilmentState.DONE

    @pytest.mark.once
    def test_it_is_asked_again_where_who_agreed_is_no_administrator_any_more(
        self, people: People, hands: Hands
    ) -> None:
        """OPS-20, OPS-22."""
        ticket = onboarding(people.bob, first_day="2026-11-24")
        tickets.approve(people.alice, ticket.reference)
        assert not any("who agreed" in warning for warning in plan_of(people, ticket).warnings)
        press(people, ticket)
        Membership.update(role=Role.MEMBER).where(Membership.person == people.alice.person_id).execute()
        hands.forward(days=2)
        due.carry_out_due()
        assert queries.person_at("nina@acme.example") is None
        assert plan_of(people, ticket).warnings[0].startswith("Alice Andersson, who agreed to it, administers")
        assert press(people, ticket).state is FulfilmentState.DONE

    @pytest.mark.once
    def test_what_breaks_on_its_day_leaves_nothing_behind(
        self, people: People, hands: Hands, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ticket = onboarding(people.alice, first_day="2026-11-24")
        press(people, ticket)
        before = everything()[:4]
        hands.forward(days=2)

        def breaks(*_: Any, **__: Any) -> None:
            raise RuntimeError("a secret that nobody should read")

        monkeypatch.setattr("portal.fulfilment.carrying.move_on", breaks)
        assert due.carry_out_due() == 1
        assert everything()[:4] == before
        failed = fulfilment_of(ticket.id)
        assert failed is not None
        assert "secret" not in failed.error

    @pytest.mark.once
    def test_a_cancelled_request_is_not_carried_out(self, people: People, hands: Hands) -> None:
        ticket = onboarding(people.alice, first_day="2026-11-24")
        press(people, ticket)
        tickets.cancel(people.alice, ticket.reference)
        hands.forward(days=2)
        due.carry_out_due()
        found = fulfilment_of(ticket.id)
        assert found is not None
        assert found.state is FulfilmentState.CANCELLED
        assert queries.person_at("nina@acme.example") is None

    @pytest.mark.once
    def test_an_engineer_takes_it_back_with_a_reason(self, people: People, hands: Hands) -> None:
        ticket = onboarding(people.alice, first_day="2026-11-24")
        press(people, ticket)
        cancel_planned(people.olga, ticket.reference, "She starts a month later")
        cancel_planned(people.olga, ticket.reference, "She starts a month later")
        with pytest.raises(Conflict, match="these words were not sent"):
            cancel_planned(people.sam, ticket.reference, "She does not come at all")
        hands.forward(days=2)
        assert due.carry_out_due() == 0
        said = [entry for entry in timeline(people.alice, ticket.id) if entry.kind is EntryKind.FULFILMENT_CANCELLED]
        assert [entry.body for entry in said] == ["She starts a month later"]
        assert press(people, ticket).state is FulfilmentState.DONE
        with pytest.raises(Conflict, match="done already"):
            operations.cancel_planned(people.sam, ticket.reference, "No")


@pytest.mark.once
def test_the_domain_of_the_address_is_compared_with_those_of_the_organisation(people: People) -> None:
    """OPS-20."""
    own_domain(people.organisations["acme"])
    assert plan_of(people, onboarding(people.alice)).warnings == ()
    (warning,) = plan_of(people, onboarding(people.alice, work_email="nina@acne.example")).warnings
    assert warning.startswith("acne.example is not a domain of Acme AB (acme.example).")


@pytest.mark.once
def test_a_mail_that_says_approved_approves_nothing(people: People) -> None:
    ticket = onboarding(people.bob)
    with pytest.raises(NotAllowed):
        tickets.approve(people.by_mail("alice"), ticket.reference)
    tickets.reply(people.by_mail("alice"), ticket.reference, "approved")
    row = get_row(ticket.id)
    assert (row.status, row.approval) == (Status.WAITING_FOR_APPROVAL, Approval.PENDING)
