"""`portal forms`: the catalogue of issue types."""

from __future__ import annotations

from pathlib import Path

import click

from forms import check as check_catalogue


@click.group()
def forms() -> None:
    """The catalogue of issue types, written as TOML files."""


@forms.command(short_help="Check the catalogue in DIRECTORY, or the one that comes with the portal.")
@click.argument("directory", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
def check(directory: Path | None) -> None:
    """Check the catalogue in DIRECTORY, or the one that comes with the portal.

    One of your own, which the setting `catalogue` names, is given as DIRECTORY. Names every fault with its file and
    field; exits with 1 where there is one.
    """
    faults = check_catalogue(directory)
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        raise click.ClickException(f"{len(faults)} to mend." if len(faults) > 1 else "One to mend.")
    click.echo(f"The catalogue {f'in {directory}' if directory else 'that comes with the portal'} is sound.")
