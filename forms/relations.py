"""Limits that tie an answer to the clock, to another answer, or to the organisation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from forms.conditions import Counted
from forms.kinds import Data, Refused
from forms.options import acting_organisation
from forms.schema import FieldSpec
from forms.surroundings import Surroundings

OtherAnswer = Callable[[str], Data | None]
"""The canonical answer of an earlier field; None where it is hidden, open or wrong itself."""


def check_relations(
    spec: FieldSpec, data: Data, other: OtherAnswer, surroundings: Surroundings, counted: Counted
) -> None:
    """Raise Refused where a canonical answer breaks one of its field's relations."""
    if not isinstance(data, str):
        return
    if spec.kind in ("date", "datetime"):
        _check_clock(spec, data, surroundings)
        _check_order(spec, data, other)
    if spec.equal_to:
        _check_equal(spec, data, other)
    if spec.refuse_members:
        _check_new(spec, data, surroundings, counted)


def _check_clock(spec: FieldSpec, data: str, surroundings: Surroundings) -> None:
    if spec.kind == "date":
        today = surroundings.now.astimezone(surroundings.zone).date()
        distance = (date.fromisoformat(data) - today).days
    else:
        seconds = (datetime.fromisoformat(data) - surroundings.now).total_seconds()
        distance = (seconds > 0) - (seconds < 0)
    broken = {
        "not_future": distance > 0,
        "past": distance >= 0,
        "future": distance <= 0,
        "today_or_later": distance < 0,
    }
    if broken.get(spec.when):
        raise Refused(spec.messages.relation or _CLOCK[spec.when])


_CLOCK = {
    "not_future": "This lies in the future; write when it was",
    "past": "This must lie in the past",
    "future": "This lies in the past; write a time still to come",
    "today_or_later": "This lies in the past; write today or a later day",
}


def _check_order(spec: FieldSpec, data: str, other: OtherAnswer) -> None:
    earlier = other(spec.not_before) if spec.not_before else None
    if not isinstance(earlier, str) or not earlier:
        return
    moment = datetime if spec.kind == "datetime" else date
    if moment.fromisoformat(data) < moment.fromisoformat(earlier):
        raise Refused(spec.messages.relation or "This is before the start")


def _check_equal(spec: FieldSpec, data: str, other: OtherAnswer) -> None:
    wanted = str(other(spec.equal_to) or "")
    if not wanted:
        return
    if spec.kind == "password":
        if data != wanted:
            # Never with what was wanted, which is a password.
            raise Refused(spec.messages.relation or "The two differ")
    elif data.rstrip(".").casefold() != wanted.casefold():
        raise Refused(spec.messages.relation or f'Write "{wanted}" to confirm')


def _check_new(spec: FieldSpec, data: str, surroundings: Surroundings, counted: Counted) -> None:
    organisation = acting_organisation(counted, surroundings) or ""
    known = {address.casefold() for address in surroundings.member_addresses.get(organisation, ())}
    if data.casefold() in known:
        name = surroundings.organisation_label(organisation)
        raise Refused(spec.messages.relation or f"{data} is already a member of {name}")


def caution(spec: FieldSpec, data: Data, surroundings: Surroundings, counted: Counted) -> str:
    """What to look at twice though it is accepted: an address outside the organisation's domains; else empty."""
    if not spec.own_domains or not isinstance(data, str) or "@" not in data:
        return ""
    organisation = acting_organisation(counted, surroundings)
    if organisation is None:
        return ""
    domains = {domain.casefold() for domain in surroundings.verified_domains.get(organisation, ())}
    if data.rpartition("@")[2].casefold() in domains:
        return ""
    return f"{data} is not at a domain of {surroundings.organisation_label(organisation)}. Make sure that it is right."
