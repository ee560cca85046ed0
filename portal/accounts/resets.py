"""New passwords: for those who forgot theirs, and for those who know it."""

from __future__ import annotations

from datetime import timedelta

from portal import audit, clock
from portal.accounts import addresses, challenges, letters, limits, passwords, queries, sessions, tokens
from portal.accounts.rows import PersonRow, Profile
from portal.audit import Act
from portal.db import transaction
from portal.db.locks import locked
from portal.db.tables import Address, PasswordReset, Person, ResetRequest
from portal.errors import NotFound, Rejected
from portal.notify.letters import MailEvent
from portal.policy import Actor
from portal.settings import current

_MOST_AT_ONCE = 50
_NOT_PRESENT = "This is not your present password"
GONE = "This link does not work any more. Ask for a new one."


def request_password_reset(address: str, remote_address: str) -> None:
    """Note that this address wants a new password; TooMany, or Rejected where it is no address.

    Whether there is such a person is looked up later, by `send_links`: the answer and its time are the same for all.
    """
    typed = addresses.normalise(address)
    for limit, subject in limits.reset_limits(typed, remote_address):
        limits.count(limit, subject)
    ResetRequest.insert(address=typed, created_at=clock.now()).execute()


def send_links() -> int:
    """Mail a link to those who asked for one and exist, and return how many did; the worker calls it."""
    waiting = list(ResetRequest.select().order_by(ResetRequest.id).limit(_MOST_AT_ONCE))
    if not waiting:
        return 0
    with transaction():
        taken = ResetRequest.delete().where(ResetRequest.id.in_([request.id for request in waiting]))
        # Two workers may have read the same rows: only who removes them answers them.
        removed = {number for (number,) in taken.returning(ResetRequest.id).tuples().execute()}
        return sum(send_link(request.address) for request in waiting if request.id in removed)


def send_link(address: str, *, by: str = "") -> bool:
    """Mail a link to the active person with this address, inside the caller's transaction; False where there is none.

    `by` is who sends it, where its reader did not ask for it.
    """
    owner = (Address.address == address) & Address.verified_at.is_null(False) & Person.deactivated_at.is_null()
    person = Person.select(Person.id).join(Address).where(owner).first()
    if person is None:
        return False
    token, valid = tokens.fresh(), timedelta(seconds=current().limits.reset_valid)
    PasswordReset.delete().where(PasswordReset.person == person.id).execute()
    PasswordReset.insert(token_hash=tokens.digest(token), person=person.id, expires_at=clock.now() + valid).execute()
    facts = {"path": f"/password/new/{token}", "valid_for": _in_words(valid), "by": by}
    letters.tell(MailEvent.PASSWORD_RESET, person.id, facts, address=address)
    return True


def owner_of_link(token: str) -> PersonRow:
    """The person whose link this is; NotFound where it was used, replaced, or is too old."""
    return queries.people(Person.id == _owner_of_link(token).id)[0]


def reset_password(token: str, password: str) -> None:
    """Set a new password, once, and end every session; NotFound for a dead link, Rejected for a weak password."""
    person = _owner_of_link(token)
    new_hash = _checked_hash(person.id, person.name, password)
    with transaction():
        # The person first, as where somebody leaves or is deactivated: neither waits for who waits for them.
        active = (Person.id == person.id) & Person.deactivated_at.is_null()
        if locked(Person.select(Person.id).where(active)).first() is None:
            raise NotFound(GONE)
        if not PasswordReset.delete().where(_good(token) & (PasswordReset.person == person.id)).execute():
            raise NotFound(GONE)
        replace_password(person.id, new_hash)


def change_password(actor: Actor, profile: Profile, present: str, password: str) -> None:
    """Set a new password for somebody who gives the present one, and end their sessions on other devices.

    Rejected names the field: `current` or `password`; TooMany after too many wrong ones.
    """
    limit, subject = limits.password_limit(actor.person_id)
    limits.count(limit, subject)
    person = Person.get_by_id(actor.person_id)
    if not passwords.matches(present, person.password_hash):
        raise Rejected(_NOT_PRESENT, "current")
    limits.forget(limit, subject)
    new_hash = _checked_hash(actor.person_id, person.name, password)
    with transaction():
        # Still the one that was given: a link may have set another meanwhile, and ended this very session.
        same = (Person.id == actor.person_id) & (Person.password_hash == person.password_hash)
        if locked(Person.select(Person.id).where(same)).first() is None:
            raise Rejected(_NOT_PRESENT, "current")
        replace_password(actor.person_id, new_hash, but_session=profile.session_id, actor=actor)


def replace_password(person_id: int, new_hash: str, but_session: int | None = None, actor: Actor | None = None) -> None:
    """Put the new hash in place, end sessions and links, and tell the owner; inside the caller's transaction."""
    Person.update(password_hash=new_hash).where(Person.id == person_id).execute()
    PasswordReset.delete().where(PasswordReset.person == person_id).execute()
    sessions.end_all(person_id, but=but_session)
    challenges.forget_all(person_id)
    audit.record(Act.CREDENTIAL_CHANGED, actor, person_id=person_id, what="password")
    letters.tell(MailEvent.PASSWORD_CHANGED, person_id)


def sweep() -> int:
    """Remove the links that are too old, and return how many."""
    return int(PasswordReset.delete().where(PasswordReset.expires_at <= clock.now()).execute())


def _owner_of_link(token: str) -> Person:
    if tokens.is_whole(token):
        active = Person.deactivated_at.is_null()
        person = Person.select().join(PasswordReset).where(_good(token) & active).first()
        if person is not None:
            return person
    raise NotFound(GONE)


def _good(token: str) -> object:
    return (PasswordReset.token_hash == tokens.digest(token)) & (PasswordReset.expires_at > clock.now())


def _checked_hash(person_id: int, name: str, password: str) -> str:
    own_words = [name, *(row.address for row in queries.addresses_of(person_id))]
    passwords.check_new(password, own_words)
    return passwords.hash_of(password)


def _in_words(valid: timedelta) -> str:
    minutes = int(valid.total_seconds()) // 60
    if minutes % 60:
        return f"{minutes} minutes"
    return "1 hour" if minutes == 60 else f"{minutes // 60} hours"
