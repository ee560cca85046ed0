"""What every template can ask for beside its page."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from typing import Any, NamedTuple

from flask import Flask, g, url_for
from flask.templating import Environment
from jinja2 import StrictUndefined, Template
from jinja2.environment import TemplateModule
from jinja2.runtime import Context

from portal import paths, settings
from portal.accounts.rows import Profile
from portal.inbound.engineers import queries as inbox
from portal.policy import Actor, Permission, permissions
from portal.web import guards
from portal.web.wording import capped, initials


class Viewer(NamedTuple):
    """The person who is looking, as the frame of every page needs them."""

    name: str
    address: str
    is_engineer: bool
    may_raise: bool
    belongs: bool
    looks_after_customers: bool
    reads_audit: bool
    theme: str

    @property
    def initials(self) -> str:
        """Two letters for the round picture."""
        return initials(self.name) or initials(self.address)


class SharedTemplate(Template):
    """A template whose imports look up what is there already: here every template has the same globals."""

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:  # noqa: ARG002
        # Jinja would compare all globals of both templates at each import, which takes longer than most macros.
        return self._module or super()._get_default_module()


class SharedEnvironment(Environment):
    """Finds a template by its name alone: all have the same globals, and no file changes while the portal runs."""

    template_class = SharedTemplate

    def __init__(self, app: Flask, **options: Any) -> None:
        super().__init__(app, **options)
        self._found: dict[str, Template] = {}

    def get_template(self, name: Any, parent: str | None = None, globals: Any = None) -> Template:  # noqa: A002 - Jinja's word
        """The template of this name, whoever asks for it."""
        # Jinja would look into its own store with a new weak reference each time; a page imports a dozen of them.
        found = self._found.get(name)
        if found is None:
            found = self._found[name] = super().get_template(name, parent, globals)
        return found


def register(app: Flask) -> None:
    """Give templates their globals, and make a misspelt name an error."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    in_use = settings.current()
    app.jinja_env.globals.update(
        asset=asset, brand=in_use.brand, demo=in_use.is_demo, example_reference=in_use.example_reference
    )
    app.context_processor(_of_this_request)


@cache
def asset(name: str) -> str:
    """The address of a file in static/, with its version, so that browsers keep it for a year."""
    return url_for("static", filename=name, v=version(name))


@cache
def version(name: str) -> str:
    """A short mark of what the file says now."""
    return sha256((paths.asset_dir("static") / name).read_bytes()).hexdigest()[:12]


def _of_this_request() -> dict[str, Any]:
    found = None if g.get("database_is_gone") else guards.looking()
    return {"viewer": _viewer(*found) if found else None, "nav": "", "held_mails": _held_mails}


def _held_mails() -> str:
    """How many mails wait for the engineer who is looking; nobody else is told, nor asked for."""
    found = guards.looking()
    held = inbox.count_held(found[0]) if found and found[0].is_engineer else 0
    return capped(held) if held else ""


def _viewer(actor: Actor, profile: Profile) -> Viewer:
    return Viewer(
        name=actor.name,
        address=actor.address,
        is_engineer=actor.is_engineer,
        may_raise=actor.may_raise,
        belongs=bool(actor.places),
        looks_after_customers=Permission.CHANGE_CUSTOMERS in permissions(actor),
        reads_audit=Permission.READ_AUDIT in permissions(actor),
        theme=str(profile.theme),
    )
