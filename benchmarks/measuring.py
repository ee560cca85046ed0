"""One run: the sites, their servers and the bare page side by side, then page after page."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import journeys, pages
from benchmarks.rounds import Figures, Load, compare
from benchmarks.servers import BARE, PORTAL, Server, running, settings_of
from benchmarks.sites import Site, site
from benchmarks.statements import statements_of

CREATE = "create, whole"
_BARE = "bare"
# The later page at the largest size; the smallest has two whole ones.
_PAGES_ON = 20


@dataclass(frozen=True)
class Options:
    """What is measured, and for how long: seconds for each page on each server."""

    sizes: tuple[int, ...] = (1_000, 100_000)
    seconds: float = 6.0
    workers: int = 2
    postgresql: str | None = None
    tell: Callable[[str], None] = print


@dataclass(frozen=True)
class Row:
    """One page: its bytes, its statements, its figures by number of tickets, and those of the bare page."""

    page: str
    size: int
    statements: int | None
    portal: dict[int, Figures]
    bare: Figures
    requests: int = 1


@dataclass
class Results:
    """All of a run; memory in MB a worker."""

    rows: list[Row] = field(default_factory=list)
    memory: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class _Measured:
    site: Site
    server: Server
    requests: dict[str, list[bytes]]


def measure(options: Options) -> Results:
    """Seed, start, measure, and clear everything away."""
    with _everything(options) as (sites, bare):
        results = Results()
        for page in pages.PAGES:
            options.tell(f"measuring: {page}")
            results.rows.append(_row(page, sites, bare, options.seconds))
        options.tell(f"measuring: {CREATE}")
        results.rows.append(_creating(sites, bare, options.seconds))
        results.memory = {str(found.site.size): found.server.memory() for found in sites}
        results.memory[_BARE] = bare.memory()
        return results


@contextmanager
def _everything(options: Options) -> Iterator[tuple[list[_Measured], Server]]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="portal-benchmark-")))
        sites = []
        for size in options.sizes:
            options.tell(f"seeding {size} tickets")
            sites.append(stack.enter_context(site(size, folder, options.postgresql, options.workers)))
        empty = settings_of(folder, f"sqlite:///{folder}/none.db", options.workers)
        bare = stack.enter_context(running(BARE, empty, folder / "bare.log"))
        yield [_measured(each, folder, stack) for each in sites], bare


def _measured(each: Site, folder: Path, stack: ExitStack) -> _Measured:
    server = stack.enter_context(running(PORTAL, each.environment, folder / f"{each.size}.log"))
    pages_on = max(1, min(_PAGES_ON, each.size // 1_000))
    return _Measured(each, server, pages.requests_for(server.port, each.ticket, pages_on))


def _row(page: str, sites: list[_Measured], bare: Server, seconds: float) -> Row:
    last = sites[-1]
    size = pages.size_of(last.server.port, last.requests[page][0])
    loads = {str(found.site.size): Load(found.server, found.requests[page]) for found in sites}
    figures = compare({**loads, _BARE: Load(bare, [_bare_request(size)])}, seconds)
    with last.site.application() as app:
        statements = statements_of(app, last.requests[page][0])
    return Row(
        page, size, statements, {found.site.size: figures[str(found.site.size)] for found in sites}, figures[_BARE]
    )


def _creating(sites: list[_Measured], bare: Server, seconds: float) -> Row:
    requests = journeys.requests_of_one(sites[-1].server)
    size = pages.size_of(sites[-1].server.port, sites[-1].requests[pages.FORM][0])
    portal = {found.site.size: journeys.raise_tickets(found.server, seconds) for found in sites}
    figures = compare({_BARE: Load(bare, [_bare_request(size)])}, seconds / 2)
    return Row(CREATE, size, None, portal, figures[_BARE], requests)


def _bare_request(size: int) -> bytes:
    return f"GET /{size} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode("ascii")
