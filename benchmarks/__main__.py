"""`make bench`, or `.venv/bin/python -m benchmarks --help`."""

from __future__ import annotations

import argparse
import functools
import os
import sys

from benchmarks import report
from benchmarks.measuring import Options, measure


def main() -> int:
    """Measure and print; 1 where a promise was not kept, so that a script may notice."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=_DESCRIPTION)
    parser.add_argument("--json", action="store_true", help="print one JSON document, and nothing else")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 100_000], metavar="TICKETS", help="how many")
    parser.add_argument("--seconds", type=float, default=6.0, help="for each page on each server (6)")
    parser.add_argument("--workers", type=int, default=2, help="worker processes of each server (2)")
    given = parser.parse_args()
    address = os.environ.get("PORTAL_DATABASE_URL", "")
    options = Options(
        sizes=tuple(sorted(given.sizes)),
        seconds=given.seconds,
        workers=given.workers,
        postgresql=address if address.startswith("postgresql") else None,
        tell=functools.partial(print, file=sys.stderr, flush=True),
    )
    results = measure(options)
    print(report.as_json(options, results) if given.json else report.as_text(options, results))
    return 0 if report.is_kept(results) else 1


_DESCRIPTION = (
    "Seeds tickets, starts the portal and, beside it, a bare Flask page of the same size, and measures both in turns. "
    "On SQLite in a temporary folder; on PostgreSQL where PORTAL_DATABASE_URL names a database whose role may create "
    "others: they are made beside it, and dropped at the end. Takes about three minutes."
)

if __name__ == "__main__":
    raise SystemExit(main())
