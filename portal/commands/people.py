"""`portal user`: people and their passwords."""

from __future__ import annotations

import sys

import click

from portal import clock
from portal.accounts import addresses, administering, operations, queries, second_factors
from portal.accounts.rows import PersonRow
from portal.commands.installation import database
from portal.commands.organisations import organisation_named
from portal.errors import Conflict, NotFound
from portal.vocabulary import Role, StaffRole


class _Zone(click.ParamType[str]):
    name = "zone"

    def convert(self, value: str, parameter: click.Parameter | None, context: click.Context | None) -> str:
        """The name of a time zone, as it was given."""
        if value not in clock.zones():
            self.fail(f"{value!r} is no time zone; write one such as Europe/Stockholm.", parameter, context)
        return value


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
@click.option("--plan", metavar="KEY", help="A plan of their own, beside those of their organisations.")
@click.option("--staff", type=click.Choice([role.value for role in StaffRole]), help="One of the provider's people.")
@click.option(
    "--time-zone",
    metavar="ZONE",
    type=_Zone(),
    help="Such as Europe/Stockholm; the zone of the support hours otherwise.",
)
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
    if administrator and organisation is None:
        raise click.UsageError("--administrator needs --organisation.")
    if no_password and password_stdin:
        raise click.UsageError("--no-password and --password-stdin exclude each other.")
    with database() as in_use:
        belongs_to = None if organisation is None else organisation_named(organisation)
        password = None if no_password else _password(from_stdin=password_stdin)
        number = administering.register_person(
            None,
            name,
            address,
            password=password,
            plan=plan,
            staff_role=StaffRole(staff) if staff else None,
            time_zone=time_zone,
            organisation_id=belongs_to.id if belongs_to else None,
            role=Role.ADMINISTRATOR if administrator else Role.MEMBER,
        )
        added = _person(address)
        if no_password:
            click.echo(f"{added.name} ({added.address}) chooses a password at {in_use.base_url}/password/forgotten.")
        else:
            click.echo(f"{added.name} can log in with {added.address}.")
        actor = queries.actor_of_person(number)
        if actor is not None and not (actor.is_engineer or actor.is_paid):
            click.echo("They have no paid plan: they reach support by e-mail only, and the portal says so to them.")


@user.command()
@click.argument("address")
@_FROM_STDIN
def password(address: str, password_stdin: bool) -> None:
    """Give the person with ADDRESS a new password.

    Ends all their sessions and tells them by mail.
    """
    with database():
        person = _person(address)
        if not person.is_active:
            raise Conflict(f"{person.name} is deactivated. Activate them first: portal user activate {person.address}")
        operations.set_password(person.id, _password(from_stdin=password_stdin))
        click.echo(f"{person.name} has a new password, and is logged out everywhere.")


@user.command(short_help="Deactivate the person with ADDRESS: they are out at once.")
@click.argument("address")
@click.option("--yes", is_flag=True, help="Do not ask.")
def deactivate(address: str, yes: bool) -> None:
    """Deactivate the person with ADDRESS: they are out at once.

    Ends every session; their tickets stay, and keep their name. `portal user activate` takes it back.
    """
    with database():
        person = _person(address)
        _make_sure(f"Deactivate {person.name} ({person.address})?", yes)
        operations.deactivate_person(None, person.id)
        click.echo(f"{person.name} can no longer log in.")


@user.command(short_help="Let the person with ADDRESS in again, who was deactivated.")
@click.argument("address")
def activate(address: str) -> None:
    """Activate the person with ADDRESS again, who was deactivated.

    With the password, the organisations and the tickets they had.
    """
    with database():
        person = _person(address)
        operations.activate_person(None, person.id)
        click.echo(f"{person.name} can log in again.")


@user.command("end-second-factors", short_help="Let the person with ADDRESS log in with the password alone.")
@click.argument("address")
@click.option("--yes", is_flag=True, help="Do not ask.")
def end_second_factors(address: str, yes: bool) -> None:
    """Let the person with ADDRESS log in with the password alone, who lost app, passkeys and recovery codes.

    Make sure first that it is them who asks. Ends all their sessions and tells them by mail.
    """
    with database():
        person = _person(address)
        _make_sure(f"End the second factor of {person.name} ({person.address})?", yes)
        second_factors.end_second_factors(None, person.id)
        click.echo(f"{person.name} logs in with the password alone now.")


def _person(address: str) -> PersonRow:
    person = queries.person_at(addresses.normalise(address))
    if person is None:
        raise NotFound(f"Nobody has the address {address}.")
    return person


def _make_sure(question: str, yes: bool) -> None:
    """Return once it is said, by `--yes` or by an answer, that it shall be so."""
    try:
        if not yes:
            click.confirm(question, abort=True, err=True)
    except click.Abort:
        raise click.ClickException("Nothing was changed. Where nobody can answer, add --yes.") from None


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return _from_standard_input()
    if not sys.stdin.isatty():
        raise click.UsageError("There is no terminal to ask for the password: use --password-stdin.")
    typed: str = click.prompt("Password", hide_input=True, confirmation_prompt="The same again", err=True)
    return typed


def _from_standard_input() -> str:
    line = sys.stdin.buffer.readline().rstrip(b"\r\n")
    if not line:
        raise click.UsageError("There is no password on standard input.")
    try:
        return line.decode()
    except UnicodeDecodeError:
        raise click.UsageError("The password on standard input is not UTF-8 text: nobody could type it.") from None
