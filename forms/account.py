"""Forms about one's own account. Mixins: the web joins them with its own base class."""

from __future__ import annotations

from forms.cards import Cards
from forms.field import question
from forms.schema import Messages, Option

_SHORTEST_PASSWORD = 8
_PASSWORD_HELP = f"At least {_SHORTEST_PASSWORD} characters. Three or four unrelated words are good."
_THEMES = (
    Option(value="system", label="System", help="As your device is set."),
    Option(value="light", label="Light"),
    Option(value="dark", label="Dark"),
)


class LogIn(Cards):
    """Address and password; `next` is the page to go on to."""

    next = question("hidden", "Next", required=False)
    email = question("email", "E-mail", autocomplete="username", messages=Messages(missing="Write your e-mail address"))
    password = question(
        "password", "Password", autocomplete="current-password", messages=Messages(missing="Write your password")
    )


class ForgottenPassword(Cards):
    """The address that the link goes to."""

    email = question("email", "E-mail", autocomplete="username", messages=Messages(missing="Write your e-mail address"))


class ResetPassword(Cards):
    """A new password, twice."""

    password = question(
        "password",
        "New password",
        help=_PASSWORD_HELP,
        min_length=_SHORTEST_PASSWORD,
        autocomplete="new-password",
        messages=Messages(missing="Choose a new password"),
    )
    repeat = question(
        "password",
        "New password again",
        equal_to="password",
        autocomplete="new-password",
        messages=Messages(missing="Write the new password again", relation="The two passwords differ"),
    )


class ChangePassword(ResetPassword):
    """The present password, and a new one twice."""

    current = question(
        "password",
        "Present password",
        autocomplete="current-password",
        messages=Messages(missing="Write your present password"),
    )


class Profile(Cards):
    """Name and preferences; the choices of `time_zone` and `mail` are set by the app."""

    name = question("text", "Name", autocomplete="name", max_length=200, messages=Messages(missing="Write your name"))
    time_zone = question(
        "choice",
        "Time zone",
        required=False,
        help="Times on pages and in mails are shown in it.",
        placeholder="That of our engineers",
    )
    theme = question("choice", "Colours", options=_THEMES, messages=Messages(missing="Choose the colours"))
    mail = question(
        "choice",
        "Mail about tickets",
        messages=Messages(missing="Choose which mail you want"),
        help="For a single ticket you choose on its page, or by a link in its mails. About your own tickets we always "
        "write to you; about your account and its safety at once.",
    )


class PresentPassword(Cards):
    """The present password once more, before something is changed that opens the account."""

    present_password = question(
        "password",
        "Present password",
        autocomplete="current-password",
        messages=Messages(missing="Write your present password"),
    )


class PresentFactors(PresentPassword):
    """The same of somebody whose password alone does not let them in."""

    second_code = question(
        "text",
        "Code",
        help="Six digits of your app, or one of your recovery codes. A passkey alone is enough, too.",
        autocomplete="one-time-code",
        messages=Messages(missing="Write the code that your app shows, or a recovery code"),
    )


class AppCode(Cards):
    """Six digits from an app."""

    code = question(
        "text",
        "Code from your app",
        help="Six digits. A new code comes every 30 seconds.",
        autocomplete="one-time-code",
        messages=Messages(missing="Write the code that your app shows"),
    )


class PaperCode(Cards):
    """A recovery code."""

    code = question(
        "text",
        "Recovery code",
        help="One of those that you kept, such as abcd-efgh-jkmn. Each works once.",
        autocomplete="off",
        messages=Messages(missing="Write one of your recovery codes"),
    )


class NewAddress(Cards):
    """One more address."""

    address = question(
        "email",
        "New address",
        help="We mail a code to it. You log in, and write to us, with it once you have written that code here.",
        autocomplete="email",
        messages=Messages(missing="Write the e-mail address"),
    )


class AddressCode(Cards):
    """The code that went to an address."""

    code = question(
        "text",
        "Code from the mail",
        autocomplete="one-time-code",
        messages=Messages(missing="Write the code from the mail"),
    )


class PasskeyName(Cards):
    """What a passkey is called."""

    name = question(
        "text",
        "Name of the passkey",
        help="So that you know it again, such as “Work laptop”.",
        autocomplete="off",
        max_length=100,
        messages=Messages(missing="Write a name, such as “Work laptop”"),
    )
