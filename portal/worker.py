"""The loop beside the web server: it reads mail that came, delivers mail that leaves, and does what time asks for."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from portal import db, ending, origin, settings
from portal.accounts import challenges, kept, limits, own_addresses, resets, reviewing, sessions
from portal.accounts.queries import actor_of_person
from portal.fulfilment import due
from portal.inbound.processing import process_due
from portal.inbound.sweeping import sweep_mails
from portal.notify import digests, routes
from portal.notify.daily import Sight
from portal.notify.delivery import MayStillSee, Unreachable, deliver_due
from portal.settings import Settings
from portal.tickets import presence, sweeping, timers, warning
from portal.tickets.desk import release_of_left
from portal.tickets.due import follow_plans
from portal.tickets.queries import may_see_ticket
from portal.tickets.standing import sights_of

log = logging.getLogger(__name__)

_POLL = 1.0
_LONGEST_PAUSE = 60.0


@dataclass(frozen=True)
class Chore:
    """Something that is done every so many seconds; `run` returns how many things it dealt with."""

    name: str
    every: float
    run: Callable[[], int]


CHORES = (
    Chore("forgotten passwords", _POLL, resets.send_links),
    Chore("daily digests", 30, lambda: digests.compose_due(still_seen)),
    Chore("access on its day", 10, due.carry_out_due),
    Chore("warnings of what is due", 15, warning.warn_due),
    Chore("changed plans", 30, follow_plans),
    Chore("tickets of engineers who left", 60, release_of_left),
    Chore("reminders", 300, timers.remind_due),
    Chore("tickets to close", 300, timers.close_due),
    Chore("reviews of members", 3600, reviewing.run_due),
    Chore("old drafts", 3600, sweeping.sweep_drafts),
    Chore("lost files", 6 * 3600, sweeping.sweep_files),
    Chore("old sessions", 3600, sessions.sweep),
    Chore("old limits", 900, limits.sweep),
    Chore("old links", 3600, resets.sweep),
    Chore("old log-ins half way", 900, challenges.sweep),
    Chore("old codes of addresses", 900, own_addresses.sweep),
    Chore("old forms", 3600, kept.sweep),
    Chore("colleagues who left a ticket", 600, presence.sweep),
    Chore("old mails", 6 * 3600, sweep_mails),
)


def serve(chosen: Settings) -> None:
    """Work until TERM or INT comes, then end what is in hand and return."""
    settings.use(chosen)
    origin.begin("worker")
    way = routes.parse(chosen.mail.url, chosen.instance)
    db.open_database(chosen.database_url)
    stop = ending.when_told(log)
    log.info("worker started, mail goes to %s", way.place)
    Loop(may_still_see, CHORES).run(stop)
    log.info("worker ended")


def may_still_see(person_id: int, ticket_id: int) -> bool:
    """Whether this person, as they stand now, may know of this ticket."""
    actor = actor_of_person(person_id)
    return actor is not None and may_see_ticket(actor, ticket_id)


def still_seen(person_id: int, ticket_ids: Sequence[int]) -> tuple[Sight, ...]:
    """Those of the tickets that this person, as they stand now, may see and hears of."""
    actor = actor_of_person(person_id)
    return () if actor is None else sights_of(actor, ticket_ids)


@dataclass
class Loop:
    """Turns until it is stopped: mail each turn, chores when they are due; a failure makes the next turn wait."""

    may_still_see: MayStillSee
    chores: Sequence[Chore]
    poll: float = _POLL
    _due: dict[str, float] = field(default_factory=dict)
    _failures: int = 0
    _refusals: int = 0
    _deliver_from: float = 0

    def run(self, stop: threading.Event) -> None:
        """Turn until `stop` is set; what is in hand then is ended first."""
        while not stop.is_set():
            pause = self.turn()
            if pause:
                stop.wait(pause)

    def turn(self) -> float:
        """One round; returns the seconds to wait before the next, 0 where more mail may be waiting."""
        try:
            for chore in self.chores:
                if time.monotonic() >= self._due.get(chore.name, 0):
                    self._do(chore)
            with db.connection():
                dealt_with = process_due() + self._deliver()
        except db.FAILURES as error:
            log.error("the database does not answer: %s", error)  # noqa: TRY400 - the server's own words say it all
        except Exception:
            log.exception("dealing with mail failed")
        else:
            self._failures = 0
            return 0 if dealt_with else self.poll
        self._failures += 1
        return self._pause(self._failures)

    def _deliver(self) -> int:
        """Where mail cannot leave, only that waits: mail that comes in is read all the same."""
        if time.monotonic() < self._deliver_from:
            return 0
        try:
            claimed = deliver_due(self.may_still_see)
        except Unreachable as error:
            self._refusals += 1
            pause = self._pause(self._refusals)
            log.warning("mail cannot leave, next try in %.0f s: %s", pause, error)
            self._deliver_from = time.monotonic() + pause
            return 0
        self._refusals = 0
        return claimed

    def _pause(self, failures: int) -> float:
        return float(min(self.poll * 2 ** min(failures, 10), _LONGEST_PAUSE))

    def _do(self, chore: Chore) -> None:
        # Set first: a chore that fails is tried again at its next time, not at once.
        self._due[chore.name] = time.monotonic() + chore.every
        try:
            with db.connection():
                done = chore.run()
        except db.FAILURES:
            del self._due[chore.name]
            raise
        except Exception:
            log.exception("%s: failed", chore.name)
        else:
            if done:
                log.info("%s: %d dealt with", chore.name, done)
