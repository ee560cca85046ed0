"""Which organisations there are, and who belongs to them."""

from __future__ import annotations

from collections.abc import Iterable

from peewee import JOIN, fn

from portal import clock
from portal.accounts.rows import MemberRow, OrganisationRow, Seers
from portal.db.tables import MAIN_ADDRESS, Address, Membership, Organisation, Person
from portal.errors import NotFound


def organisations() -> tuple[OrganisationRow, ...]:
    """Every organisation with the number of its active members, by name."""
    select = (
        Organisation.select(Organisation.id, Organisation.name, Organisation.plan, fn.COUNT(Person.id))
        .join(Membership, JOIN.LEFT_OUTER)
        .join(Person, JOIN.LEFT_OUTER, on=((Membership.person == Person.id) & Person.deactivated_at.is_null()))
        .group_by(Organisation.id, Organisation.name, Organisation.plan)
        .order_by(Organisation.name)
    )
    return tuple(OrganisationRow(*values) for values in select.tuples())


def name_of_organisation(organisation_id: int) -> str:
    """What the organisation is called; NotFound where there is none."""
    name = Organisation.select(Organisation.name).where(Organisation.id == organisation_id).scalar()
    if name is None:
        raise NotFound("There is no such organisation.")
    return str(name)


def demands_second_factor(organisation_id: int) -> bool:
    """Whether the members of the organisation have to give a second factor."""
    where = Organisation.id == organisation_id
    return bool(Organisation.select(Organisation.demands_second_factor).where(where).scalar())


def members_of(organisation_ids: Iterable[int]) -> dict[int, tuple[MemberRow, ...]]:
    """The active members of each of these organisations, by name; every organisation asked for has its key."""
    found: dict[int, list[MemberRow]] = {number: [] for number in organisation_ids}
    select = (
        Membership.select(
            Membership.organisation,
            Person.id,
            Person.name,
            Address.address,
            Membership.role,
            Person.signed_in_at,
        )
        .join(Person)
        .join(Address, on=MAIN_ADDRESS)
        .where(Membership.organisation.in_(list(found)) & Person.deactivated_at.is_null())
        .order_by(Person.name, Person.id)
    )
    for values in select.tuples() if found else ():
        row = MemberRow(*values)
        found[row.organisation_id].append(row)
    return {number: tuple(rows) for number, rows in found.items()}


def who_would_see(organisation_id: int, besides: int, names: int = 5) -> Seers:
    """Who, besides this person, would see a ticket shared with the organisation at this moment."""
    of_them = (
        (Membership.organisation == organisation_id)
        & (Membership.person != besides)
        & (Membership.sees_from.is_null() | (Membership.sees_from <= clock.now()))
        & Person.deactivated_at.is_null()
    )
    select = (
        Membership.select(Person.name, fn.COUNT(Person.id).over())
        .join(Person)
        .where(of_them)
        .order_by(Person.name, Person.id)
        .limit(names)
    )
    rows = list(select.tuples())
    return Seers(count=rows[0][1] if rows else 0, names=tuple(name for name, _ in rows))
