"""What the audit says, in words: for each act its name in the filter, and its sentence. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from portal.audit import Act
from portal.states import STATES


class Words(NamedTuple):
    """How an act is called in a list of acts, and how it reads of somebody: names stand for {actor}, {person} ..."""

    name: str
    sentence: str


WORDS: dict[Act, Words] = {
    Act.LOGGED_IN: Words("Logged in", "{actor} logged in"),
    Act.LOGIN_REFUSED: Words("Log-in refused", "A log-in as {person} was refused"),
    Act.SESSION_ENDED: Words("Logged out", "{actor} ended a log-in of {person}"),
    Act.CREDENTIAL_CHANGED: Words("Credential changed", "{actor} changed how {person} logs in"),
    Act.ADDRESS_CHANGED: Words("Address changed", "{actor} changed the mail addresses of {person}"),
    Act.PASSWORD_LINK_SENT: Words("Password link sent", "{actor} sent {person} a link to choose a password"),
    Act.PERSON_ADDED: Words("Person added", "{actor} added {person}"),
    Act.PERSONAL_PLAN_CHANGED: Words("Plan of a person changed", "{actor} changed the plan of {person}"),
    Act.PERSON_DEACTIVATED: Words("Person deactivated", "{actor} deactivated {person}"),
    Act.PERSON_ACTIVATED: Words("Person activated", "{actor} activated {person} again"),
    Act.STAFF_ROLE_CHANGED: Words("Role at the provider changed", "{actor} changed what {person} is among our people"),
    Act.ACCOUNT_EXPORTED: Words("Account exported", "{actor} downloaded everything that is kept of {person}"),
    Act.ORGANISATION_ADDED: Words("Organisation added", "{actor} added {organisation}"),
    Act.ORGANISATION_CHANGED: Words("Organisation changed", "{actor} changed {organisation}"),
    Act.PLAN_CHANGED: Words("Plan changed", "{actor} changed the plan of {organisation}"),
    Act.ROLE_CHANGED: Words("Role changed", "{actor} changed the role of {person} in {organisation}"),
    Act.MEMBER_REVIEWED: Words("Member reviewed", "{actor} reviewed {person} in {organisation}"),
    Act.ACCESS_PLANNED: Words("Access planned", "{actor} confirmed what {ticket} asks for {person}"),
    Act.ACCESS_GIVEN: Words("Access given", "{actor} gave {person} access to {organisation}"),
    Act.ACCESS_REMOVED: Words("Access removed", "{actor} took the access of {person} to {organisation}"),
    Act.ACCESS_FAILED: Words("Access could not be changed", "What {ticket} asks for {person} could not be done"),
    Act.ACCESS_CANCELLED: Words("Access cancelled", "{actor} called off what {ticket} asks for {person}"),
    Act.INVITATION_SENT: Words("Invitation sent", "{actor} invited {person} to {organisation}"),
    Act.INVITATION_ACCEPTED: Words("Invitation accepted", "{person} accepted the invitation to {organisation}"),
    Act.INVITATION_WITHDRAWN: Words("Invitation withdrawn", "{actor} withdrew the invitation of {person}"),
    Act.TASK_DONE: Words("Task done", "{actor} ticked a task on {ticket}"),
    Act.TICKET_SEEN: Words("Ticket read", "{actor} read {ticket} of {person}"),
    Act.PROBING_STOPPED: Words("Probing stopped", "{person} asked for too many tickets that are not theirs to see"),
    Act.TICKETS_EXPORTED: Words("Tickets exported", "{actor} downloaded a list of tickets"),
    Act.VISIBILITY_CHANGED: Words("Visibility changed", "{actor} changed who can see {ticket}"),
    Act.STATUS_CHANGED: Words("Status changed", "{actor} changed the status of {ticket}"),
    Act.PRIORITY_CHANGED: Words("Priority changed", "{actor} changed the priority of {ticket}"),
    Act.TICKET_ASSIGNED: Words("Ticket assigned", "{actor} changed who works on {ticket}"),
    Act.REQUESTER_CHANGED: Words("Requester changed", "{actor} made {person} the requester of {ticket}"),
    Act.PARTICIPANT_ADDED: Words("Participant added", "{actor} added {person} to {ticket}"),
    Act.PARTICIPANT_REMOVED: Words("Participant removed", "{actor} removed {person} from {ticket}"),
    Act.APPROVED: Words("Approved", "{actor} approved {ticket}"),
    Act.DECLINED: Words("Declined", "{actor} declined {ticket}"),
    Act.ISSUE_TYPE_CHANGED: Words("Issue type changed", "{actor} changed the issue type of {ticket}"),
    Act.MERGED: Words("Merged or separated", "{actor} merged {ticket}, or separated it"),
    Act.LINKED: Words("Linked", "{actor} linked {ticket} with another one, or took a link away"),
    Act.MAIL_DECIDED: Words("Mail decided on", "{actor} decided what becomes of a mail that waited"),
    Act.SENDER_BLOCKED: Words("Sender blocked", "{actor} blocked a sender of mail, or takes their mail again"),
    Act.TEMPLATE_CHANGED: Words("Template changed", "{actor} changed an answer template"),
    Act.REDACTED: Words("Secret removed", "{actor} removed something secret from {ticket}"),
    Act.AUDIT_READ: Words("Audit read", "{actor} read the audit"),
    Act.AUDIT_EXPORTED: Words("Audit exported", "{actor} downloaded the audit"),
}
_STATUSES = {str(status): state.short for status, state in STATES.items()}
_VALUES = {None: "none", "": "none", True: "yes", False: "no", "private": "Private", "shared": "Shared"} | _STATUSES


def name_of(act: str) -> str:
    """How an act is called; one that this version does not know keeps its own word."""
    return WORDS[Act(act)].name if act in set(Act) else act


def sentence_of(act: str) -> str:
    """The sentence of an act, with {actor}, {person}, {organisation} and {ticket} in the place of names."""
    return WORDS[Act(act)].sentence if act in set(Act) else f"{{actor}}: {act}"


def change_of(data: Mapping[str, Any]) -> str:
    """What was before and what is after, "New → Resolved"; empty where the line says neither."""
    if "before" not in data and "after" not in data:
        return ""
    return f"{value(data.get('before'))} → {value(data.get('after'))}"


def details_of(data: Mapping[str, Any]) -> str:
    """Everything else that the line says: "device: Firefox on Linux; ended: 1"."""
    rest = {
        key: said for key, said in data.items() if key not in {"before", "after"} and said not in (None, "", [], {})
    }
    return "; ".join(f"{key.replace('_', ' ')}: {value(said)}" for key, said in rest.items())


def value(said: Any) -> str:
    """One value of a line, as it reads."""
    if isinstance(said, Mapping):
        return ", ".join(f"{key} {value(one)}" for key, one in said.items())
    if isinstance(said, list | tuple):
        return ", ".join(value(one) for one in said) or "none"
    return str(_VALUES.get(said, said))
