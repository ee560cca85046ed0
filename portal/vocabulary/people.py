"""What people and organisations are, and what they choose."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a person is in an organisation."""

    MEMBER = "member"
    ADMINISTRATOR = "administrator"


class StaffRole(StrEnum):
    """What a person is at the provider; an administrator is an engineer too."""

    ENGINEER = "engineer"
    ADMINISTRATOR = "administrator"


class Theme(StrEnum):
    """Which colours a person wants the pages in."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class MailPreference(StrEnum):
    """Which mails a person gets. About one's own tickets there is always some: at least one mail a day."""

    EVERY_UPDATE = "every_update"
    FOLLOWED = "followed"
    DIGEST = "digest"
    NONE = "none"


class ReviewDecision(StrEnum):
    """What an administrator says of a member when looking through them."""

    KEEP = "keep"
    REMOVE = "remove"
