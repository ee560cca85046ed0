"""Writes about people: those of who looks after the portal, at its pages or the command line, and those of oneself."""

from __future__ import annotations

from peewee import IntegrityError

from portal import clock
from portal.accounts import addresses, administrators, limits, passwords, queries, resets
from portal.accounts.ways_in import end_ways_in
from portal.audit import Act, record
from portal.db import transaction
from portal.db.tables import Address, Person
from portal.errors import NO_PERSON, Conflict, NotFound, Rejected
from portal.notify import suspensions
from portal.policy import Actor, Permission, require_permission
from portal.settings import current
from portal.vocabulary import MailPreference, StaffRole, Theme

_LONGEST_NAME = 200


def add_person(
    name: str,
    address: str,
    *,
    password: str | None = None,
    plan: str | None = None,
    staff_role: StaffRole | None = None,
    time_zone: str | None = None,
    by: Actor | None = None,
) -> int:
    """Add a person with one verified address, and return their number; Conflict where the address is taken.

    For who may do so: `by` is written down, and not asked for permission.
    Without a password they choose their first one by "I have forgotten my password".
    """
    one_line, spelling = checked_name(name), addresses.normalise(address)
    if plan is not None:
        check_plan(plan)
    if password is not None:
        passwords.check_new(password, [one_line, spelling])
    password_hash = passwords.hash_of(password) if password is not None else None
    with transaction():
        number = Person.insert(
            name=one_line,
            password_hash=password_hash,
            plan=plan,
            staff_role=staff_role,
            time_zone=_checked_zone(time_zone),
            created_at=clock.now(),
        ).execute()
        _insert_main_address(number, spelling)
        record(Act.PERSON_ADDED, by, person_id=number, address=spelling, plan=plan, role=staff_role)
    return int(number)


def set_password(person_id: int, password: str) -> None:
    """Set somebody's password, end all their sessions, and tell them; NotFound, Rejected where it is weak."""
    name = Person.select(Person.name).where(Person.id == person_id).scalar()
    if name is None:
        raise NotFound(NO_PERSON)
    passwords.check_new(password, [name, *(row.address for row in queries.addresses_of(person_id))])
    new_hash = passwords.hash_of(password)
    with transaction():
        resets.replace_password(person_id, new_hash)


def deactivate_person(actor: Actor | None, person_id: int) -> None:
    """Shut somebody out at once: no log-in, no session, no link from an earlier mail; may be repeated.

    Conflict where nobody else administers the portal.
    """
    require_permission(actor, Permission.CHANGE_CUSTOMERS)
    with transaction():
        administrators.require_another_of_portal(person_id)
        is_active = (Person.id == person_id) & Person.deactivated_at.is_null()
        if Person.update(deactivated_at=clock.now()).where(is_active).execute():
            record(Act.PERSON_DEACTIVATED, actor, person_id=person_id)
        elif not Person.select().where(Person.id == person_id).exists():
            raise NotFound(NO_PERSON)
        end_ways_in(person_id)


def activate_person(actor: Actor | None, person_id: int) -> None:
    """Let somebody in again who was deactivated, with the password they had; may be repeated."""
    require_permission(actor, Permission.CHANGE_CUSTOMERS)
    with transaction():
        was_out = (Person.id == person_id) & Person.deactivated_at.is_null(False)
        if Person.update(deactivated_at=None).where(was_out).execute():
            record(Act.PERSON_ACTIVATED, actor, person_id=person_id)
        elif not Person.select().where(Person.id == person_id).exists():
            raise NotFound(NO_PERSON)


def set_profile(
    actor: Actor, *, name: str, time_zone: str | None, theme: Theme, mail_preference: MailPreference
) -> None:
    """Change how the actor is called, in which zone and colours they read, and which mail they get."""
    changes = {
        "name": checked_name(name),
        "time_zone": _checked_zone(time_zone),
        "theme": theme,
        "mail_preference": mail_preference,
    }
    Person.update(**changes).where(Person.id == actor.person_id).execute()


def set_mail_preference(actor: Actor, preference: MailPreference) -> None:
    """Change which mail the actor gets; may be repeated."""
    Person.update(mail_preference=preference).where(Person.id == actor.person_id).execute()


def try_mail_again(actor: Actor, address: str) -> None:
    """Send mail to an address of the actor's again, after it came back from there; NotFound for anybody else's.

    TooMany where it was tried too often: each try may come back, and costs us the trust of that mail server.
    """
    spelling = addresses.normalise(address)
    if spelling not in {row.address for row in queries.addresses_of(actor.person_id)}:
        raise NotFound("This is not an address of yours.")
    if suspensions.is_suspended(spelling):
        limits.count(*limits.mail_again_limit(spelling))
        suspensions.lift(spelling)


def checked_name(name: str) -> str:
    """The name on one line; Rejected where there is none, or a character that cannot be shown."""
    one_line = " ".join(name.split())
    if not one_line or not one_line.isprintable() or len(one_line) > _LONGEST_NAME:
        raise Rejected(f"Write a name of at most {_LONGEST_NAME} characters", "name")
    return one_line


def check_plan(plan: str) -> None:
    """Return where the settings have such a plan; Rejected, with those they have, where not."""
    if plan not in current().plans:
        raise Rejected(f"There is no plan {plan!r}; there is {', '.join(current().plans)}.", "plan")


def _checked_zone(time_zone: str | None) -> str | None:
    if time_zone and time_zone not in clock.zones():
        raise Rejected("Choose a time zone of the list", "time_zone")
    return time_zone or None


def _insert_main_address(person_id: int, address: str) -> None:
    try:
        Address.insert(person=person_id, address=address, is_main=True, verified_at=clock.now()).execute()
    except IntegrityError:
        raise Conflict(f"{address} is taken: it belongs to somebody already.", "email") from None
