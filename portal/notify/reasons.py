"""Why somebody gets a mail."""

from __future__ import annotations

from portal.notify.letters import MailEvent, Reader, TicketLetter
from portal.settings import current
from portal.vocabulary import Following, Visibility


def why(event: MailEvent, letter: TicketLetter | None, reader: Reader) -> str:
    """The reason why this reader gets this mail."""
    if letter is None and event in _OF_ACCESS:
        return f"You get this mail because {_OF_ACCESS[event]}."
    if letter is None:
        return f"You get this mail because it concerns the security of your account at {current().brand.name}."
    if event is MailEvent.FULFILMENT_FAILED:
        return f"You get this mail because every engineer at {current().brand.name} does."
    if event is MailEvent.APPROVAL_NEEDED:
        return f"You get this mail because you administer {letter.organisation_name or 'the organisation'}."
    if event is MailEvent.WARNING and not reader.is_assigned:
        return f"You get this mail because you are an engineer, and nobody has {letter.reference}."
    return f"You get this mail because {_reason(event, letter, reader)}."


def _reason(event: MailEvent, letter: TicketLetter, reader: Reader) -> str:
    if reader.is_requester:
        handed = event is MailEvent.HANDED_OVER
        return f"{letter.reference} was handed to you" if handed else f"you raised {letter.reference}"
    if reader.is_assigned:
        return f"{letter.reference} is assigned to you"
    if event is MailEvent.MADE_PRIVATE:
        return f"{letter.reference} was shared with you before"
    if reader.is_participant:
        return f"somebody added you to {letter.reference}"
    if reader.following is Following.FOLLOW:
        return f"you follow {letter.reference}"
    return _as_colleague(letter, reader)


def _as_colleague(letter: TicketLetter, reader: Reader) -> str:
    """Why somebody of the organisation sees a ticket that is not theirs."""
    if reader.is_approver and letter.visibility is Visibility.PRIVATE:
        return f"you administer {letter.organisation_name or 'the organisation'}"
    return f"{letter.reference} is shared with {letter.organisation_name or 'you'}"


_OF_ACCESS = {
    MailEvent.INVITATION: "somebody asked for your access",
    MailEvent.MEMBER_ADDED: "you administer the organisation",
    MailEvent.MEMBER_REMOVED: "it concerns access to your organisation",
}
