"""Who of the engineers has a ticket open at this moment, and who writes on it: theirs alone to know (R-11)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, NamedTuple

from peewee import Case, Expression, ModelSelect, Value, fn

from portal import clock
from portal.db import is_postgresql, transaction
from portal.db.tables import Person, Presence, ReplyDraft, Ticket
from portal.policy import Actor, require_engineer

# An open page says so three times a minute.
_LASTS = timedelta(minutes=1)
_WRITES, _LOOKS, _BETWEEN = "w", "l", "\n"
_REFUSAL = "Only engineers see who works on a ticket."


class Present(NamedTuple):
    """A colleague who has the ticket open."""

    name: str
    is_writing: bool

    @property
    def words(self) -> str:
        """Such as "Olga is looking"."""
        return f"{self.name.split()[0]} is {'writing' if self.is_writing else 'looking'}"


def be_present(actor: Actor, ticket_id: int) -> None:
    """Note that the engineer has this ticket open, and writes where they typed something within the last minute."""
    require_engineer(actor, _REFUSAL)
    now = clock.now()
    with transaction():
        typed = (ReplyDraft.person == actor.person_id) & (ReplyDraft.ticket == ticket_id)
        writes = ReplyDraft.select().where(typed & (ReplyDraft.changed_at > now - _LASTS)).exists()
        facts = {"is_writing": writes, "seen_at": now}
        Presence.insert(person=actor.person_id, ticket=ticket_id, **facts).on_conflict(
            conflict_target=[Presence.ticket, Presence.person], update=facts
        ).execute()


def others_on(actor: Actor, ticket_id: int) -> tuple[Present, ...]:
    """The other engineers who have this ticket open."""
    require_engineer(actor, _REFUSAL)
    here = Presence.select(Person.name, Presence.is_writing).join(Person)
    rows = here.where((Presence.ticket == ticket_id) & _others(actor)).order_by(Person.name)
    return tuple(Present(*values) for values in rows.tuples())


def lookers(actor: Actor) -> ModelSelect:
    """A column of a list of tickets: the others who have each of them open, as `read_lookers` reads it."""
    gather = fn.STRING_AGG if is_postgresql() else fn.GROUP_CONCAT
    does = Case(None, ((Presence.is_writing == True, Value(_WRITES)),), Value(_LOOKS))  # noqa: E712
    named = Presence.select(gather(does.concat(Person.name), _BETWEEN)).join(Person)
    return named.where((Presence.ticket == Ticket.id) & _others(actor)).alias("lookers_text")


def read_lookers(text: str) -> tuple[Present, ...]:
    """Who stands in that column, by name."""
    return tuple(sorted(Present(one[1:], one[0] == _WRITES) for one in text.split(_BETWEEN)))


def sweep() -> int:
    """Forget who has left; returns how many."""
    return int(Presence.delete().where(Presence.seen_at <= clock.now() - _LASTS).execute())


def _others(actor: Actor) -> Any:
    recent: Expression = Presence.seen_at > clock.now() - _LASTS
    return recent & (Presence.person != actor.person_id)
