"""Forms that engineers work with. Mixins: the web joins them with its own base class."""

from __future__ import annotations

from forms.cards import Cards
from forms.field import question
from forms.priority import Priority
from forms.schema import Messages, Option

_PRIORITIES = tuple(Option(value=priority, label=priority) for priority in Priority)


class Assign(Cards):
    """Who works on the ticket; the choices of `engineer` are set by the app, and none means nobody."""

    engineer = question("choice", "Engineer", widget_name="select", required=False, placeholder="Nobody")


class ChangeStatus(Cards):
    """The next status and why; the choices of `status` are set by the app, as the table of states allows."""

    status = question(
        "choice",
        "Status",
        widget_name="select",
        placeholder="Choose a status",
        messages=Messages(missing="Choose the new status"),
    )
    reason = question(
        "paragraph",
        "Reason",
        max_length=2000,
        messages=Messages(missing="Write why the status changes"),
    )


class ChangePriority(Cards):
    """Another priority than the matrix gave, and why."""

    priority = question("choice", "Priority", options=_PRIORITIES, messages=Messages(missing="Choose the new priority"))
    reason = question(
        "paragraph",
        "Reason",
        max_length=2000,
        messages=Messages(missing="Write why the priority changes; the customer reads it"),
    )
