"""The `portal` command: thin shells over functions that the web calls too."""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any

import click

from portal import __version__

# Each command and the module that holds it, which is read only when it is asked for: a mail server starts
# `portal receive` for every mail.
_COMMANDS = {
    "demo": "running",
    "serve": "running",
    "worker": "running",
    "receive": "receiving",
    "mailboxes": "receiving",
    "forms": "catalogue",
    "db": "database",
    "user": "people",
    "organisation": "organisations",
}


class _Portal(click.Group):
    """Tells in one clear line what went wrong; a traceback helps nobody who made a typing error."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - asked by this name
        """The names of all commands."""
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        """The command of this name."""
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"portal.commands.{_COMMANDS[cmd_name]}"), cmd_name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what it raises becomes a line on standard error and exit status 1."""
        try:
            return super().invoke(ctx)
        except (click.exceptions.Exit, click.ClickException, click.Abort, BrokenPipeError):
            raise
        except Exception as error:
            told = _in_words(error)
            if told is None:
                raise
            raise click.ClickException(told) from error


def _in_words(error: Exception) -> str | None:
    """What went wrong and how to mend it; None for what is a fault of ours, and needs its traceback."""
    import peewee

    from forms import CatalogueFaults
    from portal import db
    from portal.configuration import SettingsError
    from portal.db.schema import Unusable
    from portal.errors import DomainError

    if isinstance(error, DomainError | SettingsError | CatalogueFaults | Unusable):
        return str(error)
    if isinstance(error, (*db.FAILURES, peewee.PeeweeException)):
        return _about_database(_first_of(error), getattr(db.handle.obj, "database", ""))
    if isinstance(error, OSError):
        place = f"{error.filename} cannot be used: " if error.filename else ""
        return f"{place}{error.strerror or error}."
    return None


def _first_of(error: BaseException) -> BaseException:
    """What failed first: it says more than what then failed while it was being undone."""
    deeper = error.__context__
    while deeper is not None:
        error, deeper = deeper, deeper.__context__
    return error


def _about_database(error: BaseException, name: str) -> str:
    reason = str(error).splitlines()[0] if str(error) else type(error).__name__
    return f"The database {name} cannot be used: {reason.rstrip('.')}. Mend that, or PORTAL_DATABASE_URL."


@click.group(cls=_Portal, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="Service Center %(version)s")
def main() -> None:
    """Service Center: the support portal of a cloud provider.

    Try it with `portal demo`. An installation reads portal.toml in its instance folder, then PORTAL_* variables
    (PORTAL_DATABASE_URL, PORTAL_MAIL_URL, PORTAL_SECRET_KEY, PORTAL_BASE_URL and others, see README.md);
    PORTAL_INSTANCE names the folder.
    """
    # Database, attachments and mails that a command writes are not for every account of this machine.
    os.umask(os.umask(0o077) | 0o007)
