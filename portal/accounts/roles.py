"""What somebody is: in an organisation, and at the provider. A change counts from the person's next request on."""

from __future__ import annotations

from portal.accounts import administrators, letters
from portal.accounts.leaving import LAST_ADMINISTRATOR, is_last_administrator
from portal.audit import Act, record
from portal.db import transaction
from portal.db.locks import locked
from portal.db.tables import Membership, Organisation, Person
from portal.errors import NO_PERSON, Conflict, NotFound
from portal.notify.letters import MailEvent
from portal.policy import Actor, Permission, require_administrator, require_permission
from portal.settings import current
from portal.vocabulary import Role, StaffRole


def set_role(actor: Actor, organisation_id: int, person_id: int, role: Role) -> None:
    """Make a member an administrator of the organisation, or a plain member, and tell them; may be repeated.

    NotFound for somebody who is no member, Conflict where nobody would administer the organisation any more.
    """
    require_administrator(actor, organisation_id)
    theirs = (Membership.organisation == organisation_id) & (Membership.person == person_id)
    with transaction():
        # Whoever changes the members waits here: two administrators cannot both step back because of the other.
        name = locked(Organisation.select(Organisation.name).where(Organisation.id == organisation_id)).scalar()
        before = Membership.select(Membership.role).where(theirs).scalar()
        if before is None:
            raise NotFound("They are no member of this organisation.")
        if before == role:
            return
        if role is not Role.ADMINISTRATOR and is_last_administrator(person_id, organisation_id):
            raise Conflict(LAST_ADMINISTRATOR, "role")
        Membership.update(role=role).where(theirs).execute()
        record(
            Act.ROLE_CHANGED,
            actor,
            person_id=person_id,
            organisation_id=organisation_id,
            before=str(before),
            after=str(role),
        )
        article = "an administrator" if role is Role.ADMINISTRATOR else "a member"
        _tell(actor, person_id, f"You are now {article} of {name}", _MEANS[role])


def set_staff_role(actor: Actor, person_id: int, role: StaffRole | None) -> None:
    """Make somebody one of the provider's people, or no longer, and tell them; may be repeated.

    NotFound where there is no such person, Conflict where nobody would administer the portal any more.
    """
    require_permission(actor, Permission.CHANGE_CUSTOMERS)
    with transaction():
        # All of them first, and always in one order: two who demote each other do not wait for each other.
        administrators.of_portal()
        found = locked(Person.select(Person.staff_role).where(Person.id == person_id)).tuples().first()
        if found is None:
            raise NotFound(NO_PERSON)
        (before,) = found
        if before == role:
            return
        if before is StaffRole.ADMINISTRATOR:
            administrators.require_another_of_portal(person_id)
        Person.update(staff_role=role).where(Person.id == person_id).execute()
        was, becomes = before and str(before), role and str(role)
        record(Act.STAFF_ROLE_CHANGED, actor, person_id=person_id, before=was, after=becomes)
        _tell(actor, person_id, _STAFF[role].format(current().brand.name), _STAFF_MEANS[role])


def _tell(actor: Actor, person_id: int, what: str, means: str) -> None:
    letters.tell(MailEvent.ROLE_CHANGED, person_id, {"what": what, "means": means, "by": actor.name})


_MEANS = {
    Role.ADMINISTRATOR: "You approve requests for new and leaving colleagues, see these requests, and decide who else "
    "is an administrator.",
    Role.MEMBER: "You see what is shared with the organisation and what you raised yourself. Requests for new and "
    "leaving colleagues are approved by its administrators.",
}
_STAFF = {
    None: "You are no longer one of the engineers of {}",
    StaffRole.ENGINEER: "You are now an engineer of {}",
    StaffRole.ADMINISTRATOR: "You are now an administrator of {}",
}
_STAFF_MEANS = {
    None: "You no longer see the desk, nor tickets that are not your own.",
    StaffRole.ENGINEER: "You see every ticket and work at the desk.",
    StaffRole.ADMINISTRATOR: "You see every ticket, work at the desk, and look after customers and their people.",
}
