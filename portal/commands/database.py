"""`portal db`: the tables and their version."""

from __future__ import annotations

import click

from portal.commands.installation import any_database
from portal.db import schema
from portal.tickets.due import recompute_all


@click.group()
def db() -> None:
    """The tables: bring them up to date, or see how far they are."""


@db.command()
def upgrade() -> None:
    """Apply every migration that this database lacks.

    May be repeated, and may run from two machines at once: the second waits, and finds nothing to do.
    What is due on open tickets is worked out anew, by the targets and opening hours of the settings.
    Make a backup first.
    """
    with any_database():
        applied = schema.upgrade()
        recompute_all()
    for name in applied:
        click.echo(f"applied {name}")
    click.echo("The database is up to date.")


@db.command(short_help="List the migrations; exit with 1 unless all are applied.")
def status() -> None:
    """List the migrations; exit with 1 where some are missing, or are of a newer version."""
    with any_database():
        for step in schema.status():
            state = ("applied" if step.applied else "missing") if step.known else "unknown"
            click.echo(f"{state}  {step.name}")
        schema.check()
