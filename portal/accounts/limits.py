"""How often something may be tried: counted in the database, so that all processes count together."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from peewee import EXCLUDED, Case

from portal import clock
from portal.db.tables import RateLimit
from portal.errors import TooMany
from portal.settings import current

# A whole office may come from one address.
_OFFICE = 5


@dataclass(frozen=True)
class Limit:
    """So many tries of one thing by one subject in a window of seconds."""

    name: str
    tries: int
    window: int


def login_limits(address: str, remote_address: str) -> tuple[tuple[Limit, str], ...]:
    """What counts one attempt to log in: by the address typed, and by where it comes from."""
    limits = current().limits
    return (
        (Limit("login-address", limits.login_tries, limits.login_window), address),
        (Limit("login-network", limits.login_tries * _OFFICE, limits.login_window), _network(remote_address)),
    )


def reset_limits(address: str, remote_address: str) -> tuple[tuple[Limit, str], ...]:
    """What counts one request for a new password: by the address typed, and by where it comes from."""
    limits = current().limits
    return (
        (Limit("reset-address", limits.reset_tries, limits.reset_window), address),
        (Limit("reset-network", limits.reset_tries * _OFFICE, limits.reset_window), _network(remote_address)),
    )


def password_limit(person_id: int) -> tuple[Limit, str]:
    """What counts one attempt of somebody logged in to give their present password."""
    limits = current().limits
    return Limit("password", limits.login_tries, limits.login_window), str(person_id)


def second_factor_limit(person_id: int) -> tuple[Limit, str]:
    """What counts one attempt to give a second factor, over all log-ins of the person."""
    limits = current().limits
    return Limit("second-factor", limits.code_tries, limits.code_window), str(person_id)


def passkey_limit(remote_address: str) -> tuple[Limit, str]:
    """What counts one attempt to log in with a passkey, by where it comes from."""
    limits = current().limits
    return Limit("passkey-network", limits.login_tries * _OFFICE, limits.login_window), _network(remote_address)


def ceremony_limit(remote_address: str) -> tuple[Limit, str]:
    """What counts one log-in with a passkey that somebody begins: each is kept for a while, whoever they are."""
    limits = current().limits
    return Limit("passkey-begun", limits.login_tries * _OFFICE * _OFFICE, limits.login_window), _network(remote_address)


def address_limit(person_id: int) -> tuple[Limit, str]:
    """What counts one code that is mailed to an address which somebody says is theirs."""
    return Limit("new-address", current().limits.addresses_an_hour, 3600), str(person_id)


def claimed_limit(address: str) -> tuple[Limit, str]:
    """What counts one mail about an address that somebody else named."""
    return Limit("address-claimed", 3, 24 * 3600), address


def export_limit(person_id: int) -> tuple[Limit, str]:
    """What counts one export of everything that is somebody's."""
    return Limit("export", 3, 3600), str(person_id)


def mail_again_limit(address: str) -> tuple[Limit, str]:
    """What counts one attempt to send again where mail came back from."""
    return Limit("mail-again", 3, 24 * 3600), address


def invitation_limit(address: str) -> tuple[Limit, str]:
    """What counts one invitation that is sent once more to an address."""
    return Limit("invitation-again", 5, 24 * 3600), address


def miss_limits(person_id: int, remote_address: str) -> tuple[tuple[str, Limit, str], ...]:
    """What counts one ticket that was asked for in vain: by who asks, and by where it comes from; with a word each."""
    limits = current().limits
    network = Limit("misses-network", limits.misses * _OFFICE, limits.misses_window)
    return (
        ("person", Limit("misses", limits.misses, limits.misses_window), str(person_id)),
        ("network", network, _network(remote_address)),
    )


def count(limit: Limit, subject: str) -> None:
    """Count one try; TooMany, with the seconds that remain of the window, where it is one too many."""
    tries, seconds = tried(limit, subject)
    if tries > limit.tries:
        raise _too_many(seconds)


def tried(limit: Limit, subject: str) -> tuple[int, int]:
    """Count one try; returns how many there were in this window, and how many seconds remain of it."""
    now = clock.now()
    ends = now + timedelta(seconds=limit.window)
    over = RateLimit.expires_at <= now
    rows = (
        RateLimit.insert(key=_key(limit, subject), count=1, expires_at=ends)
        .on_conflict(
            conflict_target=[RateLimit.key],
            update={
                RateLimit.count: Case(None, ((over, 1),), RateLimit.count + 1),
                RateLimit.expires_at: Case(None, ((over, EXCLUDED.expires_at),), RateLimit.expires_at),
            },
        )
        .returning(RateLimit.count, RateLimit.expires_at)
        .tuples()
        .execute()
    )
    ((tries, expires_at),) = rows
    return tries, _seconds(expires_at - now)


def standing(limit: Limit, subject: str) -> tuple[int, int]:
    """How many tries there were in this window, and how many seconds remain of it, without another one."""
    now = clock.now()
    alive = (RateLimit.key == _key(limit, subject)) & (RateLimit.expires_at > now)
    found = RateLimit.select(RateLimit.count, RateLimit.expires_at).where(alive).tuples().first()
    return (found[0], _seconds(found[1] - now)) if found else (0, 0)


def _seconds(span: timedelta) -> int:
    return max(1, round(span.total_seconds()))


def forget(limit: Limit, subject: str) -> None:
    """Take back every try of this subject, because it turned out to be entitled."""
    RateLimit.delete().where(RateLimit.key == _key(limit, subject)).execute()


def take_back(limit: Limit, subject: str) -> None:
    """Take back one try of this subject, because it was no failed one."""
    key = RateLimit.key == _key(limit, subject)
    RateLimit.update(count=RateLimit.count - 1).where(key & (RateLimit.count > 0)).execute()


def sweep() -> int:
    """Remove the counts whose window is over, and return how many."""
    return int(RateLimit.delete().where(RateLimit.expires_at <= clock.now()).execute())


def _too_many(seconds: int) -> TooMany:
    return TooMany(f"Too many attempts. Try again in {_span(seconds)}.", retry_after=seconds)


def _span(seconds: int) -> str:
    if seconds < 60:
        return f"{seconds} seconds"
    minutes = -(-seconds // 60)
    if minutes > 120:
        return f"{-(-minutes // 60)} hours"
    return "1 minute" if minutes == 1 else f"{minutes} minutes"


def _key(limit: Limit, subject: str) -> str:
    # Hashed: what people mistype into the address, such as a password, is not to stand in a table.
    return f"{limit.name}:{sha256(subject.encode('utf-8', 'surrogatepass')).hexdigest()}"


def _network(remote_address: str) -> str:
    """An IPv4 address as it is; of IPv6 the network of 64 bits, which is one customer's."""
    try:
        address = ipaddress.ip_address(remote_address)
    except ValueError:
        return remote_address
    if address.version == 4:
        return remote_address
    return str(ipaddress.ip_network((address, 64), strict=False))
