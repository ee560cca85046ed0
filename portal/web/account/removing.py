"""What it means to remove a second factor, said before it is done."""

from __future__ import annotations

from flask import url_for

from portal.web.pages.confirm import ConfirmPage

_MEANS = (
    "It stops working at once, and we tell you by mail. If it was your only second factor, your password alone logs "
    "you in from then on, and your recovery codes are void."
)


def removing(what: str, action: str) -> ConfirmPage:
    """The page that asks whether this one is to be removed."""
    return ConfirmPage(
        heading=f"Remove {what}?",
        about="",
        means=(_MEANS,),
        action=action,
        button="Remove",
        keep="Keep it",
        back=url_for("account.security"),
        nav="account",
    )
