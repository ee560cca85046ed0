"""Mails to one person about the account, in the transaction of what they tell of."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from portal.db.tables import Address, Person
from portal.notify.announcing import announce
from portal.notify.letters import MailEvent, Reader

_NOTHING: Mapping[str, str] = MappingProxyType({})


def tell_at(address: str, event: MailEvent, person_id: int, facts: Mapping[str, str]) -> None:
    """Queue the mail to an address that is not the person's yet."""
    name, time_zone = Person.select(Person.name, Person.time_zone).where(Person.id == person_id).tuples().get()
    reader = Reader(person_id, name, address, time_zone=time_zone)
    announce(event, None, [reader], actor_id=None, actor_name="", entry_id=None, facts=facts)


def tell(event: MailEvent, person_id: int, facts: Mapping[str, str] = _NOTHING, *, address: str | None = None) -> None:
    """Queue the mail to a person's main address, or to the one of their addresses that is given."""
    where = (Person.id == person_id) & (Address.is_main == True if address is None else Address.address == address)  # noqa: E712
    select = Person.select(Person.name, Address.address, Person.time_zone, Person.staff_role).join(Address)
    name, to, time_zone, staff_role = select.where(where).tuples().get()
    reader = Reader(person_id, name, to, time_zone=time_zone, is_engineer=staff_role is not None)
    announce(event, None, [reader], actor_id=None, actor_name="", entry_id=None, facts=facts)
