"""Who exists in the demo."""

from __future__ import annotations

from dataclasses import dataclass

from portal.accounts import operations, organisations
from portal.db.tables import Address, Audited, Person
from portal.vocabulary import Role, StaffRole

PASSWORD = "portal-demo-2026"  # noqa: S105 - everybody is told

# Where the audit says that all of it comes from.
STORY = "the demo's story"

ACME, GLOBEX, INITECH = "Acme AB", "Globex AG", "Initech"
_ORGANISATIONS = (
    (ACME, "premium", "acme.example"),
    (GLOBEX, "standard", "globex.example"),
    (INITECH, "free", "initech.example"),
)


@dataclass(frozen=True)
class DemoPerson:
    """Somebody made up; `who` says in a few words what they are good for."""

    key: str
    name: str
    address: str
    who: str
    places: tuple[tuple[str, Role], ...] = ()
    plan: str | None = None
    staff_role: StaffRole | None = None


PEOPLE = (
    DemoPerson(
        "alice", "Alice Andersson", "alice@acme.example", "administrator of Acme AB", ((ACME, Role.ADMINISTRATOR),)
    ),
    DemoPerson("bob", "Bob Berg", "bob@acme.example", "member of Acme AB", ((ACME, Role.MEMBER),)),
    DemoPerson(
        "carol",
        "Carol Weber",
        "carol@globex.example",
        "administrator of Globex AG, and a member of Acme AB too",
        ((GLOBEX, Role.ADMINISTRATOR), (ACME, Role.MEMBER)),
    ),
    DemoPerson(
        "dave",
        "Dave Miller",
        "dave@initech.example",
        "member of Initech: free plan, e-mail only",
        ((INITECH, Role.MEMBER),),
    ),
    DemoPerson("erin", "Erin Ek", "erin@example.net", "paid plan, in no organisation", plan="standard"),
    DemoPerson("sam", "Sam Holm", "sam@support.example", "engineer", staff_role=StaffRole.ENGINEER),
    DemoPerson(
        "olga",
        "Olga Nilsson",
        "olga@support.example",
        "engineer and administrator of the portal",
        staff_role=StaffRole.ADMINISTRATOR,
    ),
)


def add_everybody() -> None:
    """Add the organisations and the people."""
    numbers = {
        name: organisations.add_organisation(None, name, plan, (domain,)) for name, plan, domain in _ORGANISATIONS
    }
    for person in PEOPLE:
        number = operations.add_person(
            person.name, person.address, password=PASSWORD, plan=person.plan, staff_role=person.staff_role
        )
        for organisation, role in person.places:
            organisations.add_membership(number, numbers[organisation], role)


def are_there() -> bool:
    """Whether the demo was filled before: its story is in the audit, whatever address one of them has by now.

    Where an older version filled it, all of them are there, as they are added all at once.
    """
    if Audited.table_exists() and Audited.select(Audited.id).where(Audited.origin == STORY).exists():
        return True
    addresses = [person.address for person in PEOPLE]
    found = Address.select(Address.id).where(Address.address.in_(addresses)).count()
    return bool(found == len(addresses))


def are_others_there() -> bool:
    """Whether people are there, but not those of the demo; a database of an older version answers too."""
    return bool(Person.table_exists() and Person.select(Person.id).exists()) and not are_there()
