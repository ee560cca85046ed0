"""The form in which somebody is added to a ticket. A mixin: the web joins it with its own base class."""

from __future__ import annotations

from forms.cards import Cards
from forms.field import question
from forms.schema import Messages


class AddParticipant(Cards):
    """Who is added; the choices of `person` are set by the app."""

    person = question(
        "choice",
        "Who",
        widget_name="select",
        placeholder="Choose somebody",
        messages=Messages(missing="Choose who is added"),
    )
