"""What becomes of mails, those that leave and those that come in."""

from __future__ import annotations

from enum import StrEnum


class OutboxState(StrEnum):
    """What became of a mail that has to leave."""

    QUEUED = "queued"
    SENT = "sent"
    DROPPED = "dropped"
    DEAD = "dead"


class Trust(StrEnum):
    """How we know that a mail is from whom it says."""

    # Our own mail server checked it, or its signature was checked here.
    VERIFIED = "verified"
    # It came to the address that only this recipient was given.
    TOKEN = "token"  # noqa: S105 - a word, no secret
    # An engineer looked at it and took it for theirs.
    ACCEPTED = "accepted"
    NONE = "none"


class ReceivedState(StrEnum):
    """What became of a mail that came in."""

    # Stored, and not judged yet.
    NEW = "new"
    # An engineer has to decide.
    HELD = "held"
    # It did what its verdict says.
    DONE = "done"
    # It was for nobody: our own mail, a bounce, an empty one, or an engineer put it away.
    IGNORED = "ignored"


class Verdict(StrEnum):
    """What we made of a mail that came in, and why; the words for people are in `portal.inbound.judging.verdicts`."""

    # done
    TICKET = "ticket"
    COMMENT = "comment"
    NOTE = "note"
    DRAFT = "draft"
    FOLLOW_UP = "follow_up"
    KEPT_AUTOMATIC = "kept_automatic"
    # ignored
    OWN_MAIL = "own_mail"
    BOUNCE = "bounce"
    DELAYED = "delayed"
    PUT_AWAY = "put_away"
    EMPTY = "empty"
    REPEATED = "repeated"
    # held
    UNREADABLE = "unreadable"
    FAILED = "failed"
    NO_SENDER = "no_sender"
    UNKNOWN_SENDER = "unknown_sender"
    BLOCKED = "blocked"
    LEFT = "left"
    UNVERIFIED = "unverified"
    AUTOMATIC = "automatic"
    NOT_ALLOWED = "not_allowed"
    STAFF = "staff"
    TOO_MANY = "too_many"
    SIGN_IN_LINK = "sign_in_link"
