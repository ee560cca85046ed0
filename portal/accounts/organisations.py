"""Writes about organisations: their names, plans and mail domains, and who belongs to them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from peewee import IntegrityError

from portal import clock
from portal.accounts import membership
from portal.accounts.addresses import normalise_domain
from portal.accounts.operations import check_plan, checked_name
from portal.audit import Act, record
from portal.db import transaction
from portal.db.locks import locked
from portal.db.tables import Membership, Organisation, OrganisationDomain
from portal.errors import Conflict, NotFound
from portal.policy import Actor, Permission, require_administrator, require_permission
from portal.vocabulary import Role


def add_organisation(actor: Actor | None, name: str, plan: str, domains: tuple[str, ...] = ()) -> int:
    """Add an organisation with its mail domains, and return its number.

    Conflict where the name is taken, be it with other capital letters: people could not tell the two apart.
    """
    require_permission(actor, Permission.CHANGE_CUSTOMERS)
    one_line, spellings = checked_name(name), sorted({normalise_domain(domain) for domain in domains})
    check_plan(plan)
    _require_free(one_line)
    with _naming(one_line), transaction():
        number = int(Organisation.insert(name=one_line, plan=plan, created_at=clock.now()).execute())
        for domain in spellings:
            OrganisationDomain.insert(organisation=number, domain=domain).execute()
        record(Act.ORGANISATION_ADDED, actor, organisation_id=number, name=one_line, plan=plan, domains=spellings)
    return number


def rename_organisation(actor: Actor, organisation_id: int, name: str) -> None:
    """Give an organisation another name; Conflict where it is taken, NotFound where there is none."""
    require_permission(actor, Permission.CHANGE_CUSTOMERS)
    one_line = checked_name(name)
    _require_free(one_line, besides=organisation_id)
    with _naming(one_line), transaction():
        before = _locked(organisation_id).name
        if before != one_line:
            Organisation.update(name=one_line).where(Organisation.id == organisation_id).execute()
            _changed(actor, organisation_id, "name", before, one_line)


def set_plan(actor: Actor | None, organisation_id: int, plan: str) -> None:
    """Put an organisation on another plan, which counts from the next page on; NotFound where there is none."""
    require_permission(actor, Permission.CHANGE_CUSTOMERS)
    check_plan(plan)
    with transaction():
        before = _locked(organisation_id).plan
        if before != plan:
            Organisation.update(plan=plan).where(Organisation.id == organisation_id).execute()
            record(Act.PLAN_CHANGED, actor, organisation_id=organisation_id, before=before, after=plan)


def add_domain(actor: Actor, organisation_id: int, domain: str) -> str:
    """Count a mail domain as the organisation's own, and return its one spelling; may be repeated."""
    require_permission(actor, Permission.CHANGE_CUSTOMERS)
    spelling = normalise_domain(domain)
    with transaction():
        _locked(organisation_id)
        theirs = OrganisationDomain.insert(organisation=organisation_id, domain=spelling)
        if theirs.on_conflict_ignore().as_rowcount().execute():
            _changed(actor, organisation_id, "domain", None, spelling)
    return spelling


def remove_domain(actor: Actor, organisation_id: int, domain: str) -> None:
    """No longer count a mail domain as the organisation's own; may be repeated."""
    require_permission(actor, Permission.CHANGE_CUSTOMERS)
    with transaction():
        _locked(organisation_id)
        theirs = (OrganisationDomain.organisation == organisation_id) & (OrganisationDomain.domain == domain)
        if OrganisationDomain.delete().where(theirs).execute():
            _changed(actor, organisation_id, "domain", domain, None)


def set_active(actor: Actor, organisation_id: int, active: bool) -> None:
    """Let an organisation count for its members, or no longer, from the next page on; may be repeated.

    While it does not count, nobody sees, raises or approves anything as its member, and none of its mail leaves.
    """
    require_permission(actor, Permission.CHANGE_CUSTOMERS)
    with transaction():
        was_active = _locked(organisation_id).deactivated_at is None
        if was_active != active:
            since = None if active else clock.now()
            Organisation.update(deactivated_at=since).where(Organisation.id == organisation_id).execute()
            _changed(actor, organisation_id, "active", was_active, active)


def demand_second_factor(actor: Actor, organisation_id: int, demanded: bool) -> None:
    """Have the members give a second factor when they log in, or no longer; may be repeated."""
    require_administrator(actor, organisation_id)
    with transaction():
        before = _locked(organisation_id).demands_second_factor
        if before != demanded:
            Organisation.update(demands_second_factor=demanded).where(Organisation.id == organisation_id).execute()
            _changed(actor, organisation_id, "demands_second_factor", before, demanded)


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


def _require_free(name: str, besides: int | None = None) -> None:
    taken = next((row for row in membership.organisations() if row.name.casefold() == name.casefold()), None)
    if taken is not None and taken.id != besides:
        raise Conflict(f"There is an organisation named {taken.name} already.", "name")


@contextmanager
def _naming(name: str) -> Iterator[None]:
    """Somebody else may have been faster with the same name."""
    try:
        yield
    except IntegrityError:
        raise Conflict(f"There is an organisation named {name} already.", "name") from None


def _locked(organisation_id: int) -> Organisation:
    found: Organisation | None = locked(Organisation.select().where(Organisation.id == organisation_id)).first()
    if found is None:
        raise NotFound("There is no such organisation.")
    return found


def _changed(actor: Actor, organisation_id: int, what: str, before: Any, after: Any) -> None:
    record(Act.ORGANISATION_CHANGED, actor, organisation_id=organisation_id, what=what, before=before, after=after)
