"""Who asks, without the figures: all actors of one shape share a prepared statement, and differ in its values."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import Any

from portal.db.prepared import Given
from portal.db.tables import Ticket
from portal.policy import Actor, Place


@lru_cache(maxsize=4096)
def shape_of(actor: Actor) -> Actor:
    """An actor whose rights read the same in SQL, with `Given` in the place of every number and moment."""
    places = tuple(_shape(place, number) for number, place in enumerate(actor.places))
    return Actor(
        _given("person"),
        name="",
        address="",
        places=places,
        staff_role=actor.staff_role,
        participates=actor.participates,
        has_left=actor.has_left,
    )


def values_of(actor: Actor) -> dict[str, Any]:
    """What stands for the `Given` of the actor's shape."""
    values: dict[str, Any] = {"person": actor.person_id}
    for number, place in enumerate(actor.places):
        values[f"organisation_{number}"] = place.organisation_id
        values[f"sees_from_{number}"] = place.sees_from
    return values


def _shape(place: Place, number: int) -> Place:
    return replace(
        place,
        organisation_id=_given(f"organisation_{number}"),
        name="",
        plan="",
        sees_from=None if place.sees_from is None else _given(f"sees_from_{number}", Ticket.opened_at),
    )


def _given(name: str, field: Any = None) -> Any:
    return Given(name, field)
