"""Forms of the demo's mailbox. Mixins: the web joins them with its own base class."""

from __future__ import annotations

from forms.cards import Cards
from forms.field import question
from forms.schema import Messages

_PLAIN = "Mail is plain text: it reads as it is typed."


class WriteMail(Cards):
    """A new mail to the support; the choices of `who` are set by the app."""

    who = question("choice", "From", widget_name="select", messages=Messages(missing="Choose who writes"))
    forged = question(
        "switch",
        "Sent by somebody else, who only writes this name and address: nothing proves the sender",
        required=False,
    )
    subject = question("text", "Subject", required=False, max_length=200)
    body = question("paragraph", "Text", note=_PLAIN, messages=Messages(missing="Write what the mail says"))


class AnswerMail(Cards):
    """What the reader of a mail answers."""

    body = question("paragraph", "Answer", note=_PLAIN, messages=Messages(missing="Write what the answer says"))
