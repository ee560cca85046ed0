"""The `portal` command: thin shells over functions that the web calls too."""

from __future__ import annotations

import os
from typing import Any

import click
import peewee

from forms import CatalogueFaults
from portal import __version__, db
from portal.commands import catalogue, database, organisations, people, running
from portal.configuration import SettingsError
from portal.db.schema import Unusable
from portal.errors import DomainError


class _Portal(click.Group):
    """Tells in one clear line what went wrong; a traceback helps nobody who made a typing error."""

    def invoke(self, context: click.Context) -> Any:
        """Run the command; what it raises becomes a line on standard error and exit status 1."""
        try:
            return super().invoke(context)
        except (DomainError, SettingsError, CatalogueFaults, Unusable) as error:
            raise click.ClickException(str(error)) from error
        except (*db.FAILURES, peewee.PeeweeException) as error:
            raise click.ClickException(_about_database(_first_of(error))) from error
        except BrokenPipeError:
            raise
        except OSError as error:
            place = f"{error.filename} cannot be used: " if error.filename else ""
            raise click.ClickException(f"{place}{error.strerror or error}.") from error


def _first_of(error: BaseException) -> BaseException:
    """What failed first: it says more than what then failed while it was being undone."""
    deeper = error.__context__
    while deeper is not None:
        error, deeper = deeper, deeper.__context__
    return error


def _about_database(error: BaseException) -> str:
    reason = str(error).splitlines()[0] if str(error) else type(error).__name__
    name = getattr(db.handle.obj, "database", "")
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
