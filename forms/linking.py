"""Forms in which engineers say what a ticket has to do with another one. Mixins: the web adds its base class."""

from __future__ import annotations

from forms.cards import Cards
from forms.field import question
from forms.schema import Messages, Option


class LinkTicket(Cards):
    """Which other ticket, and how the two have to do with each other."""

    other = question(
        "text",
        "The other ticket",
        help="Its reference, as it stands before its subject.",
        max_length=40,
        messages=Messages(missing="Write the reference of the other ticket"),
    )
    how = question(
        "choice",
        "What it is",
        options=(
            Option(value="related", label="Related", help="Both go on; only engineers see the link."),
            Option(
                value="duplicate",
                label="This ticket is a duplicate of it",
                help="Both go on, each with its own customer; only engineers see the link.",
            ),
            Option(
                value="merge",
                label="Merge this ticket into it",
                help="This ticket is closed and goes on there. For tickets of one customer.",
            ),
        ),
        messages=Messages(missing="Choose what the other ticket is"),
    )


class Separate(Cards):
    """Why a merger is taken back."""

    reason = question(
        "paragraph",
        "Reason",
        max_length=2000,
        messages=Messages(missing="Write why; the requester reads it"),
    )
