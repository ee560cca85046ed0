"""`portal user`: people and their passwords."""

from __future__ import annotations

import sys

import click

from portal.accounts import addresses, operations, organisations, queries
from portal.accounts.rows import PersonRow
from portal.commands.installation import database
from portal.commands.organisations import organisation_named
from portal.db import transaction
from portal.errors import NotFound
from portal.vocabulary import Role, StaffRole

_FROM_STDIN = click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input instead of asking for it."
)


@click.group()
def user() -> None:
    """People who log in: customers and engineers."""


@user.command()
@click.argument("address")
@click.option("--name", required=True, help="The whole name, such as 'Alice Andersson'.")
@click.option("--organisation", metavar="NAME", help="Make them a member of this organisation.")
@click.option("--administrator", is_flag=True, help="They administer that organisation.")
@click.option("--plan", metavar="KEY", help="A plan of their own, for somebody in no organisation.")
@click.option("--staff", type=click.Choice([role.value for role in StaffRole]), help="One of the provider's people.")
@click.option("--time-zone", metavar="ZONE", help="Such as Europe/Stockholm; the zone of the support hours otherwise.")
@click.option("--no-password", is_flag=True, help="They choose one by 'I have forgotten my password'.")
@_FROM_STDIN
def add(
    address: str,
    name: str,
    organisation: str | None,
    administrator: bool,
    plan: str | None,
    staff: str | None,
    time_zone: str | None,
    no_password: bool,
    password_stdin: bool,
) -> None:
    """Add a person who logs in with ADDRESS.

    The password is asked for and never an argument, as other users of the machine can read arguments.

    \b
    portal user add sam@support.example --name "Sam Holm" --staff engineer
    portal user add bob@acme.example --name "Bob Berg" --organisation "Acme AB" --no-password
    """
    if administrator and not organisation:
        raise click.UsageError("--administrator needs --organisation.")
    with database():
        belongs_to = organisation_named(organisation) if organisation else None
        password = None if no_password else _password(from_stdin=password_stdin)
        with transaction():
            number = operations.add_person(
                name,
                address,
                password=password,
                plan=plan,
                staff_role=StaffRole(staff) if staff else None,
                time_zone=time_zone,
            )
            if belongs_to is not None:
                role = Role.ADMINISTRATOR if administrator else Role.MEMBER
                organisations.add_membership(number, belongs_to.id, role)
        click.echo(f"{name} can log in with {addresses.normalise(address)}.")


@user.command()
@click.argument("address")
@_FROM_STDIN
def password(address: str, password_stdin: bool) -> None:
    """Give the person with ADDRESS a new password.

    Ends all their sessions and tells them by mail.
    """
    with database():
        person = _person(address)
        operations.set_password(person.id, _password(from_stdin=password_stdin))
        click.echo(f"{person.name} has a new password, and is logged out everywhere.")


@user.command()
@click.argument("address")
@click.option("--yes", is_flag=True, help="Do not ask.")
def deactivate(address: str, yes: bool) -> None:
    """Shut out the person with ADDRESS at once.

    Ends every session; their tickets stay, and keep their name.
    """
    with database():
        person = _person(address)
        if not yes:
            click.confirm(f"Shut out {person.name} ({person.address})?", abort=True, err=True)
        operations.deactivate_person(person.id)
        click.echo(f"{person.name} can no longer log in.")


def _person(address: str) -> PersonRow:
    person = queries.person_at(addresses.normalise(address))
    if person is None:
        raise NotFound(f"Nobody has the address {address}.")
    return person


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise click.UsageError("There is no terminal to ask for the password: use --password-stdin.")
    typed: str = click.prompt("Password", hide_input=True, confirmation_prompt="The same again", err=True)
    return typed
