"""`portal organisation`: customers and their plans."""

from __future__ import annotations

import click

from portal.accounts import membership, organisations
from portal.accounts.rows import OrganisationRow
from portal.commands.installation import database
from portal.errors import NotFound
from portal.tickets.due import follow_plans


@click.group()
def organisation() -> None:
    """Customers: organisations and the plans they pay for."""


@organisation.command()
@click.argument("name")
@click.option("--plan", required=True, metavar="KEY", help="A plan of the settings: free, standard, premium ...")
@click.option("--domain", "domains", multiple=True, help="A mail domain that is theirs; may be given several times.")
def add(name: str, plan: str, domains: tuple[str, ...]) -> None:
    """Add the organisation NAME.

    \b
    portal organisation add "Acme AB" --plan standard --domain acme.example
    """
    with database():
        organisations.add_organisation(None, name, plan, domains)
        click.echo(f"{organisation_named(name).name} is on the plan {plan}.")


@organisation.command(short_help="Put the organisation NAME on another PLAN.")
@click.argument("name")
@click.argument("plan")
def plan(name: str, plan: str) -> None:
    """Put the organisation NAME on another PLAN; it counts from the next page that they open."""
    with database():
        found = organisation_named(name)
        organisations.set_plan(None, found.id, plan)
        follow_plans()
        click.echo(f"{found.name} is on the plan {plan}.")


def organisation_named(name: str) -> OrganisationRow:
    """The organisation with this name, whatever its capital letters; NotFound with those that there are."""
    known, wanted = membership.organisations(), " ".join(name.split()).casefold()
    found = next((row for row in known if row.name.casefold() == wanted), None)
    if found is None:
        names = ", ".join(row.name for row in known) or "none yet"
        raise NotFound(f"There is no organisation {name!r}; there is: {names}.")
    return found
