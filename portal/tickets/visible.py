"""Which tickets an actor may know of, in SQL: what is not visible does not exist for them."""

from __future__ import annotations

import operator
from functools import reduce

from peewee import SQL, Expression

from portal.db.tables import Participant, Ticket
from portal.policy import Actor, Place
from portal.vocabulary import Approval, Visibility


def visible_to(actor: Actor) -> Expression:
    """The tickets that this actor may know of; the other face of `policy.may_see`."""
    if actor.is_engineer:
        return SQL("1 = 1")
    sights = (sight for place in actor.places for sight in _seen_in(actor, place))
    return reduce(operator.or_, sights, requested_by(actor))


def requested_by(actor: Actor) -> Expression:
    """The actor's own tickets; those of an organisation that they left since are theirs no longer (OPS-36)."""
    own = Ticket.requester == actor.person_id
    return own & Ticket.requester_left_at.is_null() if actor.has_left else own


def requested_by_others(actor: Actor) -> Expression:
    """The tickets that are not the actor's own."""
    others = Ticket.requester != actor.person_id
    return others | Ticket.requester_left_at.is_null(False) if actor.has_left else others


def shared_in(place: Place) -> Expression:
    """The tickets that an organisation's members see because they are shared."""
    shared = (Ticket.organisation == place.organisation_id) & (Ticket.visibility == Visibility.SHARED)
    return shared if place.sees_from is None else shared & (Ticket.opened_at >= place.sees_from)


def takes_part_in(actor: Actor, place: Place) -> Expression:
    """The tickets of this organisation that the actor sees because somebody added them."""
    theirs = Participant.select(Participant.ticket).where(Participant.person == actor.person_id)
    return (Ticket.organisation == place.organisation_id) & Ticket.id.in_(theirs)


def _seen_in(actor: Actor, place: Place) -> list[Expression]:
    sights = [shared_in(place)]
    if actor.participates:
        sights.append(takes_part_in(actor, place))
    if place.is_administrator:
        sights.append((Ticket.organisation == place.organisation_id) & to_approve(actor))
    return sights


def left_to(actor: Actor, place: Place) -> Expression:
    """What an administrator goes on with, because its requester has left the organisation."""
    theirs = (Ticket.organisation == place.organisation_id) & Ticket.requester_left_at.is_null(False)
    return theirs & (shared_in(place) | to_approve(actor)) & concerns_somebody_else(actor)


def to_approve(actor: Actor) -> Expression:
    """What administrators see because one of them has to agree: not what would end their own access."""
    return (Ticket.approval != Approval.NONE) & concerns_somebody_else(actor)


def concerns_somebody_else(actor: Actor) -> Expression:
    """The tickets that would not end the actor's own access."""
    return Ticket.concerns.is_null() | (Ticket.concerns != actor.person_id)
