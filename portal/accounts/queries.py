"""Who somebody is, and which people there are; never a password, never a token."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from peewee import JOIN, SQL, Expression, ModelSelect, fn

from portal.accounts import factors, sessions, tokens
from portal.accounts.rows import AddressRow, PersonRow, Profile
from portal.db.prepared import Given, prepared
from portal.db.tables import MAIN_ADDRESS, Address, Departure, Membership, Organisation, Participant, Person, Session
from portal.policy import Actor, Place
from portal.settings import current
from portal.vocabulary import Source

_PARTICIPATES = fn.EXISTS(Participant.select(SQL("1")).where(Participant.person == Person.id))
_HAS_LEFT = fn.EXISTS(Departure.select(SQL("1")).where(Departure.person == Person.id))
# A deactivated organisation is nobody's.
_COUNTS = (Membership.organisation == Organisation.id) & Organisation.deactivated_at.is_null()
_PERSON = (
    Person.id,
    Person.name,
    Address.address,
    Person.plan,
    Person.staff_role,
    Person.time_zone,
    _PARTICIPATES,
    _HAS_LEFT,
)
_PLACE = (
    Organisation.id,
    Organisation.name,
    Membership.role,
    Organisation.plan,
    Membership.sees_from,
    Organisation.demands_second_factor,
)
_PROFILE = (
    Session.id,
    Person.theme,
    Person.time_zone,
    Person.mail_preference,
    Session.seen_at,
    Session.proved_at,
    factors.HAS_ANY,
)


def actor_of_session(token: str) -> tuple[Actor, Profile] | None:
    """Who is logged in with this token, in one statement; None where it lapsed or ended, or they were deactivated."""
    if not tokens.is_whole(token):
        return None
    rows = _looking().rows(token_hash=tokens.digest(token), **sessions.limits())
    if not rows:
        return None
    actor, profile = _actor(rows, Source.PORTAL), Profile(*rows[0][len(_PERSON) + len(_PLACE) :])
    lacks = not profile.has_second_factor and _needs_second_factor(actor)
    return actor, replace(profile, lacks_second_factor=True) if lacks else profile


def is_still(actor: Actor, profile: Profile) -> bool:
    """Whether this log-in goes on, and its person is what they were: for answers that take long to send."""
    goes_on = Session.select(SQL("1")).where((Session.id == profile.session_id) & sessions.alive()).exists()
    now = actor_of_person(actor.person_id) if goes_on else None
    return now is not None and (now.places, now.staff_role) == (actor.places, actor.staff_role)


def actor_of_person(person_id: int, channel: Source = Source.PORTAL) -> Actor | None:
    """This person as somebody who does something; None where they are unknown or deactivated."""
    rows = list(_people_with_places().where(Person.id == person_id).tuples())
    return _actor(rows, channel) if rows else None


def person_at(address: str) -> PersonRow | None:
    """The person who has this address, which is in the spelling of `addresses.normalise`, active or not."""
    owner = Address.select(Address.person).where(Address.address == address)
    found = people(Person.id.in_(owner))
    return found[0] if found else None


def people(where: Expression | None = None) -> tuple[PersonRow, ...]:
    """Everybody with a main address, by name, also the deactivated."""
    columns = (Person.id, Person.name, Address.address, Person.staff_role, Person.plan, Person.deactivated_at)
    select = (
        Person.select(*columns, Organisation.name)
        .join(Address, on=MAIN_ADDRESS)
        .switch(Person)
        .join(Membership, JOIN.LEFT_OUTER)
        .join(Organisation, JOIN.LEFT_OUTER)
        .order_by(Person.name, Person.id, Organisation.name)
    )
    rows: dict[int, tuple[Any, ...]] = {}
    names: dict[int, tuple[str, ...]] = {}
    for *person, organisation in (select if where is None else select.where(where)).tuples():
        rows[person[0]] = tuple(person)
        names[person[0]] = names.get(person[0], ()) + ((organisation,) if organisation else ())
    return tuple(
        PersonRow(number, name, address, role, plan, names[number], deactivated is None)
        for number, name, address, role, plan, deactivated in rows.values()
    )


def people_named(person_ids: Iterable[int | None]) -> tuple[PersonRow, ...]:
    """Those of these numbers, by name."""
    wanted = [number for number in person_ids if number is not None]
    return people(Person.id.in_(wanted)) if wanted else ()


def engineers() -> tuple[PersonRow, ...]:
    """The provider's people who can still log in, by name."""
    return people(Person.staff_role.is_null(False) & Person.deactivated_at.is_null())


def addresses_of(person_id: int) -> tuple[AddressRow, ...]:
    """The addresses of a person, the main one first."""
    select = (
        Address.select(Address.address, Address.is_main, Address.verified_at)
        .where(Address.person == person_id)
        .order_by(Address.is_main.desc(), Address.address)
    )
    return tuple(AddressRow(address, main, verified is not None) for address, main, verified in select.tuples())


@prepared
def _looking() -> ModelSelect:
    mine = (Session.person == Person.id) & (Session.token_hash == Given("token_hash"))
    return _people_with_places(*_PROFILE).join(Session, on=mine).where(sessions.ALIVE)


def _people_with_places(*more: Any) -> ModelSelect:
    """Active people with their main address: one row for each organisation, and one where there is none."""
    return (
        Person.select(*_PERSON, *_PLACE, *more)
        .join(Address, on=MAIN_ADDRESS)
        .switch(Person)
        .join(Membership, JOIN.LEFT_OUTER)
        .join(Organisation, JOIN.LEFT_OUTER, on=_COUNTS)
        .switch(Person)
        .where(Person.deactivated_at.is_null())
        .order_by(Organisation.name)
    )


def _needs_second_factor(actor: Actor) -> bool:
    of_staff = actor.is_engineer and current().session.engineers_second_factor
    return of_staff or any(place.demands_second_factor for place in actor.places)


def _actor(rows: list[tuple[Any, ...]], channel: Source) -> Actor:
    number, name, address, plan, staff_role, time_zone, participates, has_left = rows[0][: len(_PERSON)]
    places = [row[len(_PERSON) : len(_PERSON) + len(_PLACE)] for row in rows]
    return Actor(
        person_id=number,
        name=name,
        address=address,
        places=tuple(_place(*place) for place in places if place[0] is not None),
        personal_plan_paid=current().plan_is_paid(plan),
        personal_plan=plan,
        staff_role=staff_role,
        channel=channel,
        time_zone=time_zone,
        participates=bool(participates),
        has_left=bool(has_left),
    )


def _place(
    organisation_id: int, name: str, role: Any, plan: str, sees_from: datetime | None, demands_second_factor: bool
) -> Place:
    paid = current().plan_is_paid(plan)
    return Place(organisation_id, name, role, paid, sees_from, plan, demands_second_factor)
