"""The form in which engineers write an answer template. A mixin: the web joins it with its own base class."""

from __future__ import annotations

from forms.cards import Cards
from forms.field import question
from forms.schema import Messages


class EditTemplate(Cards):
    """What a template is called, and what it says; the help of `body` is set by the app."""

    name = question(
        "text",
        "Name",
        max_length=100,
        help="Engineers choose it by this name. No customer sees it.",
        messages=Messages(missing="Give the template a name"),
    )
    body = question(
        "paragraph",
        "Text",
        max_length=10_000,
        help="With variables in double braces, such as {{requester_first_name}}.",
        messages=Messages(missing="Write what the template says"),
    )
