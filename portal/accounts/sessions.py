"""Log-ins on devices: started, seen, and ended on the server, whatever a cookie says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from peewee import Expression

from portal import audit, clock
from portal.accounts import tokens
from portal.accounts.devices import device_of
from portal.accounts.rows import Profile, SessionRow
from portal.audit import Act
from portal.db import transaction
from portal.db.prepared import Given
from portal.db.tables import Person, Session
from portal.errors import NotFound
from portal.policy import Actor
from portal.settings import current

# Every page would write otherwise.
_SEEN_EVERY = timedelta(minutes=5)
# Who changes a password, an address or a passkey has to have shown who they are that lately.
_PROVEN_FOR = timedelta(minutes=10)
# A form that was left open is still known to be its person's for so long after the session lapsed.
_KNOWN_AFTER = timedelta(days=14)


@dataclass(frozen=True)
class Device:
    """What a request says of where it comes from."""

    user_agent: str
    remote_address: str

    @property
    def name(self) -> str:
        """Such as "Firefox on Linux"."""
        return device_of(self.user_agent)


def start(person_id: int, device: Device) -> str:
    """A new session of this person; the token returned is known to nobody else and kept nowhere."""
    token, now = tokens.fresh(), clock.now()
    Session.insert(
        token_hash=tokens.digest(token),
        person=person_id,
        created_at=now,
        seen_at=now,
        proved_at=now,
        user_agent=device.user_agent[:300],
        remote_address=device.remote_address[:64],
    ).execute()
    return token


def renew(profile: Profile) -> str:
    """A new token for a session whose person has just shown who they are; the one before ends (ASVS 7.2.4)."""
    token = tokens.fresh()
    changes = {"token_hash": tokens.digest(token), "proved_at": clock.now()}
    if not Session.update(**changes).where(Session.id == profile.session_id).execute():
        raise NotFound("This device is logged out already.")
    return token


def is_proven(profile: Profile) -> bool:
    """Whether its person showed who they are a moment ago, so that they may change how they do."""
    return profile.proved_at is not None and clock.now() - profile.proved_at < _PROVEN_FOR


def sign_out(token: str) -> None:
    """End the session of this token; nothing happens where there is none."""
    Session.delete().where(Session.token_hash == tokens.digest(token)).execute()


def log_out(actor: Actor, token: str) -> None:
    """End the session of this token, which is the actor's."""
    with transaction():
        sign_out(token)
        audit.record(Act.SESSION_ENDED, actor, person_id=actor.person_id, ended=1)


def end_session(actor: Actor, session_id: int) -> None:
    """End one of the actor's own sessions; NotFound where it is not theirs, or ended already."""
    with transaction():
        ended = Session.delete().where((Session.id == session_id) & (Session.person == actor.person_id)).execute()
        if not ended:
            raise NotFound("This device is logged out already.")
        audit.record(Act.SESSION_ENDED, actor, person_id=actor.person_id, ended=1)


def end_other_sessions(actor: Actor, profile: Profile) -> int:
    """End every session of the actor but the present one, and return how many."""
    with transaction():
        ended = end_all(actor.person_id, but=profile.session_id)
        if ended:
            audit.record(Act.SESSION_ENDED, actor, person_id=actor.person_id, ended=ended)
    return ended


def end_all(person_id: int, but: int | None = None) -> int:
    """End every session of a person, but perhaps one, and return how many; inside the caller's transaction."""
    theirs = Session.person == person_id
    if but is not None:
        theirs &= Session.id != but
    return int(Session.delete().where(theirs).execute())


def sessions_of(actor: Actor) -> tuple[SessionRow, ...]:
    """Where the actor is logged in, the last used first."""
    return of_person(actor.person_id)


def of_person(person_id: int) -> tuple[SessionRow, ...]:
    """Where this person is logged in, the last used first; for who may know it."""
    columns = (Session.id, Session.created_at, Session.seen_at, Session.user_agent, Session.remote_address)
    select = (
        Session.select(*columns)
        .where((Session.person == person_id) & alive())
        .order_by(Session.seen_at.desc(), Session.id.desc())
    )
    return tuple(
        SessionRow(number, created, seen, device_of(agent), address)
        for number, created, seen, agent, address in select.tuples()
    )


def record_seen(profile: Profile) -> None:
    """Note that the session is in use, at most every five minutes."""
    now = clock.now()
    if now - profile.seen_at >= _SEEN_EVERY:
        Session.update(seen_at=now).where(Session.id == profile.session_id).execute()


def owner_of_lapsed(token: str) -> int | None:
    """The person whose session of this token lapsed of itself; None where it was ended, or never was."""
    if not tokens.is_whole(token):
        return None
    theirs = (Session.token_hash == tokens.digest(token)) & Person.deactivated_at.is_null()
    found = Session.select(Session.person).join(Person).where(theirs & ~alive()).tuples().first()
    return found[0] if found else None


def alive() -> Expression:
    """The sessions that neither stood unused too long nor last too long altogether."""
    since = limits()
    return (Session.seen_at > since["seen_since"]) & (Session.created_at > since["created_since"])


def limits() -> dict[str, datetime]:
    """Since when a session has to have been seen, and to have been created, to be alive now."""
    now, settings = clock.now(), current().session
    return {
        "seen_since": now - timedelta(hours=settings.idle_hours),
        "created_since": now - timedelta(days=settings.absolute_days),
    }


# The same as `alive()`, for statements that are asked with the values of `limits()`.
ALIVE = (Session.seen_at > Given("seen_since", Session.seen_at)) & (
    Session.created_at > Given("created_since", Session.created_at)
)


def sweep() -> int:
    """Remove the sessions that lapsed long ago, and return how many."""
    absolute = timedelta(days=current().session.absolute_days)
    return int(Session.delete().where(Session.created_at < clock.now() - absolute - _KNOWN_AFTER).execute())
