"""The form in which an engineer names a secret that has to go. A mixin: the web joins it with its own base class."""

from __future__ import annotations

from forms.cards import Cards
from forms.field import question
from forms.schema import Messages


class Redact(Cards):
    """The secret, as it was written."""

    secret = question(
        "paragraph",
        "What has to go",
        help="The password, key or number itself, as it stands on the ticket. Spaces and ends of lines do not matter.",
        note="It is looked for at once, and kept nowhere.",
        max_length=10_000,
        messages=Messages(missing="Write what has to go, as it stands on the ticket"),
    )
