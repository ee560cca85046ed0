"""How mail programs mark in HTML what they quote."""

from __future__ import annotations

import re
from enum import StrEnum

# The line that mail programs have written before a quoted mail since the nineties; the trimmer knows it.
QUOTE_MARK = "-----Original Message-----"

_WHOLE = {"yahoo_quoted", "zmail_extra", "tutanota_quote", "ydp_quote"}
_HEAD = {
    "gmail_quote",
    "gmail_quote_container",
    "gmail_attr",
    "protonmail_quote",
    "moz-cite-prefix",
    "moz-email-headers",
}
_MARKS = {
    *("divrplyfwdmsg", "appendonsend", "olk_src_body_section", "outlookmessageheader", "stopspelling"),
    *("mail-editor-reference-message-container", "ms-outlook-mobile-reference-message"),
}
# What Outlook on a desktop draws above From, Sent, To and Subject, for many years in one of these colours.
_LINE_ABOVE = re.compile(r"border-top:\s{0,3}solid\s{1,3}#(?:e1e1e1|b5c4df)\s{1,3}1\.0pt", re.IGNORECASE)
_NO_BORDER = re.compile(r"border(?:-left)?:\s{0,3}(?:none|0)", re.IGNORECASE)


class Quote(StrEnum):
    """What a container does to the words in it."""

    NONE = "none"
    # All of it is quoted.
    WHOLE = "whole"
    # What stands in it before a quoted block is: who wrote when, in whatever language.
    HEAD = "head"
    # Everything behind it is.
    MARK = "mark"


def of_container(attributes: dict[str, str]) -> Quote:
    """What the container with these attributes does."""
    names = {*attributes.get("class", "")[:500].lower().split(), attributes.get("id", "")[:200].lower()}
    names = {name.removeprefix("x_") for name in names}
    if names & _MARKS or _LINE_ABOVE.search(attributes.get("style", "")[:500]):
        return Quote.MARK
    if names & _WHOLE or any(name.startswith("yahoo_quoted_") for name in names):
        return Quote.WHOLE
    return Quote.HEAD if names & _HEAD else Quote.NONE


def of_blockquote(attributes: dict[str, str]) -> Quote:
    """Whether a blockquote quotes; without a border it is how mail programs indent a paragraph."""
    is_cited = attributes.get("type", "").lower() == "cite" or "quote" in attributes.get("class", "").lower()
    if not is_cited and _NO_BORDER.search(attributes.get("style", "")[:500]):
        return Quote.NONE
    return Quote.WHOLE
