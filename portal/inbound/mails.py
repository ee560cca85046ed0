"""A mail as the portal reads it: plain values, whatever was odd about the bytes."""

from __future__ import annotations

from dataclasses import dataclass, field


class Unreadable(Exception):
    """The bytes cannot be read as a mail, or would cost too much; the message is a sentence for engineers."""


@dataclass(frozen=True)
class Person:
    """A name and an address out of a header; the address in the spelling of `accounts.addresses.normalise`."""

    name: str
    address: str


@dataclass(frozen=True)
class MailFile:
    """A file of a mail; `content_id` is what its HTML calls it, empty where it does not."""

    name: str
    content: bytes
    media_type: str
    content_id: str = ""

    @property
    def is_inline(self) -> bool:
        """Whether it stood within the text."""
        return bool(self.content_id)


@dataclass(frozen=True)
class Mail:
    """What a mail says. Texts are clean: no NUL, no half characters; headers are on one line each and capped.

    `froms` are all people of all From headers; `from_count` counts the headers, 1 in an honest mail. `recipients`
    are normalised addresses out of Delivered-To, X-Original-To, Envelope-To, To and Cc, in this order. `headers`
    holds all of them, each with its name in small letters, in the order they stood, their encoded words as they came.
    `statuses` are the texts of delivery-status parts, `returned` the headers of the mail that a bounce carries back.
    `faults` are sentences for engineers: what was cut, left out or guessed.
    """

    froms: tuple[Person, ...]
    from_count: int
    recipients: tuple[str, ...]
    subject: str
    message_id: str
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    headers: tuple[tuple[str, str], ...]
    text: str
    is_html_only: bool = False
    files: tuple[MailFile, ...] = ()
    statuses: tuple[str, ...] = ()
    returned: tuple[tuple[str, str], ...] = ()
    faults: tuple[str, ...] = field(default=())

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of this header, the topmost first; `name` in small letters."""
        return tuple(value for key, value in self.headers if key == name)

    def first(self, name: str) -> str:
        """The topmost value of this header, empty where there is none."""
        return next(iter(self.all(name)), "")
