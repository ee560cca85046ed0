"""`portal forms`: the catalogue of issue types."""

from __future__ import annotations

from pathlib import Path

import click

from forms import check as check_catalogue


@click.group()
def forms() -> None:
    """The catalogue of issue types, written as TOML files."""


@forms.command()
@click.argument("directory", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
def check(directory: Path | None) -> None:
    """Check the catalogue in DIRECTORY, or the one that is installed.

    Names every fault with its file and field; exits with 1 where there is one.
    """
    faults = check_catalogue(directory)
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        raise click.ClickException(f"{len(faults)} to mend." if len(faults) > 1 else "One to mend.")
    click.echo("The catalogue is sound.")
