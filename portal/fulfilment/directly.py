"""What administrators of the portal give and take without a request: a membership, as on- and offboarding do it."""

from __future__ import annotations

from portal import clock
from portal.accounts import addresses, letters
from portal.accounts.operations import checked_name
from portal.db import transaction
from portal.db.tables import PROVEN_ADDRESS, Address, Organisation, Person
from portal.errors import Conflict
from portal.fulfilment import giving, removing
from portal.fulfilment.fates import Wish
from portal.fulfilment.giving import Asked
from portal.fulfilment.leavers import Leaver, leaver_of
from portal.fulfilment.newcomers import How, administrators_of, who_has
from portal.fulfilment.offboarding_words import plan_of
from portal.fulfilment.plans import Plan
from portal.fulfilment.removal_requests import Removal
from portal.notify.letters import MailEvent
from portal.policy import Actor, Permission, require_permission
from portal.vocabulary import Role


def let_in(actor: Actor, organisation_id: int, name: str, address: str, role: Role) -> int:
    """Make somebody a member and invite them, whether they have an account or not; returns their number.

    Conflict where they are a member already, cannot be one, or are called otherwise; and where the organisation does
    not count.
    """
    require_permission(actor, Permission.CHANGE_CUSTOMERS)
    spelling, one_line = addresses.normalise(address), checked_name(name)
    with transaction():
        asked = Asked(_name_of(organisation_id), None, actor.person_id, actor.name)
        person_id, known_as, how, _ = who_has(spelling, organisation_id)
        if how in _CANNOT:
            raise Conflict(_CANNOT[how].format(name=known_as, organisation=asked.organisation), "email")
        if how is How.JOINS and known_as.casefold() != one_line.casefold():
            # Nobody gets access because an address was mistaken.
            raise Conflict(f"This address belongs to {known_as}. If you mean them, write that name.", "email")
        effects = {
            "how": how,
            "person_id": person_id,
            "name": one_line,
            "address": spelling,
            "organisation_id": organisation_id,
            "role": role,
            "sees_earlier": True,
            "notifies": True,
        }
        return giving.let_in(actor, asked, effects)


def preview_of_removal(actor: Actor, person_id: int, organisation_id: int) -> Plan:
    """What taking somebody out of an organisation would do now; it changes nothing."""
    require_permission(actor, Permission.CHANGE_CUSTOMERS)
    return plan_of(leaver_of(_removal(person_id, organisation_id)), None, clock.now())


def take_out(actor: Actor, person_id: int, organisation_id: int) -> None:
    """End somebody's access to an organisation at once; what they raised there stays as visible as it is.

    They and the organisation's administrators are told. Conflict for the last one; repeating it changes nothing.
    """
    require_permission(actor, Permission.CHANGE_CUSTOMERS)
    removal = _removal(person_id, organisation_id)
    with transaction():
        it = leaver_of(removal)
        done = removing.remove(actor, None, removal)
        if any(line.label == removing.MEMBERSHIP for line in done):
            _tell(actor, it)


def _tell(actor: Actor, it: Leaver) -> None:
    """Nobody there asked for it, so everybody whom it concerns hears of it; who never came hears of nothing."""
    facts = {"person": it.name, "address": it.address, "organisation": it.organisation, "by": actor.name}
    removal = it.removal
    for administrator_id, _ in administrators_of(removal.organisation_id):
        letters.tell(MailEvent.MEMBER_REMOVED, administrator_id, facts)
    came = Person.select(Person.id).join(Address, on=PROVEN_ADDRESS).where(Person.id == removal.person_id)
    if came.exists():
        own = {"you": "yes", "closed": "" if it.keeps_account else "yes"}
        letters.tell(MailEvent.MEMBER_REMOVED, removal.person_id, facts | own)


def _removal(person_id: int, organisation_id: int) -> Removal:
    return Removal(person_id, organisation_id, private=Wish.LEAVE, opened=Wish.LEAVE, colleague_id=None)


def _name_of(organisation_id: int) -> str:
    active = (Organisation.id == organisation_id) & Organisation.deactivated_at.is_null()
    name = Organisation.select(Organisation.name).where(active).scalar()
    if name is None:
        raise Conflict("There is no such organisation, or it is deactivated: activate it first.", "organisation")
    return str(name)


_CANNOT = {
    How.MEMBER: "{name} has this address, and is a member of {organisation} already.",
    How.STAFF: "{name} has this address, and is one of our engineers: they see every ticket already.",
    How.UNPROVEN: "{name} has added this address, and has not shown yet that its mail arrives there.",
}
