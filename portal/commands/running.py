"""`portal demo`, `portal serve` and `portal worker`."""

from __future__ import annotations

import click

from portal.commands.installation import database, settings_in_use


@click.command(short_help="Try it here, with made-up people and tickets.")
@click.option("--port", type=click.IntRange(1, 65535), help="Instead of 8000 or the next free one.")
@click.option("--reset", is_flag=True, help="Throw away what was done in the demo, and start anew.")
def demo(port: int | None, reset: bool) -> None:
    """Try it here: made-up people and tickets, on http://localhost:8000 or the next free port.

    Everything is kept in the instance folder, and found again by the next start. Nothing leaves this machine:
    mails are written to files, and shown on a page.
    """
    from portal.demo import run

    run.run(port=port, reset=reset)


@click.command(short_help="Run the portal: web server and worker.")
@click.option("--upgrade", is_flag=True, help="Bring the database up to date first.")
def serve(upgrade: bool) -> None:
    """Run the portal: the web server with several processes, the worker beside it, and what takes mail in.

    TERM (or Ctrl-C) drains: what is under way is finished, then it ends with 0. What dies is started again.
    Address, port, number of workers and threads are settings: PORTAL_WEB__HOST, PORTAL_WEB__PORT ...
    """
    from portal import supervisor

    raise SystemExit(supervisor.serve(settings_in_use(), upgrade=upgrade))


@click.command(short_help="Run only the worker: mail, and what time asks for.")
def worker() -> None:
    """Run only the worker: it reads mail that came, delivers mail that leaves, and does what time asks for.

    That is: access given and taken on its day, reminders, warnings, tickets closed, reviews begun, what is out of date
    cleared away.

    `portal serve` runs one already. Several may run at once, on several machines.
    """
    from portal import logs
    from portal import worker as loop

    with database() as in_use:
        pass  # it is there, and up to date
    logs.configure(in_use.log_level)
    loop.serve(in_use)
