"""Somebody leaves an organisation: every way in that they had by it ends, in the caller's transaction (OPS-30)."""

from __future__ import annotations

from dataclasses import dataclass

from peewee import Expression

from portal import clock
from portal.accounts.ways_in import EndedWays, end_ways_in, forget_credentials
from portal.db.locks import locked
from portal.db.tables import Address, Departure, Membership, Organisation, Person
from portal.errors import Conflict, NotFound
from portal.notify import outbox
from portal.notify.letters import MailEvent
from portal.notify.refusals import ACCOUNT
from portal.vocabulary import Role

_DEAD = "the link in it ended when the recipient left an organisation"

LAST_ADMINISTRATOR = (
    "Nobody else administers the organisation, and somebody has to. Make another member an administrator first: on the "
    "Organisation page, or, for administrators of the portal, under Customers."
)


@dataclass(frozen=True)
class Ended:
    """What ended when somebody left, and whether nothing is left that their account would be for."""

    ways: EndedWays
    credentials: int
    is_deactivated: bool


def lock_members(organisation_id: int) -> None:
    """Keep the members of the organisation as they are until the transaction ends; whoever changes them waits."""
    locked(Organisation.select(Organisation.id).where(Organisation.id == organisation_id)).execute()


def leave(person_id: int, organisation_id: int) -> Ended:
    """Take this person out of this one organisation, inside the caller's transaction.

    Sessions end everywhere, so that the very next request has only what is left. Who has nothing left is deactivated.
    NotFound for somebody who is no member, Conflict for the last administrator.
    """
    # Two administrators cannot both leave because the other one is there.
    lock_members(organisation_id)
    if not _is_member(person_id, organisation_id):
        raise NotFound("They are no member of this organisation any more.")
    if is_last_administrator(person_id, organisation_id):
        raise Conflict(LAST_ADMINISTRATOR)
    # Who logs in just now waits here, or is done: their session is among those that end.
    locked(Person.select(Person.id).where(Person.id == person_id)).execute()
    deactivated = not keeps_account(person_id, organisation_id)
    now = clock.now()
    if deactivated:
        # Nothing comes back by itself: who is let in again chooses another password.
        Person.update(deactivated_at=now, password_hash=None).where(Person.id == person_id).execute()
    Membership.delete().where(_membership(person_id, organisation_id)).execute()
    Departure.insert(person=person_id, organisation=organisation_id, left_at=now).execute()
    outbox.drop_all(person_id, () if deactivated else (MailEvent.PASSWORD_RESET,), ACCOUNT if deactivated else _DEAD)
    return Ended(
        ways=end_ways_in(person_id, None if deactivated else organisation_id),
        credentials=forget_credentials(person_id) if deactivated else 0,
        is_deactivated=deactivated,
    )


def keeps_account(person_id: int, organisation_id: int) -> bool:
    """Whether they are something beside a member of this organisation: elsewhere, by a plan of their own, or here."""
    elsewhere = (Membership.person == person_id) & (Membership.organisation != organisation_id)
    if Membership.select(Membership.id).where(elsewhere).exists():
        return True
    own = Person.plan.is_null(False) | Person.staff_role.is_null(False)
    return bool(Person.select(Person.id).where((Person.id == person_id) & own).exists())


def is_last_administrator(person_id: int, organisation_id: int) -> bool:
    """Whether this person is the only one who administers the organisation and can log in."""
    of_it = (Membership.organisation == organisation_id) & (Membership.role == Role.ADMINISTRATOR)
    # Who was invited and has not accepted yet cannot log in: nothing may depend on them.
    came = Person.id.in_(Address.select(Address.person).where(Address.verified_at.is_null(False)))
    active = (Membership.person == person_id) | (Person.deactivated_at.is_null() & came)
    administrators = {number for (number,) in Membership.select(Person.id).join(Person).where(of_it & active).tuples()}
    return administrators == {person_id}


def _is_member(person_id: int, organisation_id: int) -> bool:
    return bool(Membership.select(Membership.id).where(_membership(person_id, organisation_id)).exists())


def _membership(person_id: int, organisation_id: int) -> Expression:
    return (Membership.person == person_id) & (Membership.organisation == organisation_id)
