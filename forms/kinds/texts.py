"""Kinds that are typed as text: lines, paragraphs, addresses, names of machines."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from forms.kinds.base import Data, Given, Kind, Refused, clean, one_line
from forms.schema import FieldSpec


def check_length(spec: FieldSpec, text: str, longest: int | None) -> None:
    """Raise Refused where the text is too short or too long for its field."""
    size = len(text)
    if spec.min_length is not None and size < spec.min_length:
        raise Refused(spec.messages.limit or f"Write at least {spec.min_length} characters; this has {size}")
    if longest is not None and size > longest:
        raise Refused(spec.messages.limit or f"Shorten this to {longest} characters; it has {size}")


class Text(Kind):
    """One line of text, with limits of length and a pattern."""

    name = "text"
    default_max_length = 200

    def read(self, given: Given) -> Data:
        spec, text = given.spec, one_line(given.typed())
        check_length(spec, text, self.max_length(spec))
        if spec.pattern and not re.fullmatch(spec.pattern, text):
            raise Refused(spec.messages.invalid or f'Write "{spec.label}" in the form that is asked for')
        return text


class Paragraph(Kind):
    """Several lines in Markdown."""

    name = "paragraph"
    widget = "textarea"
    default_max_length = 10_000

    def note(self, spec: FieldSpec) -> str:
        return spec.note or "Markdown works here. Leave out passwords and tokens."

    def read(self, given: Given) -> Data:
        text = clean(given.typed())
        check_length(given.spec, text, self.max_length(given.spec))
        return text


class Email(Kind):
    """One e-mail address."""

    name = "email"
    input_type = "email"
    width = "medium"

    def read(self, given: Given) -> Data:
        typed = one_line(given.typed()).removeprefix("mailto:").strip("<>")
        try:
            return validate_email(typed, check_deliverability=False).normalized
        except EmailNotValidError:
            raise Refused(
                given.spec.messages.invalid or "Write the e-mail address in full, for example name@company.example"
            ) from None


class Phone(Kind):
    """One telephone number, kept as it was typed."""

    name = "phone"
    input_type = "tel"
    input_mode = "tel"
    width = "medium"
    _number = re.compile(r"\+?[\d\s()./\-\u2011\u2013]+(?:(?:ext|x)\.?\s*\d{1,6})?", re.ASCII | re.IGNORECASE)

    def read(self, given: Given) -> Data:
        typed = one_line(given.typed()).removeprefix("tel:")
        digits = sum(sign in "0123456789" for sign in typed)
        if not self._number.fullmatch(typed) or not 5 <= digits <= 20 or not _possible(typed):
            raise Refused(
                given.spec.messages.invalid
                or "Write the telephone number with its country code, for example +46 8 123 456 78"
            )
        return typed


def _possible(typed: str) -> bool:
    """Whether a number with a country code is as long as that country's numbers are."""
    if not typed.startswith("+"):
        return True
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(typed))
    except phonenumbers.NumberParseException:
        return False


class Url(Kind):
    """One web address, http or https."""

    name = "url"
    input_type = "url"
    input_mode = "url"

    def read(self, given: Given) -> Data:
        typed = one_line(given.typed())
        if "://" not in typed and "." in typed.partition("/")[0]:
            typed = f"https://{typed}"
        try:
            parts = urlsplit(typed)
            sound = parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in typed
            _ = parts.port
        except ValueError:
            sound = False
        if not sound or len(typed) > 2000:
            raise Refused(
                given.spec.messages.invalid or "Write the address of the page, for example https://company.example/page"
            )
        return typed


class Hostname(Kind):
    """One host name, kept in lower case without a final dot."""

    name = "hostname"
    width = "medium"
    _label = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)", re.ASCII)

    def read(self, given: Given) -> Data:
        typed = one_line(given.typed()).lower().removesuffix(".")
        if _is_ip(typed):
            raise Refused(f'"{typed}" is an IP address; write the host name, for example backup-01.acme.example')
        if len(typed) > 253 or not all(self._label.fullmatch(label) for label in typed.split(".")):
            raise Refused(
                given.spec.messages.invalid
                or "Write a host name of letters, digits, hyphens and dots, for example backup-01.acme.example"
            )
        return typed


class Ip(Kind):
    """One IPv4 or IPv6 address in its canonical form."""

    name = "ip"
    width = "medium"

    def read(self, given: Given) -> Data:
        typed = one_line(given.typed()).strip("[]")
        if not _is_ip(typed):
            raise Refused(
                given.spec.messages.invalid or "Write one IPv4 or IPv6 address, for example 192.0.2.17 or 2001:db8::17"
            )
        return str(ipaddress.ip_address(typed))


def _is_ip(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return "%" not in text


class Password(Kind):
    """A password, taken exactly as it was typed."""

    name = "password"
    widget = "password"
    input_type = "password"
    width = "medium"
    default_max_length = 1000

    def is_blank(self, given: Given) -> bool:
        return not given.typed()

    def read(self, given: Given) -> Data:
        check_length(given.spec, given.typed(), self.max_length(given.spec))
        return given.typed()

    def show(self, data: Data, given: Given) -> str:
        return ""


class Hidden(Kind):
    """A value that the page itself carries; a bad one is dropped, never reported."""

    name = "hidden"
    widget = "hidden"

    def read(self, given: Given) -> Data:
        text = one_line(given.typed())
        return text if len(text) <= 2000 else ""
