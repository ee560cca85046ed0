"""Writes about organisations: their plans, and who belongs to them."""

from __future__ import annotations

from datetime import datetime

from peewee import IntegrityError

from portal import clock
from portal.accounts import queries
from portal.accounts.addresses import normalise_domain
from portal.accounts.operations import check_plan, checked_name
from portal.db import transaction
from portal.db.tables import Membership, Organisation, OrganisationDomain
from portal.errors import Conflict, NotFound
from portal.vocabulary import Role


def add_organisation(name: str, plan: str, domains: tuple[str, ...] = ()) -> int:
    """Add an organisation with its mail domains, and return its number.

    Conflict where the name is taken, be it with other capital letters: people could not tell the two apart.
    """
    one_line, spellings = checked_name(name), {normalise_domain(domain) for domain in domains}
    check_plan(plan)
    alike = next((row.name for row in queries.organisations() if row.name.casefold() == one_line.casefold()), None)
    if alike is not None:
        raise Conflict(f"There is an organisation named {alike} already.", "name")
    try:
        with transaction():
            number = Organisation.insert(name=one_line, plan=plan, created_at=clock.now()).execute()
            for domain in sorted(spellings):
                OrganisationDomain.insert(organisation=number, domain=domain).execute()
    except IntegrityError:
        raise Conflict(f"There is an organisation named {one_line} already.", "name") from None
    return int(number)


def set_plan(organisation_id: int, plan: str) -> None:
    """Put an organisation on another plan, which counts from the next page on; NotFound where there is none."""
    check_plan(plan)
    if not Organisation.update(plan=plan).where(Organisation.id == organisation_id).execute():
        raise NotFound("There is no such organisation.")


def add_membership(
    person_id: int, organisation_id: int, role: Role = Role.MEMBER, *, sees_from: datetime | None = None
) -> None:
    """Make a person a member; Conflict where they are one, or one of the two does not exist.

    Tickets that were shared before `sees_from` stay out of their sight; without it they see all that is shared.
    """
    try:
        with transaction():
            Membership.insert(person=person_id, organisation=organisation_id, role=role, sees_from=sees_from).execute()
    except IntegrityError:
        raise Conflict("They are a member already, or there is no such person or organisation.") from None
