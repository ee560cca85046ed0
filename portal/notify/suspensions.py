"""Addresses from which mail came back: they are left alone for a while."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from peewee import Expression

from portal import clock
from portal.db.tables import SuspendedAddress
from portal.notify.texts import clean, one_line
from portal.settings import current

_REASON_AT_MOST = 500
_ADDRESS_AT_MOST = 254


class Suspension(NamedTuple):
    """An address that gets no mail, why, since when, and until when."""

    address: str
    reason: str
    since: datetime
    until: datetime


def suspend(address: str, reason: str) -> None:
    """Send nothing to this address for the days that the settings say; again starts them again."""
    now = clock.now()
    values = {
        "reason": one_line(clean(reason))[:_REASON_AT_MOST],
        "since": now,
        "until": now + timedelta(days=current().mail.suspended_days),
    }
    SuspendedAddress.insert(address=_key(address), **values).on_conflict(
        conflict_target=[SuspendedAddress.address],
        update={getattr(SuspendedAddress, name): value for name, value in values.items()},
    ).execute()


def lift(address: str) -> bool:
    """Send to this address again; returns whether it was suspended."""
    return bool(SuspendedAddress.delete().where(_of(address)).execute())


def reason_of(address: str) -> str:
    """Why nothing may be sent to this address now; empty where mail may be sent."""
    found = SuspendedAddress.select(SuspendedAddress.reason).where(_of(address) & _lasting()).tuples().first()
    return "" if found is None else str(found[0]) or "mail came back"


def is_suspended(address: str) -> bool:
    """Whether nothing may be sent to this address now."""
    return bool(reason_of(address))


def listing(limit: int = 100) -> tuple[Suspension, ...]:
    """The addresses that are suspended now, the last suspended first."""
    columns = (SuspendedAddress.address, SuspendedAddress.reason, SuspendedAddress.since, SuspendedAddress.until)
    latest = SuspendedAddress.select(*columns).order_by(SuspendedAddress.since.desc(), SuspendedAddress.address)
    return tuple(Suspension(*row) for row in latest.where(_lasting()).limit(limit).tuples())


def _of(address: str) -> Expression:
    return SuspendedAddress.address == _key(address)


def _lasting() -> Expression:
    return SuspendedAddress.until > clock.now()


def _key(address: str) -> str:
    return clean(address).strip().casefold()[:_ADDRESS_AT_MOST]
