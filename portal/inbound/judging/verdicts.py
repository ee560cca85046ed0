"""What each verdict means, in words for engineers, and what becomes of a mail by it."""

from __future__ import annotations

from typing import NamedTuple

from portal.vocabulary import ReceivedState, Verdict


class Sentence(NamedTuple):
    """A verdict as the Mail page says it: a few words, and what they mean; the reason stored with a mail says more."""

    heading: str
    why: str


SENTENCES: dict[Verdict, Sentence] = {
    Verdict.TICKET: Sentence("Became a ticket", "A customer of the free plan wrote, and it is from whom it says."),
    Verdict.COMMENT: Sentence("Answer to a ticket", "It stands on the ticket as its sender's message."),
    Verdict.NOTE: Sentence("Internal note", "One of us answered a mail that only we get: it stands on the ticket."),
    Verdict.DRAFT: Sentence(
        "Became a draft", "The sender has a paid plan: the mail waits in the portal as a draft that they can finish."
    ),
    Verdict.FOLLOW_UP: Sentence(
        "Began another ticket", "It answered a ticket that is finished: a new one goes on with it."
    ),
    Verdict.KEPT_AUTOMATIC: Sentence(
        "Automatic answer", "A machine answered. It is kept on the ticket, where only engineers see it."
    ),
    Verdict.OWN_MAIL: Sentence("Our own mail", "A mail of ours came back to us: something forwards it in a circle."),
    Verdict.BOUNCE: Sentence("Came back", "A mail of ours could not be delivered."),
    Verdict.DELAYED: Sentence("Delayed", "A mail of ours is late. The other server goes on trying."),
    Verdict.PUT_AWAY: Sentence("Put away", "Nothing is to be done: an engineer decided so, or nobody decided in time."),
    Verdict.EMPTY: Sentence("Empty", "It says nothing, and nothing is attached."),
    Verdict.REPEATED: Sentence("The same again", "What it says was dealt with when it came for the first time."),
    Verdict.UNREADABLE: Sentence("Cannot be read", "It is no mail that we can read. Its bytes are kept."),
    Verdict.FAILED: Sentence("Failed here", "Our own program failed on it. Its bytes are kept: try it again."),
    Verdict.NO_SENDER: Sentence("No sender", "It does not name exactly one sender."),
    Verdict.UNKNOWN_SENDER: Sentence("Unknown sender", "Nobody who has an account uses this address."),
    Verdict.BLOCKED: Sentence("Blocked", "An engineer has blocked this sender. Nothing is answered."),
    Verdict.LEFT: Sentence("Has left", "The sender has left the organisation, or their account was deactivated."),
    Verdict.UNVERIFIED: Sentence("Not proven", "Nothing proves that it is from whom it says."),
    Verdict.AUTOMATIC: Sentence("Automatic mail", "A machine wrote it, and it answers no ticket."),
    Verdict.NOT_ALLOWED: Sentence("Not theirs", "It answers a ticket on which the sender may not write."),
    Verdict.STAFF: Sentence("One of us", "Engineers write by mail only where they answer a mail about a ticket."),
    Verdict.TOO_MANY: Sentence("Too many", "The sender wrote more by mail within an hour than one person may."),
    Verdict.SIGN_IN_LINK: Sentence(
        "Sign-in link", "Another service sent a link to sign in or to verify an address. It is shown to nobody else."
    ),
}

_DONE = frozenset(
    {
        Verdict.TICKET,
        Verdict.COMMENT,
        Verdict.NOTE,
        Verdict.DRAFT,
        Verdict.FOLLOW_UP,
        Verdict.KEPT_AUTOMATIC,
    }
)
_IGNORED = frozenset(
    {Verdict.OWN_MAIL, Verdict.BOUNCE, Verdict.DELAYED, Verdict.PUT_AWAY, Verdict.EMPTY, Verdict.REPEATED}
)


# What an engineer can do where a mail may do nothing although they took it for its sender's.
_UNLESS = "Attach it to a ticket, block the sender, or put it away."
MENDS: dict[Verdict, str] = {
    Verdict.UNREADABLE: "Attach it to a ticket as a file, or put it away.",
    Verdict.NO_SENDER: "Attach it to a ticket, or put it away.",
    Verdict.UNKNOWN_SENDER: f"Nobody can be taken for its sender. {_UNLESS}",
    Verdict.BLOCKED: "Unblock its sender and replay it, or put it away.",
    Verdict.LEFT: _UNLESS,
    Verdict.NOT_ALLOWED: "Attach it to the ticket that it is about: it becomes a note of yours.",
    Verdict.STAFF: "Who is one of us writes on the ticket's page. Attach it, or put it away.",
    Verdict.SIGN_IN_LINK: "Attach it to a ticket only if you know that link; else put it away.",
    Verdict.EMPTY: "Put it away.",
}


def state_of(verdict: Verdict) -> ReceivedState:
    """What becomes of a mail that is judged so."""
    if verdict in _DONE:
        return ReceivedState.DONE
    return ReceivedState.IGNORED if verdict in _IGNORED else ReceivedState.HELD
