"""What an organisation is known by: the addresses of its people, its own mail domains, and who left it."""

from __future__ import annotations

from collections.abc import Iterable

from portal.db.tables import Address, Departure, Membership, Organisation, OrganisationDomain, Person
from portal.policy import Actor


def addresses_of_members(organisation_ids: Iterable[int]) -> dict[int, frozenset[str]]:
    """Every address of every active member; every organisation asked for has its key."""
    wanted = list(organisation_ids)
    select = (
        Membership.select(Membership.organisation, Address.address)
        .join(Person)
        .join(Address, on=(Address.person == Person.id))
        .where(Membership.organisation.in_(wanted) & Person.deactivated_at.is_null())
    )
    return _gathered(wanted, select.tuples())


def domains_of(organisation_ids: Iterable[int]) -> dict[int, frozenset[str]]:
    """The mail domains that belong to each organisation; every organisation asked for has its key."""
    wanted = list(organisation_ids)
    select = OrganisationDomain.select(OrganisationDomain.organisation, OrganisationDomain.domain)
    return _gathered(wanted, select.where(OrganisationDomain.organisation.in_(wanted)).tuples())


def organisation_left(actor: Actor, organisation_id: int | None) -> str:
    """The name of this organisation where the actor has left it and not come back; empty elsewhere."""
    if not actor.has_left or organisation_id is None or actor.place(organisation_id) is not None:
        return ""
    left = (Departure.person == actor.person_id) & (Departure.organisation == organisation_id)
    select = Organisation.select(Organisation.name).join(Departure, on=(Departure.organisation == Organisation.id))
    found = select.where(left).tuples().first()
    return str(found[0]) if found else ""


def _gathered(wanted: list[int], pairs: Iterable[tuple[int, str]]) -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = {number: set() for number in wanted}
    for number, text in pairs:
        found[number].add(text)
    return {number: frozenset(texts) for number, texts in found.items()}
