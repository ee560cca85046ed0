"""Forms with which engineers decide on mail. Mixins: the web joins them with its own base class."""

from __future__ import annotations

from forms.cards import Cards
from forms.field import question
from forms.schema import Messages


class AttachMail(Cards):
    """The ticket that a mail belongs to."""

    reference = question(
        "text",
        "Ticket",
        max_length=40,
        messages=Messages(missing="Write the reference of the ticket, as it stands before its subject"),
    )
