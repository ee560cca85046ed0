"""What a person may do with a ticket, by name, and what is said to somebody who may not."""

from __future__ import annotations

from enum import StrEnum


class Action(StrEnum):
    """Something that a person may do with a ticket."""

    APPROVE = "approve"
    ASK_INFORMATION = "ask_information"
    ASSIGN = "assign"
    CANCEL = "cancel"
    CHANGE_ISSUE_TYPE = "change_issue_type"
    CHOOSE_PARTICIPANTS = "choose_participants"
    CLOSE = "close"
    FOLLOW = "follow"
    FULFIL = "fulfil"
    GIVE_INFORMATION = "give_information"
    LEAVE = "leave"
    LINK = "link"
    MERGE = "merge"
    NOTE = "note"
    REDACT = "redact"
    REOPEN = "reopen"
    REPLY = "reply"
    RESOLVE = "resolve"
    RESUME = "resume"
    SEPARATE = "separate"
    SET_PRIORITY = "set_priority"
    SET_STATUS = "set_status"
    SHARE = "share"
    VIEW = "view"


_LEFT = "Where the requester has left, administrators of their organisation do."

REFUSALS = {
    Action.CHOOSE_PARTICIPANTS: "Only the requester or an engineer adds and removes people, and not on every ticket.",
    Action.SHARE: "Only the requester or an engineer changes who can see this ticket.",
    Action.REPLY: "Nobody can write on this ticket any more, or your plan is by e-mail only: answer its mail instead.",
    Action.ASK_INFORMATION: "Only engineers ask for information, while the ticket is worked on.",
    Action.CHANGE_ISSUE_TYPE: "Only engineers change the issue type of open tickets; on- and offboarding keep theirs.",
    Action.GIVE_INFORMATION: "Only the requester answers these questions. On the free plan, use the link in our mail.",
    Action.NOTE: "Only engineers write internal notes.",
    Action.LINK: "Only engineers link tickets.",
    Action.MERGE: "Only engineers merge tickets, while they are not finished.",
    Action.SEPARATE: "Only engineers take a merger back.",
    Action.REDACT: "Only engineers remove a secret.",
    Action.ASSIGN: "Only engineers assign tickets.",
    Action.SET_PRIORITY: "Only engineers change the priority.",
    Action.APPROVE: "Only another administrator of the organisation approves it, while it waits for approval.",
    Action.FULFIL: "Only an engineer other than the requester does this, while the request is open and approved.",
    Action.RESOLVE: f"Only the requester or an engineer resolves this ticket, while it is open. {_LEFT}",
    Action.REOPEN: f"Only the requester or an engineer reopens this ticket, while it is resolved. {_LEFT}",
    Action.CANCEL: f"Only the requester cancels this ticket, while it is open. {_LEFT}",
    Action.CLOSE: f"Only the requester says that it is solved, while the ticket is resolved. {_LEFT}",
    Action.RESUME: "Only the requester goes on with a closed ticket, by answering its mail.",
}
