"""Words for what customers are, and for what a change means before it is made."""

from __future__ import annotations

from portal.accounts.customer_rows import CustomerFacts, PersonFacts
from portal.accounts.rows import MemberRow
from portal.settings import current
from portal.vocabulary import Role, StaffRole
from portal.web.wording import capped, names, number

STAFF: dict[StaffRole | None, str] = {
    None: "None",
    StaffRole.ENGINEER: "Engineer",
    StaffRole.ADMINISTRATOR: "Administrator of the portal",
}
ROLES = {Role.MEMBER: "Member", Role.ADMINISTRATOR: "Administrator"}


def plan_name(key: str | None) -> str:
    """How a plan is called; its key where the settings no longer have it."""
    plan = current().plans.get(key or "")
    return plan.label if plan else key or "None"


def of_plans(members: tuple[MemberRow, ...]) -> tuple[str, ...]:
    """What another plan means, whichever is chosen."""
    people = number(len(members), "person", "people")
    days = current().drafts_days
    return (
        f"It counts from the next page that its {people} open, and for the next mail.",
        (
            "On a paid plan they raise and answer tickets in the portal. On the free plan they read here and write by "
            f"e-mail; what they have begun is kept for {days} days and opens again on a paid plan."
        ),
        "By when we answer its open tickets is worked out anew from when each was raised.",
    )


def of_deactivating(facts: CustomerFacts, members: tuple[MemberRow, ...], open_tickets: int) -> tuple[str, ...]:
    """What it means that an organisation no longer counts."""
    who = names([member.name for member in members])
    leave = (
        f"{who} {'no longer belong' if len(members) > 1 else 'no longer belongs'} to {facts.name} from the next page on"
    )
    return (
        (
            f"{leave if members else 'It has no members now'}: what was shared is out of sight, nothing is raised or "
            "approved for it, no mail about it is sent."
        ),
        "Who belongs to no other organisation and has no plan of their own is on the free plan: by e-mail only.",
        f"{_stay(open_tickets, f' of {facts.name}')} open with our engineers, and each with its requester.",
        "Nothing is deleted. Activating it gives everybody back what they had.",
    )


def of_shutting_out(known: PersonFacts) -> tuple[str, ...]:
    """What it means that a person is deactivated."""
    person = known.person
    sentences = [
        f"{person.name} is logged out everywhere at once, and can neither log in nor choose a new password.",
        "Mail from their addresses is held for our engineers, and none is sent to them.",
        f"{_stay(known.raised, ' that they raised')} open, under their name.",
    ]
    if known.assigned:
        sentences.append(f"Back among the unassigned within a minute, for colleagues: {_open(known.assigned)}.")
    administered = [place.name for place in known.places if place.role is Role.ADMINISTRATOR]
    if administered:
        sentences.append(f"They administer {names(administered)}: see that somebody else there does, too.")
    return (*sentences, "Nothing is deleted. Activating them lets them in as before.")


def of_role(name: str, organisation: str) -> tuple[str, ...]:
    """What another role in an organisation means."""
    return (
        (
            f"An administrator of {organisation} approves requests for new and leaving colleagues and sees them, "
            "sends and withdraws invitations, looks through the members, and decides who else is an administrator."
        ),
        f"A member sees what is shared with {organisation} and what is their own.",
        f"{name} gets a mail. It counts from the next page that they open.",
    )


def of_own_plan(known: PersonFacts) -> tuple[str, ...]:
    """What another plan of somebody's own means."""
    covered = [place.name for place in known.places if current().plan_is_paid(place.plan)]
    return (
        "It counts from the next page that they open, and for the next mail.",
        f"What they raise for {names(covered)} stays on the plan there."
        if covered
        else "On the free plan, or without one, they read here and write by e-mail.",
        "By when we answer the open tickets that they raised for no organisation is worked out anew from the start.",
    )


def of_staff_role(known: PersonFacts) -> tuple[str, ...]:
    """What another role at the provider means."""
    sentences = [f"{known.person.name} gets a mail. It counts from the next page that they open."]
    if known.assigned:
        back = "Where they are no engineer then, back among the unassigned within a minute"
        sentences.append(f"{back}, for colleagues: {_open(known.assigned)}.")
    return tuple(sentences)


def _stay(count: int, whose: str = "") -> str:
    return f"{_open(count)}{whose} {'stays' if count == 1 else 'stay'}"


def _open(count: int) -> str:
    return f"{capped(count)} open {'ticket' if count == 1 else 'tickets'}" if count else "No open tickets"
