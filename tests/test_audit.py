"""The audit: what changes rights, sharing, status or access leaves one line, which nothing takes away (S-22)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import peewee
import pytest

from portal import audit, db, origin
from portal.accounts import administering, own_addresses, resets, sessions, signing_in
from portal.accounts import operations as people_operations
from portal.accounts.sessions import Device
from portal.audit import Act
from portal.db.tables import Audited, Person
from portal.errors import DomainError
from portal.inbound.engineers import held
from portal.policy import Letter
from portal.states import Move
from portal.tickets import desk, linking, operations, participants, sharing, templates
from portal.tickets.rows import TicketRow
from portal.vocabulary import Approval, LinkKind, Priority, StaffRole, Status, Trust, Visibility
from tests.factories import PASSWORD, People, add_address, make_ticket
from tests.support.mails import Hands
from tests.support.received import hold

Doing = Callable[[People, TicketRow], Any]
_DEVICE = Device("Firefox", "192.0.2.7")
_BETTER = "a much better pass phrase"


def _profile(people: People) -> Any:
    from portal.accounts.queries import actor_of_session

    found = actor_of_session(sessions.start(people.numbers["alice"], _DEVICE))
    assert found is not None
    return found[1]


# What is done -> (the act, the status that the ticket has before, who does it, how).
DONE: dict[str, tuple[Act, Status, str | None, Doing]] = {
    "share": (Act.VISIBILITY_CHANGED, Status.NEW, "alice",
              lambda p, t: sharing.set_visibility(p.alice, t.reference, Visibility.SHARED)),
    "add a participant": (Act.PARTICIPANT_ADDED, Status.NEW, "alice",
              lambda p, t: participants.add_participant(p.alice, t.reference, p.numbers["bob"])),
    "resolve": (Act.STATUS_CHANGED, Status.IN_PROGRESS, "sam",
              lambda p, t: operations.resolve(p.sam, t.reference, "Mended.")),
    "reopen": (Act.STATUS_CHANGED, Status.RESOLVED, "alice", lambda p, t: operations.reopen(p.alice, t.reference)),
    "agree that it is solved": (Act.STATUS_CHANGED, Status.RESOLVED, "alice",
              lambda p, t: operations.confirm_solved(p.alice, t.reference)),
    "cancel": (Act.STATUS_CHANGED, Status.NEW, "alice", lambda p, t: operations.cancel(p.alice, t.reference)),
    "answer a question": (Act.STATUS_CHANGED, Status.WAITING_FOR_CUSTOMER, "alice",
              lambda p, t: operations.reply(p.alice, t.reference, "It is the second volume.")),
    "approve": (Act.APPROVED, Status.WAITING_FOR_APPROVAL, "alice",
              lambda p, t: operations.approve(p.alice, t.reference)),
    "decline": (Act.DECLINED, Status.WAITING_FOR_APPROVAL, "alice",
              lambda p, t: operations.decline(p.alice, t.reference, "Too dear.")),
    "set the status": (Act.STATUS_CHANGED, Status.NEW, "sam",
              lambda p, t: desk.set_status(p.sam, t.reference, Move.WAIT, "We ask the maker.")),
    "set the priority": (Act.PRIORITY_CHANGED, Status.NEW, "sam",
              lambda p, t: desk.set_priority(p.sam, t.reference, Priority.P1, "All stands still.")),
    "assign": (Act.TICKET_ASSIGNED, Status.NEW, "sam",
              lambda p, t: desk.assign(p.sam, t.reference, p.numbers["olga"])),
    "add a person": (Act.PERSON_ADDED, Status.NEW, None,
              lambda p, t: people_operations.add_person("Nils", "nils@acme.example", staff_role=StaffRole.ENGINEER)),
    "remove an address": (Act.ADDRESS_CHANGED, Status.NEW, "bob",
              lambda p, t: (add_address(p.numbers["bob"], "bob@second.example"),
                            own_addresses.remove_address(p.bob, "bob@second.example", _DEVICE))),
    "change somebody's own plan": (Act.PERSONAL_PLAN_CHANGED, Status.NEW, "olga",
              lambda p, t: administering.set_personal_plan(p.olga, p.numbers["erin"], None)),
    "shut somebody out": (Act.PERSON_DEACTIVATED, Status.NEW, "olga",
              lambda p, t: people_operations.deactivate_person(p.olga, p.numbers["bob"])),
    "set somebody's password": (Act.CREDENTIAL_CHANGED, Status.NEW, None,
              lambda p, t: people_operations.set_password(p.numbers["bob"], _BETTER)),
    "change one's password": (Act.CREDENTIAL_CHANGED, Status.NEW, "alice",
              lambda p, t: resets.change_password(p.alice, _profile(p), PASSWORD, _BETTER)),
    "link with another ticket": (Act.LINKED, Status.NEW, "sam",
              lambda p, t: linking.link(p.sam, t.reference, make_ticket(p.bob).reference, LinkKind.RELATED)),
    "put a mail away": (Act.MAIL_DECIDED, Status.NEW, "sam", lambda p, t: held.put_away(p.sam, hold())),
    "block a sender": (Act.SENDER_BLOCKED, Status.NEW, "sam", lambda p, t: held.block(p.sam, hold())),
    "write a template": (Act.TEMPLATE_CHANGED, Status.NEW, "sam",
              lambda p, t: templates.save_template(p.sam, None, "Greeting", "Hello")),
    "log in": (Act.LOGGED_IN, Status.NEW, "alice",
              lambda p, t: signing_in.sign_in("alice@acme.example", PASSWORD, _DEVICE)),
    "log in with a wrong password": (Act.LOGIN_REFUSED, Status.NEW, None,
              lambda p, t: signing_in.sign_in("alice@acme.example", "wrong", _DEVICE)),
    "log out": (Act.SESSION_ENDED, Status.NEW, "alice",
              lambda p, t: sessions.log_out(p.alice, sessions.start(p.numbers["alice"], _DEVICE))),
    "log out everywhere else": (Act.SESSION_ENDED, Status.NEW, "alice",
              lambda p, t: (sessions.start(p.numbers["alice"], _DEVICE),
                            sessions.end_other_sessions(p.alice, _profile(p)))),
}  # fmt: skip


@pytest.mark.once
@pytest.mark.parametrize("done", sorted(DONE))
def test_it_leaves_one_line_with_who_what_and_from_where(done: str, people: People) -> None:
    """S-22; ASVS 16.2.1, 16.3.1, 16.3.2."""
    act, status, actor, do = DONE[done]
    waits = status is Status.WAITING_FOR_APPROVAL
    # Nobody approves what they asked for themselves.
    requester = people.bob if waits else people.alice
    ticket = make_ticket(requester, status=status, approval=Approval.PENDING if waits else Approval.NONE)
    origin.begin("192.0.2.7")
    before = _newest()
    try:
        do(people, ticket)
    except DomainError:
        assert act is Act.LOGIN_REFUSED
    lines = [line for line in _since(before) if line.action == act]
    assert len(lines) == 1, _since(before)
    assert lines[0].actor == (people.numbers[actor] if actor else None)
    assert lines[0].origin == "192.0.2.7"
    assert lines[0].ticket in {ticket.id, None}
    assert PASSWORD not in str(lines[0].data)
    assert _BETTER not in str(lines[0].data)


@pytest.mark.once
def test_what_is_repeated_or_refused_leaves_no_line(people: People) -> None:
    ticket = make_ticket(people.alice)
    desk.assign(people.sam, ticket.reference, people.numbers["sam"])
    before = _newest()
    desk.assign(people.sam, ticket.reference, people.numbers["sam"])
    with pytest.raises(DomainError):
        sharing.set_visibility(people.bob, ticket.reference, Visibility.SHARED)
    with pytest.raises(DomainError):
        desk.set_priority(people.sam, ticket.reference, Priority.P1, "")
    people_operations.activate_person(None, people.numbers["bob"])
    assert _since(before) == []


def test_no_line_can_be_changed_or_taken_away(people: People) -> None:
    """S-22; ASVS 16.4.2."""
    audit.record(Act.PLAN_CHANGED, people.olga, before="free", after="standard")
    attempts = [Audited.update(action="nothing"), Audited.delete()]
    if db.is_postgresql():
        attempts.append(peewee.SQL("TRUNCATE audited"))
    for attempt in attempts:
        with pytest.raises(peewee.DatabaseError, match="append-only"), db.transaction():
            db.handle.execute(attempt)
    assert Audited.select().where(Audited.action == Act.PLAN_CHANGED).count() == 1


def test_no_line_is_replaced_by_another(people: People) -> None:
    """SQLite takes the old row away without asking the trigger of deletions; PostgreSQL updates it."""
    audit.record(Act.PLAN_CHANGED, people.olga, before="free", after="standard")
    row = Audited.select().dicts().get()
    replaced = {**row, "action": "nothing"}
    attempts = [Audited.insert(replaced).on_conflict(conflict_target=[Audited.id], update={"action": "nothing"})]
    if not db.is_postgresql():
        attempts.append(Audited.replace(replaced))
    for attempt in attempts:
        with pytest.raises(peewee.DatabaseError, match="append-only"), db.transaction():
            attempt.execute()
    assert Audited.select().dicts().get() == row


def test_the_line_is_written_with_the_act_or_not_at_all(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = make_ticket(people.alice)
    before = _newest()

    def breaks(*_: object, **__: object) -> None:
        raise RuntimeError("the mail cannot be made")

    monkeypatch.setattr("portal.tickets.desk.tell", breaks)
    with pytest.raises(RuntimeError):
        desk.assign(people.sam, ticket.reference, people.numbers["sam"])
    assert _since(before) == []


@pytest.mark.once
def test_that_an_engineer_reads_a_ticket_is_noted_once_an_hour(people: People, hands: Hands) -> None:
    ticket = make_ticket(people.alice)
    before = _newest()
    for actor in (people.alice, people.sam, people.sam, people.olga):
        audit.record_seen(actor, ticket)
    assert [line.actor_name for line in _since(before)] == ["Sam Holm", "Olga Nilsson"]
    hands.forward(minutes=61)
    audit.record_seen(people.sam, ticket)
    assert len(_since(before)) == 3


@pytest.mark.once
def test_who_acts_by_mail_is_where_the_mail_came_from(people: People) -> None:
    ticket = make_ticket(people.alice, status=Status.WAITING_FOR_CUSTOMER)
    operations.reply(people.by_mail("alice", Letter(12, Trust.VERIFIED)), ticket.reference, "The second volume.")
    line = Audited.select().order_by(Audited.id.desc()).get()
    assert (line.origin, line.data) == ("mail 12", {"before": "waiting_for_customer", "after": "in_progress"})


@pytest.mark.once
def test_a_line_outlives_whom_it_tells_of(people: People) -> None:
    people_operations.deactivate_person(None, people.numbers["erin"])
    Person.delete().where(Person.id == people.numbers["erin"]).execute()
    assert Audited.select().where(Audited.person == people.numbers["erin"]).count() == 1


def _newest() -> int:
    return int(Audited.select(peewee.fn.COALESCE(peewee.fn.MAX(Audited.id), 0)).scalar())


def _since(number: int) -> list[Audited]:
    return list(Audited.select().where(Audited.id > number).order_by(Audited.id))
