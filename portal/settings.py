"""What an operator decides: instance/portal.toml, then PORTAL_* variables, checked before anything starts."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, InitSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from portal import paths
from portal.settings_inbound import Inbound
from portal.settings_parts import Brand, Limits, Mail, Sessions, Web
from portal.settings_production import missing
from portal.settings_promises import TARGETS, Calendar, Figures, Plan, Target, Waiting, known_priorities
from portal.settings_sources import File, Variables
from portal.settings_urls import checked_database, checked_origin
from portal.vocabulary import Priority

__all__ = [
    "Brand",
    "Calendar",
    "Figures",
    "Inbound",
    "Limits",
    "Mail",
    "Plan",
    "Sessions",
    "Settings",
    "Target",
    "Waiting",
    "Web",
    "current",
    "use",
]


class Settings(BaseSettings):
    """Everything that differs between two installations; frozen once the start has accepted it."""

    model_config = SettingsConfigDict(
        env_prefix="PORTAL_", env_nested_delimiter="__", extra="forbid", frozen=True, validate_default=False
    )

    mode: Literal["production", "development", "demo"] = "production"
    instance: Path = Field(default_factory=paths.instance_dir)
    secret_key: SecretStr = SecretStr("")
    secret_key_fallbacks: tuple[SecretStr, ...] = ()
    base_url: str = ""
    database_url: str = Field(default_factory=lambda given: f"sqlite:///{given['instance']}/portal.db")
    reference_prefix: str = Field(default="SC", pattern=r"^[A-Z]{2,10}$", description="two to ten capital letters")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    trusted_proxies: int = Field(default=0, ge=0, le=5)
    # The folder with the request types; none: those that come with the portal.
    catalogue: Path | None = None
    drafts_days: int = Field(default=30, ge=1, le=365)
    # Every so many months the administrators of an organisation look through its members; 0: never.
    review_months: int = Field(default=3, ge=0, le=60)
    brand: Brand = Brand()
    plans: dict[str, Plan] = Field(
        default_factory=lambda: {
            "free": Plan(label="Free", paid=False, targets=False),
            "standard": Plan(label="Standard", paid=True),
            "premium": Plan(label="Premium", paid=True),
        }
    )
    mail: Mail = Mail()
    inbound: Inbound = Inbound()
    limits: Limits = Limits()
    calendar: Calendar = Calendar()
    targets: dict[Priority, Target] = Field(default_factory=lambda: dict(TARGETS))
    waiting: Waiting = Waiting()
    figures: Figures = Figures()
    session: Sessions = Sessions()
    web: Web = Web()

    @field_validator("instance", mode="before")
    @classmethod
    def _absolute(cls, folder: str | Path) -> Path:
        if not str(folder).strip():
            raise ValueError("name a folder, or leave it out")
        return Path(folder).expanduser().resolve()

    @field_validator("base_url")
    @classmethod
    def _only_an_origin(cls, address: str) -> str:
        return checked_origin(address) if address else address

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: str) -> str:
        return checked_database(url)

    @field_validator("catalogue")
    @classmethod
    def _a_folder(cls, folder: Path | None) -> Path | None:
        if folder is not None and not (folder.is_absolute() and folder.is_dir()):
            raise ValueError("name an existing folder by its whole path")
        return folder

    @field_validator("plans")
    @classmethod
    def _a_free_plan(cls, plans: dict[str, Plan]) -> dict[str, Plan]:
        if not any(not plan.paid for plan in plans.values()):
            raise ValueError("at least one plan must have paid = false, for those who write by e-mail only")
        return plans

    @field_validator("targets", mode="before")
    @classmethod
    def _over_the_defaults(cls, given: Any) -> Any:
        """One figure of one priority can be set alone."""
        given = known_priorities(given)
        if not isinstance(given, dict):
            return given
        every: dict[str, Any] = {key.value: target.model_dump() for key, target in TARGETS.items()}
        for key, target in given.items():
            every[key] = {**every[key], **target} if isinstance(target, dict) else target
        return every

    @model_validator(mode="after")
    def _hours_of_plans(self) -> Settings:
        for key, plan in self.plans.items():
            try:
                Calendar(**plan.calendar.over(self.calendar).model_dump())
            except ValidationError as error:
                fault = str(error.errors()[0]["msg"]).removeprefix("Value error, ")
                raise ValueError(f"plans.{key}.calendar: {fault}") from None
        return self

    @model_validator(mode="after")
    def _ready_for_production(self) -> Settings:
        if self.mode == "production":
            key, *earlier = (one.get_secret_value() for one in (self.secret_key, *self.secret_key_fallbacks))
            if faults := missing(key, earlier, self.base_url, self.instance / "portal.toml"):
                raise ValueError("\n".join(faults))
        return self

    @property
    def is_https(self) -> bool:
        """Whether people reach the portal over TLS."""
        return self.base_url.startswith("https://")

    @property
    def host(self) -> str:
        """The host name in the base address."""
        return urlsplit(self.base_url).hostname or ""

    @property
    def is_demo(self) -> bool:
        """Whether this is the demo with its made-up people."""
        return self.mode == "demo"

    @property
    def free_plan(self) -> str:
        """The plan of those who have none: the first that is not paid."""
        return next(key for key, plan in self.plans.items() if not plan.paid)

    def plan_is_paid(self, key: str | None) -> bool:
        """Whether this plan lets its people use the portal; a plan that is no longer in the settings does not."""
        return key in self.plans and self.plans[key].paid

    def plan_has_targets(self, key: str) -> bool:
        """Whether this plan promises times of answer."""
        return key in self.plans and self.plans[key].targets

    def label_of(self, plan: str) -> str:
        """The plan as people read it at the beginning of a sentence."""
        return f"The plan {self.plans[plan].label}" if plan in self.plans else "The plan"

    def target_of(self, priority: Priority | None, plan: str) -> Target | None:
        """What is promised for this priority on this plan, if anything is."""
        if priority is None or not self.plan_has_targets(plan):
            return None
        own = self.plans[plan].times.get(priority)
        return own.over(self.targets[priority]) if own else self.targets[priority]

    def calendar_of(self, plan: str) -> Calendar:
        """The opening hours that count for this plan."""
        return self.plans[plan].calendar.over(self.calendar) if plan in self.plans else self.calendar

    def reference_of(self, ticket_id: int) -> str:
        """How a ticket is called everywhere: SC-1042."""
        return f"{self.reference_prefix}-{ticket_id}"

    @property
    def example_reference(self) -> str:
        """How a ticket might be called, wherever one is asked for."""
        return self.reference_of(1042)

    @property
    def mail_sender(self) -> str:
        """The address that mails come from."""
        return self.mail.sender or self.brand.support_email

    @property
    def own_addresses(self) -> tuple[str, ...]:
        """Every address at which the portal takes mail, in small letters, the one that people are told first."""
        every = (self.brand.support_email, self.mail_sender, *self.inbound.addresses)
        return tuple(dict.fromkeys(address.lower() for address in every))

    @property
    def attachments(self) -> Path:
        """The folder that holds the files of tickets and drafts."""
        return self.instance / "attachments"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What the caller says, then variables, then the file."""
        given = init_settings.init_kwargs if isinstance(init_settings, InitSettingsSource) else {}
        folder = Path(given.get("instance") or paths.instance_dir())
        return init_settings, Variables(settings_cls), File(settings_cls, folder)


class _Bound:
    settings: Settings | None = None


def use(settings: Settings) -> Settings:
    """Make these the settings that `current()` returns in this process."""
    _Bound.settings = settings
    return settings


def current() -> Settings:
    """The settings in use; RuntimeError where none were bound yet."""
    if _Bound.settings is None:
        raise RuntimeError("No settings are in use: call portal.settings.use(...) first.")
    return _Bound.settings
