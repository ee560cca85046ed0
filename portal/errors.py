"""What can go wrong in the domain; `portal.web.failures` says how each looks on a page."""

from __future__ import annotations

# In the same words wherever it is asked: what does not exist, and what one may not know of.
NO_TICKET = "There is no such ticket, or it is not yours to see."
NO_DRAFT = "There is no such draft. It may have been sent or deleted."
NO_PERSON = "There is no such person."
NO_ORGANISATION = "There is no such organisation, or you do not belong to it."


class DomainError(Exception):
    """Something a person asked for cannot be done; the message is a sentence for that person."""


class NotFound(DomainError):
    """There is no such thing, or the actor may not know of it: both look the same."""


class NotAllowed(DomainError):
    """The actor sees the thing but may not do this with it."""


class Conflict(DomainError):
    """Somebody else was faster, or the value is taken; `field` names the form field to mend."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class Stale(Conflict):
    """Somebody else changed the thing since the actor saw it: they see what arrived before theirs is taken (R-11)."""


class Rejected(DomainError):
    """What was given cannot be accepted; the message says how to mend it, `field` names where."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class TooLarge(Rejected):
    """A file or a total is over its limit."""


class TooMany(DomainError):
    """A limit of attempts is used up; `retry_after` is in seconds."""

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after
