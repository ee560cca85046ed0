"""Who may do what, as sentences; that SQL says the same is held in test_two_faces.py."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from portal.errors import NotAllowed
from portal.policy import Action, Actor, Place, allowed, may_see, moves_as, require
from portal.states import MOVES, STATES, Move, Who
from portal.vocabulary import Approval, FulfilmentKind, Role, Source, StaffRole, Status, Visibility

pytestmark = pytest.mark.once

ACME, GLOBEX, INITECH = 1, 2, 3
OPENED = datetime(2026, 11, 23, 9, 46, tzinfo=UTC)


def place(organisation: int, role: Role = Role.MEMBER, *, paid: bool = True) -> Place:
    return Place(organisation, f"organisation {organisation}", role, paid)


ALICE = Actor(1, "Alice", "alice@acme.example", (place(ACME, Role.ADMINISTRATOR),))
BOB = Actor(2, "Bob", "bob@acme.example", (place(ACME),))
CAROL = Actor(3, "Carol", "carol@globex.example", (place(GLOBEX, Role.ADMINISTRATOR), place(ACME)))
DAVE = Actor(4, "Dave", "dave@initech.example", (place(INITECH, paid=False),))
ERIN = Actor(5, "Erin", "erin@example.net", personal_plan_paid=True)
SAM = Actor(6, "Sam", "sam@support.example", staff_role=StaffRole.ENGINEER)


@dataclass(frozen=True)
class Ticket:
    requester_id: int = BOB.person_id
    has_requester: bool = True
    organisation_id: int | None = ACME
    visibility: Visibility = Visibility.PRIVATE
    always_private: bool = False
    status: Status = Status.IN_PROGRESS
    approval: Approval = Approval.NONE
    opened_at: datetime = OPENED
    participants: frozenset[int] = frozenset()
    merged_into_id: int | None = None
    concerns_id: int | None = None
    fulfilment: FulfilmentKind | None = None


PRIVATE = Ticket()
SHARED = Ticket(visibility=Visibility.SHARED)


@pytest.mark.parametrize(
    ("actor", "ticket", "sees"),
    [
        (BOB, PRIVATE, True),
        (ALICE, PRIVATE, False),
        (CAROL, PRIVATE, False),
        (ERIN, PRIVATE, False),
        (SAM, PRIVATE, True),
        (BOB, SHARED, True),
        (ALICE, SHARED, True),
        (CAROL, SHARED, True),
        (DAVE, SHARED, False),
        (ERIN, SHARED, False),
        (SAM, SHARED, True),
        (ALICE, replace(PRIVATE, approval=Approval.PENDING), True),
        (CAROL, replace(PRIVATE, approval=Approval.PENDING), False),
        (ALICE, replace(PRIVATE, organisation_id=GLOBEX, visibility=Visibility.SHARED), False),
        (CAROL, replace(PRIVATE, participants=frozenset({CAROL.person_id})), True),
        (ALICE, replace(PRIVATE, participants=frozenset({CAROL.person_id})), False),
        # Whoever left the organisation, or never was in it, sees nothing any more, added or not.
        (DAVE, replace(PRIVATE, participants=frozenset({DAVE.person_id})), False),
        (CAROL, replace(PRIVATE, organisation_id=None, participants=frozenset({CAROL.person_id})), False),
    ],
)
def test_who_sees_which_ticket(actor: Actor, ticket: Ticket, sees: bool) -> None:
    """S-01."""
    assert may_see(actor, ticket) is sees
    assert (Action.VIEW in allowed(actor, ticket)) is sees


def test_an_administrator_does_not_read_private_tickets_of_the_members() -> None:
    assert allowed(ALICE, PRIVATE) == frozenset()


def test_a_newcomer_does_not_see_what_was_shared_before_the_day_they_came() -> None:
    newcomer = replace(BOB, person_id=9, places=(replace(place(ACME), sees_from=OPENED + timedelta(days=1)),))
    assert not may_see(newcomer, SHARED)
    assert may_see(newcomer, replace(SHARED, opened_at=OPENED + timedelta(days=1)))


def test_a_participant_writes_and_may_leave_but_decides_nothing() -> None:
    ticket = replace(PRIVATE, participants=frozenset({CAROL.person_id}))
    assert allowed(CAROL, ticket) == {Action.VIEW, Action.FOLLOW, Action.REPLY, Action.LEAVE}
    assert Action.LEAVE in allowed(CAROL, replace(ticket, status=Status.CLOSED))
    with pytest.raises(NotAllowed, match="requester or an engineer"):
        require(CAROL, ticket, Action.CHOOSE_PARTICIPANTS)


def test_who_may_share_chooses_participants_too() -> None:
    for actor in (ALICE, BOB, CAROL, SAM):
        for ticket in (PRIVATE, SHARED, replace(PRIVATE, always_private=True), replace(PRIVATE, organisation_id=None)):
            actions = allowed(actor, ticket)
            assert (Action.SHARE in actions) is (Action.CHOOSE_PARTICIPANTS in actions)


@pytest.mark.parametrize(
    ("actor", "ticket", "may"),
    [(BOB, PRIVATE, True), (BOB, SHARED, True), (ALICE, SHARED, False), (CAROL, SHARED, False), (SAM, SHARED, True)],
)
def test_only_the_requester_and_engineers_decide_about_sharing(actor: Actor, ticket: Ticket, may: bool) -> None:
    assert (Action.SHARE in allowed(actor, ticket)) is may


@pytest.mark.parametrize("ticket", [replace(PRIVATE, always_private=True), replace(PRIVATE, organisation_id=None)])
def test_what_cannot_be_shared_is_offered_to_nobody(ticket: Ticket) -> None:
    assert Action.SHARE not in allowed(BOB, ticket)
    assert Action.SHARE not in allowed(SAM, ticket)


def test_who_has_left_the_organisation_no_longer_decides_what_its_people_see() -> None:
    left = replace(BOB, places=(), personal_plan_paid=True)
    assert Action.VIEW in allowed(left, SHARED)
    assert Action.SHARE not in allowed(left, SHARED)


def test_the_free_plan_reads_in_the_portal_and_writes_by_mail() -> None:
    own = Ticket(requester_id=DAVE.person_id, organisation_id=INITECH)
    assert allowed(DAVE, own) == {Action.VIEW, Action.FOLLOW}
    assert Action.REPLY in allowed(replace(DAVE, channel=Source.EMAIL), own)


@pytest.mark.parametrize("actor", [ALICE, BOB, CAROL, ERIN])
@pytest.mark.parametrize("action", [Action.NOTE, Action.ASSIGN, Action.SET_PRIORITY, Action.SET_STATUS])
def test_no_customer_does_what_engineers_do(actor: Actor, action: Action) -> None:
    for status in Status:
        assert action not in allowed(actor, replace(SHARED, requester_id=actor.person_id, status=status))


@pytest.mark.parametrize("status", sorted(Status))
def test_nobody_writes_to_the_customer_on_a_finished_ticket(status: Status) -> None:
    for actor in (BOB, ALICE, SAM):
        assert (Action.REPLY in allowed(actor, replace(SHARED, status=status))) is not status.is_finished


@pytest.mark.parametrize("status", sorted(Status))
def test_the_requesters_buttons_are_those_of_the_state_table(status: Status) -> None:
    buttons = allowed(BOB, replace(PRIVATE, status=status))
    assert (Action.RESOLVE in buttons) is (status in MOVES[Move.RESOLVE][0])
    assert (Action.REOPEN in buttons) is (status in MOVES[Move.REOPEN][0])
    assert (Action.CANCEL in buttons) is (status in MOVES[Move.CANCEL][0])


def test_a_colleague_neither_resolves_nor_cancels_for_the_requester() -> None:
    assert allowed(ALICE, SHARED) == {Action.VIEW, Action.REPLY, Action.FOLLOW}


LEFT_BEHIND = replace(SHARED, requester_id=-1, has_requester=False)
TO_APPROVE = replace(LEFT_BEHIND, status=Status.WAITING_FOR_APPROVAL, approval=Approval.PENDING)


@pytest.mark.parametrize(
    ("actor", "ticket", "may"),
    [
        (ALICE, LEFT_BEHIND, {Action.RESOLVE, Action.CANCEL, Action.GIVE_INFORMATION}),
        # Who is asked to approve says no by declining, with a reason.
        (ALICE, TO_APPROVE, {Action.APPROVE, Action.GIVE_INFORMATION}),
        (ALICE, replace(LEFT_BEHIND, status=Status.RESOLVED), {Action.REOPEN, Action.CLOSE, Action.GIVE_INFORMATION}),
        (ALICE, replace(LEFT_BEHIND, concerns_id=ALICE.person_id), set()),
        # What stays with support only is nobody's there; members and administrators elsewhere answer, and no more.
        (ALICE, replace(LEFT_BEHIND, visibility=Visibility.PRIVATE), None),
        (BOB, LEFT_BEHIND, set()),
        (CAROL, LEFT_BEHIND, set()),
    ],
)
def test_an_administrator_says_what_becomes_of_a_shared_request_whose_requester_left(
    actor: Actor, ticket: Ticket, may: set[Action] | None
) -> None:
    """Who can share it stays as it was: made private, nobody there would see it any more."""
    expected = set() if may is None else {Action.VIEW, Action.REPLY, Action.FOLLOW} | may
    assert allowed(actor, ticket) == expected
    assert (Who.REQUESTER in moves_as(actor, ticket)) is bool(may) or may is None


def test_only_an_administrator_of_the_organisation_approves_and_only_while_it_waits() -> None:
    waiting = replace(PRIVATE, status=Status.WAITING_FOR_APPROVAL, approval=Approval.PENDING)
    assert Action.APPROVE in allowed(ALICE, waiting)
    assert Action.APPROVE not in allowed(BOB, waiting)
    assert Action.APPROVE not in allowed(SAM, waiting)
    assert Action.APPROVE not in allowed(ALICE, replace(waiting, status=Status.NEW, approval=Approval.APPROVED))


def test_a_refusal_says_who_may() -> None:
    with pytest.raises(NotAllowed, match="Only engineers write internal notes"):
        require(BOB, PRIVATE, Action.NOTE)


def test_every_status_has_words_and_every_move_leads_to_one() -> None:
    """OPS-11."""
    assert set(STATES) == set(Status)
    assert set(MOVES) == set(Move)
    for starts, leads_to, *_ in MOVES.values():
        assert starts
        assert leads_to not in starts


ONBOARDING = replace(PRIVATE, fulfilment=FulfilmentKind.ONBOARD)


@pytest.mark.parametrize(
    ("actor", "ticket", "may"),
    [
        (SAM, ONBOARDING, True),
        (SAM, replace(ONBOARDING, approval=Approval.APPROVED, status=Status.NEW), True),
        (SAM, replace(ONBOARDING, approval=Approval.PENDING, status=Status.WAITING_FOR_APPROVAL), False),
        (SAM, replace(ONBOARDING, approval=Approval.DECLINED, status=Status.DECLINED), False),
        (SAM, replace(ONBOARDING, status=Status.RESOLVED), False),
        (SAM, PRIVATE, False),
        # Nobody fulfils their own request, and no customer fulfils any.
        (SAM, replace(ONBOARDING, requester_id=SAM.person_id), False),
        (BOB, ONBOARDING, False),
        (ALICE, replace(ONBOARDING, approval=Approval.APPROVED), False),
    ],
)
def test_engineers_fulfil_what_is_agreed_and_open_but_never_their_own(actor: Actor, ticket: Ticket, may: bool) -> None:
    """OPS-22."""
    assert (Action.FULFIL in allowed(actor, ticket)) is may


WAITS = replace(PRIVATE, approval=Approval.PENDING, status=Status.WAITING_FOR_APPROVAL)


@pytest.mark.parametrize(
    ("actor", "ticket", "may"),
    [
        (ALICE, WAITS, True),
        (BOB, WAITS, False),
        (CAROL, replace(WAITS, visibility=Visibility.SHARED), False),
        (SAM, WAITS, False),
        # Who asked and became an administrator meanwhile.
        (ALICE, replace(WAITS, requester_id=ALICE.person_id), False),
        # A mail shows less well who writes it than the portal does.
        (replace(ALICE, channel=Source.EMAIL), WAITS, False),
    ],
)
def test_another_administrator_approves_in_the_portal_only(actor: Actor, ticket: Ticket, may: bool) -> None:
    """OPS-20, OPS-22."""
    assert (Action.APPROVE in allowed(actor, ticket)) is may
