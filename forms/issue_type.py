"""The form in which engineers give a ticket another issue type. A mixin: the web joins it with its own base class."""

from __future__ import annotations

from forms.cards import Cards
from forms.field import question
from forms.schema import Messages


class ChangeIssueType(Cards):
    """The other issue type, and why; the choices of `issue_type` are set by the app."""

    issue_type = question(
        "choice",
        "Issue type",
        widget_name="select",
        placeholder="Choose an issue type",
        messages=Messages(missing="Choose the issue type that it is"),
    )
    reason = question(
        "paragraph",
        "Reason",
        max_length=2000,
        messages=Messages(missing="Write why the issue type changes; the requester reads it"),
    )
