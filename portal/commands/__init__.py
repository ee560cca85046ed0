"""The `portal` command: thin shells over functions that the web calls too."""

from __future__ import annotations

from typing import Any

import click
import peewee

from portal import __version__
from portal.commands import catalogue, database, organisations, people, running
from portal.configuration import SettingsError
from portal.errors import DomainError


class _Portal(click.Group):
    """Tells in one clear line what went wrong; a traceback helps nobody who made a typing error."""

    def invoke(self, context: click.Context) -> Any:
        """Run the command; what it raises becomes a line on standard error and exit status 1."""
        try:
            return super().invoke(context)
        except (DomainError, SettingsError) as error:
            raise click.ClickException(str(error)) from error
        except (peewee.OperationalError, peewee.InterfaceError) as error:
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise click.ClickException(f"The database does not answer: {reason}") from error


@click.group(cls=_Portal, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="Service Center %(version)s")
def main() -> None:
    """Service Center: the support portal of a cloud provider.

    Try it with `portal demo`. An installation reads portal.toml in its instance folder, then PORTAL_* variables
    (PORTAL_DATABASE_URL, PORTAL_MAIL_URL, PORTAL_SECRET_KEY, PORTAL_BASE_URL and others, see README.md);
    PORTAL_INSTANCE names the folder.
    """


for command in (
    running.demo,
    running.serve,
    running.worker,
    catalogue.forms,
    database.db,
    people.user,
    organisations.organisation,
):
    main.add_command(command)
