"""Forms about customers and their people. Mixins: the web joins them with its own base class."""

from __future__ import annotations

from typing import Any

from forms.cards import Cards
from forms.field import question
from forms.schema import Messages, Option

_LONGEST_NAME = 200
_ROLES = (
    Option(value="member", label="Member", help="Sees what is shared with the organisation and what is their own."),
    Option(
        value="administrator",
        label="Administrator",
        help="Also approves requests for new and leaving colleagues, and decides who else is an administrator.",
    ),
)
_STAFF_ROLES = (
    Option(value="none", label="None", help="A customer: sees no ticket but what is theirs to see."),
    Option(value="engineer", label="Engineer", help="Sees every ticket and works at the desk."),
    Option(
        value="administrator",
        label="Administrator of the portal",
        help="An engineer who also looks after customers, their plans and their people.",
    ),
)
_NAME = question(
    "text", "Name", max_length=_LONGEST_NAME, messages=Messages(missing="Write the name of the organisation")
)
_PLAN = question("choice", "Plan", messages=Messages(missing="Choose the plan"))


def _own_plan() -> Any:
    """A question of its own for each form: it stands where it is made."""
    return question(
        "choice",
        "Plan of their own",
        widget_name="select",
        required=False,
        placeholder="None",
        help="For somebody who pays without an organisation.",
    )


class NameOrganisation(Cards):
    """What an organisation is called."""

    name = _NAME


class AddOrganisation(Cards):
    """A new customer; the choices of `plan` are set by the app."""

    name = _NAME
    plan = _PLAN
    domain = question(
        "text",
        "Mail domain",
        required=False,
        max_length=253,
        help="Such as example.com. Newcomers with another one are pointed out. More can be added later.",
    )


class ChangePlan(Cards):
    """Another plan; the choices are set by the app."""

    plan = _PLAN


class ChangeOwnPlan(Cards):
    """Another plan of a person's own, or none; the choices are set by the app."""

    plan = _own_plan()


class AddDomain(Cards):
    """One more mail domain of an organisation."""

    domain = question(
        "text", "Mail domain", max_length=253, messages=Messages(missing="Write a mail domain, like example.com")
    )


class AddPerson(Cards):
    """Somebody new; the choices of `organisation` and `plan` are set by the app."""

    name = question(
        "text", "Whole name", max_length=_LONGEST_NAME, messages=Messages(missing="Write the whole name of the person")
    )
    email = question("email", "E-mail", messages=Messages(missing="Write their e-mail address"))
    organisation = question(
        "choice",
        "Organisation",
        widget_name="select",
        required=False,
        placeholder="None",
        help="The plan of an organisation covers its members.",
    )
    role = question("choice", "Role in it", options=_ROLES, default="member", required=False)
    plan = _own_plan()
    staff_role = question("choice", "Role at the provider", options=_STAFF_ROLES, default="none", required=False)


class ChangeRole(Cards):
    """What a member is in the organisation."""

    role = question("choice", "Role", options=_ROLES, messages=Messages(missing="Choose the role"))


class ChangeStaffRole(Cards):
    """What somebody is at the provider."""

    staff_role = question("choice", "Role", options=_STAFF_ROLES, messages=Messages(missing="Choose the role"))
