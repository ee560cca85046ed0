"""Customers as the provider's people look them up: organisations, people, and everything known about one of them."""

from __future__ import annotations

from typing import Any

from peewee import SQL, Expression, ModelSelect, Select, Tuple, fn

from portal.accounts import directory, queries, sessions
from portal.accounts.customer_rows import CustomerFacts, CustomerRow, PersonFacts, PlaceRow, Slice
from portal.accounts.rows import PersonRow
from portal.db.tables import Address, Membership, Organisation, OrganisationDomain, Person, Ticket
from portal.errors import NO_PERSON, NotFound
from portal.paging import page_of
from portal.policy import Actor, Permission, require_permission
from portal.vocabulary import OPEN_STATUSES

PAGE = 25
MOST_COUNTED = 100
_Marked = Organisation.alias("marked")
_MarkedPerson = Person.alias("marked_person")


def organisations(
    actor: Actor, text: str = "", *, plan: str = "", after: int | None = None, before: int | None = None
) -> Slice[CustomerRow]:
    """A page of the organisations, by name; `text` is a part of a name or of a mail domain.

    `after` and `before` are numbers of organisations beside which the page begins.
    """
    require_permission(actor, Permission.CHANGE_CUSTOMERS)
    members = (
        Membership.select(fn.COUNT(SQL("*")))
        .join(Person)
        .where((Membership.organisation == Organisation.id) & Person.deactivated_at.is_null())
    )
    select = Organisation.select(
        Organisation.id,
        Organisation.name,
        Organisation.plan,
        Organisation.deactivated_at,
        members,
        _open(Ticket.organisation == Organisation.id),
    )
    if text:
        select = select.where(Organisation.name.contains(text) | Organisation.id.in_(_with_domain(text)))
    if plan:
        select = select.where(Organisation.plan == plan)
    mark = _Marked.select(_Marked.name).where(_Marked.id == (before or after))
    found = _walk(select, (Organisation.name,), mark, after, before)
    return _slice([CustomerRow(*values) for values in found.tuples()], after, before)


def people(actor: Actor, text: str = "", *, after: int | None = None, before: int | None = None) -> Slice[PersonRow]:
    """A page of everybody, by name; `text` is a part of a name or of an address.

    `after` and `before` are numbers of people beside whom the page begins.
    """
    require_permission(actor, Permission.CHANGE_CUSTOMERS)
    select = Person.select(Person.id)
    if text:
        at = Address.select(Address.person).where(Address.address.contains(text))
        select = select.where(Person.name.contains(text) | Person.id.in_(at))
    mark = _MarkedPerson.select(_MarkedPerson.name, _MarkedPerson.id).where(_MarkedPerson.id == (before or after))
    numbers = [number for (number,) in _walk(select, (Person.name, Person.id), mark, after, before).tuples()]
    known = {row.id: row for row in queries.people(Person.id.in_(numbers))} if numbers else {}
    return _slice([known[number] for number in numbers if number in known], after, before)


def organisation(actor: Actor, organisation_id: int) -> CustomerFacts:
    """Everything about one organisation but its people and tickets; NotFound where there is none."""
    require_permission(actor, Permission.SEE_CUSTOMERS)
    columns = (
        Organisation.name,
        Organisation.plan,
        Organisation.created_at,
        Organisation.demands_second_factor,
        Organisation.deactivated_at,
    )
    found: Any = Organisation.select(*columns).where(Organisation.id == organisation_id).tuples().first()
    if found is None:
        raise NotFound("There is no such organisation.")
    domains = tuple(sorted(directory.domains_of([organisation_id])[organisation_id]))
    return CustomerFacts(domains, organisation_id, *found)


def person(actor: Actor, person_id: int) -> PersonFacts:
    """Everything about one person but their tickets; NotFound where there is none."""
    require_permission(actor, Permission.SEE_CUSTOMERS)
    found = queries.people(Person.id == person_id)
    if not found:
        raise NotFound(NO_PERSON)
    columns = (
        Person.time_zone,
        Person.created_at,
        Person.signed_in_at,
        Person.password_hash.is_null(False),
        _open(Ticket.requester == Person.id),
        _open(Ticket.engineer == Person.id),
    )
    facts: Any = Person.select(*columns).where(Person.id == person_id).tuples().get()
    zone, created_at, signed_in_at, has_password, raised, assigned = facts
    return PersonFacts(
        person=found[0],
        time_zone=zone,
        created_at=created_at,
        signed_in_at=signed_in_at,
        has_password=bool(has_password),
        addresses=queries.addresses_of(person_id),
        places=_places_of(person_id),
        sessions=sessions.of_person(person_id),
        raised=raised,
        assigned=assigned,
    )


def _places_of(person_id: int) -> tuple[PlaceRow, ...]:
    select = (
        Membership.select(
            Organisation.id, Organisation.name, Organisation.plan, Membership.role, Organisation.deactivated_at
        )
        .join(Organisation)
        .where(Membership.person == person_id)
        .order_by(Organisation.name)
    )
    return tuple(PlaceRow(ended is None, *values) for *values, ended in select.tuples())


def _with_domain(text: str) -> ModelSelect:
    return OrganisationDomain.select(OrganisationDomain.organisation).where(OrganisationDomain.domain.contains(text))


def _open(whose: Expression) -> Any:
    """How many open tickets, counted no further than MOST_COUNTED."""
    some = Ticket.select(SQL("1")).where(whose & Ticket.status.in_(sorted(OPEN_STATUSES))).limit(MOST_COUNTED)
    return Select([some.alias("some")], [fn.COUNT(SQL("*"))])


def _walk(
    select: ModelSelect, columns: tuple[Any, ...], mark: ModelSelect, after: int | None, before: int | None
) -> ModelSelect:
    key = columns[0] if len(columns) == 1 else Tuple(*columns)
    if before is not None:
        select = select.where(key < mark)
    elif after is not None:
        select = select.where(key > mark)
    order = [column.desc() if before is not None else column.asc() for column in columns]
    return select.order_by(*order).limit(PAGE + 1)


def _slice(found: list[Any], after: int | None, before: int | None) -> Slice[Any]:
    backwards = before is not None
    rows, has_after, has_before = page_of(found, PAGE, backwards=backwards, is_first=after is None and not backwards)
    return Slice(rows, after=rows[-1].id if has_after else None, before=rows[0].id if has_before else None)
