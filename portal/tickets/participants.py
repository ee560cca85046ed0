"""Participants: members of a ticket's organisation who see one ticket and write on it, also where it is private."""

from __future__ import annotations

from dataclasses import dataclass

from portal import audit, clock
from portal.audit import Act
from portal.db.tables import Follow, Membership, Participant, Person
from portal.errors import Rejected
from portal.notify.letters import MailEvent
from portal.policy import Action, Actor, require
from portal.tickets.changing import changing, write
from portal.tickets.events import record, tell
from portal.tickets.queries import get_row
from portal.tickets.rows import TicketRow
from portal.tickets.seers import readers_of
from portal.vocabulary import EntryKind

MOST = 20


@dataclass(frozen=True)
class Ending:
    """What it means that somebody is a participant no longer: whether they see the ticket on no other ground."""

    person_id: int
    name: str
    loses_sight: bool


def addable_to(row: TicketRow) -> tuple[tuple[int, str], ...]:
    """Number and name of those who may become participants: the organisation's other active members, by name."""
    members = (
        Membership.select(Person.id, Person.name).join(Person).where(Membership.organisation == row.organisation_id)
    )
    others = (Person.id != row.requester_id) & Person.id.not_in(sorted(row.participants))
    # The provider's own people see every ticket.
    able = Person.deactivated_at.is_null() & Person.staff_role.is_null()
    return tuple(members.where(others & able).order_by(Person.name, Person.id).tuples())


def ending_of(row: TicketRow, person_id: int) -> Ending | None:
    """What taking this participant off would mean, or None where they are none."""
    name = next((r.name for r in readers_of(row) if r.person_id == person_id and r.is_participant), None)
    if name is None:
        return None
    otherwise = readers_of(row._replace(participants_text=None))
    return Ending(person_id, name, all(reader.person_id != person_id for reader in otherwise))


def add_participant(actor: Actor, reference: str, person_id: int) -> str:
    """Let a member of the ticket's organisation see it and write on it; returns their name.

    Repeating it changes nothing. Rejected for everybody else, and where there are `MOST` already.
    """
    with changing(actor, reference, Action.CHOOSE_PARTICIPANTS) as row:
        there = {reader.person_id: reader.name for reader in readers_of(row) if reader.is_participant}
        if person_id in there:
            return there[person_id]
        name = dict(addable_to(row)).get(person_id, "")
        if not name:
            raise Rejected(f"Choose somebody at {row.organisation_name} from the list", field="person")
        if len(row.participants) >= MOST:
            raise Rejected(f"{MOST} participants are the most. Share the ticket instead", field="person")
        _insert(row, person_id)
        write(row.id)
        audit.record_on(Act.PARTICIPANT_ADDED, actor, row, person_id=person_id)
        entry = record(actor, row.id, EntryKind.PARTICIPANT_ADDED, person_id=person_id, person=name)
        concerned = [r for r in readers_of(get_row(row.id)) if r.is_requester or r.person_id == person_id]
        tell(MailEvent.PARTICIPANT_ADDED, actor, row.id, entry, facts={"person": name}, readers=tuple(concerned))
        return name


def remove_participant(actor: Actor, reference: str, person_id: int) -> None:
    """Take a participant off the ticket: their sight, following and mail, queued mail included, end at once.

    Participants may remove themselves. Repeating it changes nothing. Who sees it on other grounds goes on seeing it.
    """
    with changing(actor, reference) as row:
        leaves = person_id == actor.person_id and person_id in row.participants
        require(actor, row, Action.LEAVE if leaves else Action.CHOOSE_PARTICIPANTS)
        if person_id not in row.participants:
            return
        ending, before = ending_of(row, person_id), readers_of(row)
        Participant.delete().where((Participant.ticket == row.id) & (Participant.person == person_id)).execute()
        write(row.id)
        audit.record_on(Act.PARTICIPANT_REMOVED, actor, row, person_id=person_id)
        name = _name_of(person_id)
        entry = record(actor, row.id, EntryKind.PARTICIPANT_REMOVED, person_id=person_id, person=name)
        if ending is not None and ending.loses_sight:
            Follow.delete().where((Follow.ticket == row.id) & (Follow.person == person_id)).execute()
            lost = tuple(reader for reader in before if reader.person_id == person_id)
            tell(MailEvent.MADE_PRIVATE, actor, row.id, entry, readers=lost)


def _insert(row: TicketRow, person_id: int) -> None:
    # Who was one, left the organisation and came back, has a row already.
    Participant.insert(ticket=row.id, person=person_id, created_at=clock.now()).on_conflict_ignore().execute()


def _name_of(person_id: int) -> str:
    return str(Person.select(Person.name).where(Person.id == person_id).tuples().get()[0])
