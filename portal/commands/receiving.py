"""`portal receive` and `portal mailboxes`: how mail comes in."""

from __future__ import annotations

import os
import sys
from typing import Any, NoReturn

import click

# What mail servers make of an exit status (sysexits.h): these two send the mail back with what was said on standard
# error, the third tries again for days.
_EMPTY = 65
_TOO_LARGE = 69
_TRY_AGAIN = 75
_PIECE = 1024 * 1024


class _Careful(click.Command):
    """A mistake in its options is mended by the operator, and costs nobody a mail meanwhile."""

    def make_context(self, *args: Any, **options: Any) -> click.Context:
        """Read the options."""
        try:
            return super().make_context(*args, **options)
        except click.UsageError as error:
            error.show()
            raise click.exceptions.Exit(_TRY_AGAIN) from error


@click.command(cls=_Careful, short_help="Take one mail from a mail server, on standard input.")
@click.option(
    "--recipient",
    "recipients",
    multiple=True,
    metavar="ADDRESS",
    help="To whom the envelope goes; may be repeated. Else ORIGINAL_RECIPIENT or RECIPIENT, if set.",
)
def receive(recipients: tuple[str, ...]) -> None:
    """Take one mail from standard input, store it, and end: what becomes of it, the worker decides.

    For the pipe of a mail server (Postfix, Exim, Sendmail). Exit status 0: it is stored, for good. 75: try again
    later, also where the settings or the database need mending. 65 and 69: it is empty or too large, and goes back
    to its sender with the sentence on standard error.
    """
    try:
        _store(recipients or _told_by_environment())
    except (SystemExit, click.exceptions.Exit):
        raise
    except BaseException as error:  # noqa: BLE001 - whatever is wrong here, the mail is not to blame
        _end(_TRY_AGAIN, f"4.3.0 The mail was not stored: {_reason(error)}")


def _store(recipients: tuple[str, ...]) -> None:
    from portal.commands.installation import database
    from portal.errors import Rejected, TooLarge
    from portal.inbound import receiving

    with database() as settings:
        raw = sys.stdin.buffer.read(settings.inbound.message_bytes + 1)
        # To its end, so that whoever writes it hears of its size from us, and not of a broken pipe.
        while sys.stdin.buffer.read(_PIECE):
            pass
        try:
            receiving.receive(raw, way="pipe", recipients=recipients)
        except TooLarge as error:
            _end(_TOO_LARGE, f"5.3.4 {error}")
        except Rejected as error:
            _end(_EMPTY, f"5.6.0 {error}")


def _told_by_environment() -> tuple[str, ...]:
    """Postfix, which says both in the commands of its aliases, and Exim."""
    told = os.environ.get("ORIGINAL_RECIPIENT") or os.environ.get("RECIPIENT")
    return (told,) if told else ()


def _reason(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__


def _end(status: int, told: str) -> NoReturn:
    click.echo(told, err=True)
    raise SystemExit(status)


@click.command(short_help="Run only the ways in of mail: IMAP mailboxes and LMTP.")
def mailboxes() -> None:
    """Read the mailboxes of `inbound.mailboxes`, and take mail by LMTP at `inbound.lmtp`.

    `portal serve` runs this already where the settings name one. TERM (or Ctrl-C) ends it after the mail in hand.
    """
    from portal import logs
    from portal.commands.installation import database
    from portal.inbound.ways import mailboxes as ways

    with database() as in_use:
        pass  # it is there, and up to date
    if not ways.are_named(in_use):
        raise click.ClickException(
            "No mailbox and no address for LMTP is in the settings: see inbound.mailboxes and inbound.lmtp."
        )
    logs.configure(in_use.log_level)
    ways.serve(in_use)
