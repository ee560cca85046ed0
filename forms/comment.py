"""Forms at the foot of a ticket. Mixins: the web joins them with its own base class."""

from __future__ import annotations

from forms.cards import Cards
from forms.field import question
from forms.schema import Messages

LONGEST_MESSAGE = 20_000


class Reply(Cards):
    """A message to everybody who can see the ticket; the attachments of it are stored apart."""

    body = question(
        "paragraph",
        "Reply",
        max_length=LONGEST_MESSAGE,
        messages=Messages(missing="Write your reply"),
    )


class Resolve(Cards):
    """The end of a ticket, with a last word that may be left out."""

    body = question(
        "paragraph",
        "What solved it?",
        required=False,
        max_length=LONGEST_MESSAGE,
    )
