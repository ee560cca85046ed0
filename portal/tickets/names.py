"""How people are called on tickets: who left the organisation of a ticket is "Bob Berg (left)" there."""

from __future__ import annotations

from typing import Any

from peewee import SQL, Case, fn

from portal.db.prepared import Given
from portal.db.tables import Departure, Entry, Membership, Person, Ticket
from portal.tickets.rows import GONE, LEFT

Requester = Person.alias("requester")

_HAS_LEFT = Ticket.requester_left_at.is_null(False)
# A requester who left is nobody who may do anything: no rule takes anybody for them.
STILL_REQUESTER = Case(None, [(_HAS_LEFT, GONE)], Ticket.requester)
REQUESTER_NAME = Case(None, [(_HAS_LEFT, Requester.name.concat(f" {LEFT}"))], Requester.name)


def author_name() -> Any:
    """Who made an entry of the ticket `Given("ticket")`; who came back to the organisation is called as ever."""
    its = Ticket.select(Ticket.organisation).where(Ticket.id == Given("ticket"))
    left = Departure.select(SQL("1")).where((Departure.person == Entry.actor) & (Departure.organisation == its))
    back = Membership.select(SQL("1")).where((Membership.person == Entry.actor) & (Membership.organisation == its))
    return Case(None, [(fn.EXISTS(left) & ~fn.EXISTS(back), Person.name.concat(f" {LEFT}"))], Person.name)
