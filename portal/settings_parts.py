"""The sections of the settings, each with its defaults and its limits."""

from __future__ import annotations

from datetime import time
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from portal.settings_urls import checked_mail

# `description` is what an operator is told to write where the pattern does not fit.
Name = Annotated[
    str, Field(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f\x7f]+$", description="text on one line")
]
MailAddress = Annotated[
    str, Field(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", description="an address, such as support@acme.example")
]


def _existing(path: Path | None) -> Path | None:
    """From which folder the portal is started must not decide which file is meant."""
    if path is not None and not (path.is_absolute() and path.is_file()):
        raise ValueError("name an existing file by its whole path")
    return path


class Part(BaseModel):
    """What all sections share: no unknown keys, no change after the start."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Brand(Part):
    """Names, addresses, colour and logo that people see."""

    name: Name = "Service Center"
    cloud: Name = "Cleura Cloud"
    gui: Name = "Cloud Management Portal"
    support_email: MailAddress = "support@support.example"
    support_domain: str = Field(
        default="support.example", pattern=r"^[a-z0-9.-]+$", description="a domain, such as acme.example"
    )
    colour: str = Field(default="#0e6173", pattern=r"^#[0-9a-fA-F]{6}$", description="a colour, such as #0e6173")
    logo: Path | None = None

    @field_validator("logo")
    @classmethod
    def _a_picture(cls, path: Path | None) -> Path | None:
        if path is not None and path.suffix.lower() not in {".svg", ".png"}:
            raise ValueError("name an .svg or a .png file")
        return _existing(path)

    def placeholders(self) -> dict[str, str]:
        """What stands for {{support}}, {{gui}} and the others in texts of the catalogue."""
        return {
            "support": self.name,
            "support_email": self.support_email,
            "support_domain": self.support_domain,
            "gui": self.gui,
            "brand": self.cloud,
        }


class Mail(Part):
    """How mail leaves: `file://` writes one .eml a mail into the instance folder; times in seconds."""

    url: str = "file://"
    sender: MailAddress | None = None
    timeout: int = Field(default=20, ge=1, le=300)
    ca_file: Path | None = None
    lease: int = Field(default=120, ge=10)
    retry_first: int = Field(default=300, ge=1)
    retry_longest: int = Field(default=3600, ge=1)
    give_up_after: int = Field(default=5 * 24 * 3600, ge=60)
    # Brakes: automatic answers to one address in three hours, and in a day; so many alike; to everybody in ten minutes.
    answers_in_three_hours: int = Field(default=10, ge=1)
    answers_a_day: int = Field(default=40, ge=1)
    answers_alike: int = Field(default=2, ge=1)
    answers_of_all: int = Field(default=200, ge=1)
    # Each mail has an address of its own on its envelope, to which it returns, and an answer has none. Off where the
    # server lets mail leave only from the sender's address.
    bounce_addresses: bool = True
    # For how long an address is left alone that mail came back from, in days.
    suspended_days: int = Field(default=60, ge=1)
    # When the daily digest leaves, in the reader's own zone.
    digest_at: time = time(7)

    @field_validator("ca_file")
    @classmethod
    def _certificates(cls, path: Path | None) -> Path | None:
        return _existing(path)

    @field_validator("url")
    @classmethod
    def _known_way(cls, url: str) -> str:
        return checked_mail(url)


class Limits(Part):
    """How much and how often: sizes in bytes, windows in seconds."""

    file_bytes: int = Field(default=25 * 1024 * 1024, ge=1024)
    ticket_bytes: int = Field(default=100 * 1024 * 1024, ge=1024)
    files: int = Field(default=10, ge=1, le=100)
    request_bytes: int = Field(default=110 * 1024 * 1024, ge=64 * 1024)
    form_bytes: int = Field(default=2 * 1024 * 1024, ge=64 * 1024)
    login_tries: int = Field(default=10, ge=1)
    login_window: int = Field(default=180, ge=1)
    code_tries: int = Field(default=10, ge=1)
    code_window: int = Field(default=900, ge=1)
    addresses_an_hour: int = Field(default=5, ge=1)
    reset_tries: int = Field(default=5, ge=1)
    reset_window: int = Field(default=3600, ge=1)
    reset_valid: int = Field(default=3600, ge=60)
    # So many different tickets may be asked for in vain, by one person; five times as many from one network.
    misses: int = Field(default=30, ge=1)
    misses_window: int = Field(default=600, ge=1)
    invitation_valid: int = Field(default=7 * 24 * 3600, ge=3600)

    @model_validator(mode="after")
    def _fit_together(self) -> Limits:
        if self.request_bytes < self.file_bytes:
            raise ValueError("request_bytes must be larger than file_bytes, or no file of that size arrives")
        return self


class Sessions(Part):
    """How long a log-in lasts: without use, and at most."""

    idle_hours: int = Field(default=20, ge=1)
    absolute_days: int = Field(default=14, ge=1)
    # Whether the provider's people have to give a second factor; organisations decide for their own.
    engineers_second_factor: bool = False


class Web(Part):
    """Where the web server listens, and how much it does at a time."""

    host: str = Field(
        default="127.0.0.1", pattern=r"^\S+$", description="an address of this machine, such as 127.0.0.1"
    )
    port: int = Field(default=8000, ge=1, le=65535)
    workers: int = Field(default=2, ge=1, le=64)
    threads: int = Field(default=4, ge=1, le=64)
    drain: int = Field(default=30, ge=1, le=600)

    @property
    def place(self) -> str:
        """Host and port in one word."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"
