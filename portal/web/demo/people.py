"""Who writes mail in the demo."""

from __future__ import annotations

from typing import NamedTuple

from forms import Choice
from portal.accounts import queries
from portal.accounts.rows import PersonRow

STRANGER = "stranger"


class Writer(NamedTuple):
    """Somebody with a mail program: a name and an address."""

    name: str
    address: str


_NOBODY_WE_KNOW = Writer("Nora Newman", "nora@newman.example")


def choices() -> tuple[Choice, ...]:
    """Everybody who may be chosen: first those who have nothing but mail, then the other customers, us, a stranger."""
    everybody = sorted((person for person in queries.people() if person.is_active), key=_rank)
    known = tuple(Choice(str(person.id), f"{person.name}, {person.address}{_note(person)}") for person in everybody)
    nobody = f"{_NOBODY_WE_KNOW.name}, {_NOBODY_WE_KNOW.address}: nobody we know"
    return (*known, Choice(STRANGER, nobody))


def writer(chosen: str) -> Writer:
    """The person of this choice."""
    if chosen == STRANGER:
        return _NOBODY_WE_KNOW
    return next(Writer(person.name, person.address) for person in queries.people() if str(person.id) == chosen)


def writer_at(address: str) -> Writer:
    """Who reads the mail at this address; an unknown one goes by its first part."""
    found = queries.person_at(address)
    return Writer(found.name if found else address.partition("@")[0], address)


def _has_mail_only(person: PersonRow) -> bool:
    actor = queries.actor_of_person(person.id)
    return actor is not None and not actor.is_engineer and not actor.is_paid


def _rank(person: PersonRow) -> tuple[bool, bool, str]:
    return person.staff_role is not None, not _has_mail_only(person), person.name


def _note(person: PersonRow) -> str:
    if person.staff_role is not None:
        return ": engineer"
    return ": e-mail only" if _has_mail_only(person) else ""
