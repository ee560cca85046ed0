"""How mail comes in: from where, how much of it, and what is believed of it."""

from __future__ import annotations

from pydantic import Field, field_validator

from portal.settings_parts import MailAddress, Part
from portal.settings_urls import checked_listener, checked_mailbox, mailbox_name


class Inbound(Part):
    """The ways in beside `portal receive`, and what a mail has to prove; times in seconds, sizes in bytes."""

    # imaps://user:password@host/INBOX; several are read side by side.
    mailboxes: tuple[str, ...] = ()
    # host:port on which mail is taken by LMTP; none where it is empty.
    lmtp: str = ""
    # How often a mailbox is looked into where its server does not tell of new mail by itself.
    poll: int = Field(default=60, ge=1, le=3600)
    timeout: int = Field(default=30, ge=1, le=300)
    # More addresses, beside the sender's and the one for support, at which mail is taken.
    addresses: tuple[MailAddress, ...] = ()
    # How our own mail server signs its Authentication-Results; without it DKIM is checked here.
    authserv_id: str = Field(default="", pattern=r"^[A-Za-z0-9._-]*$", description="a name, such as mx.acme.example")
    verify_dkim: bool = True
    # The free plan only: a mail whose sender nothing proves makes a ticket all the same.
    allow_unverified: bool = False
    message_bytes: int = Field(default=40 * 1024 * 1024, ge=64 * 1024)
    parts: int = Field(default=200, ge=5)
    depth: int = Field(default=20, ge=3)
    seconds: int = Field(default=20, ge=1)
    # New tickets and drafts by mail of one person in an hour.
    new_an_hour: int = Field(default=10, ge=1)
    # Answers by mail of one person to one ticket in an hour.
    replies_an_hour: int = Field(default=30, ge=1)
    # For how many days an answer reopens a finished ticket; after that it starts another one.
    reopen_days: int = Field(default=7, ge=0)
    # For how many days the bytes of a mail are kept that was dealt with.
    keep_days: int = Field(default=365, ge=1)
    # The same for mail that did nothing, of people without an account, of blocked ones and of what was too much.
    held_days: int = Field(default=30, ge=1)
    # Of how many mails a day from one address that nobody has all is stored; of more only the headers.
    stranger_mails_a_day: int = Field(default=50, ge=1)

    @field_validator("mailboxes")
    @classmethod
    def _known_mailboxes(cls, urls: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(checked_mailbox(url) for url in urls)

    @field_validator("lmtp")
    @classmethod
    def _a_listener(cls, place: str) -> str:
        return checked_listener(place) if place else place

    @property
    def mailbox_names(self) -> tuple[str, ...]:
        """What the mailboxes are called, without their passwords."""
        return tuple(mailbox_name(url) for url in self.mailboxes)
