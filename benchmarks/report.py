"""What a run found, as a table for people and as one JSON document for programs."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from benchmarks.measuring import CREATE, Options, Results, Row
from benchmarks.pages import HISTORY, LATER, TICKET

# Page -> the most SQL statements, the log-in's included.
_MOST_STATEMENTS = {HISTORY: 3, LATER: 3, TICKET: 5}
_OF_BARE = 1 / 3
_GROWTH = 1.2
_BARE = (
    "The bare page: a Flask app with one route, no session, no database, under the same gunicorn settings; its Jinja\n"
    "template prints a table of rows like those of the portal's list in one plain loop, 16 escaped values a row, as\n"
    "many rows as fit, and plain text up to exactly as many bytes.\n"
    "Four clients; ms with one client; cpu ms are those of the workers for each request. Measured in turns (each\n"
    "number of tickets, bare, and again), medians of the turns. SQL counts the statement of the log-in too."
)
_HEAD = ("tickets", "requests/s", "ms", "cpu ms", "of bare", "bytes", "SQL")


def as_text(options: Options, results: Results) -> str:
    """A table, one line a page and size, and what was promised beside what was found."""
    lines = [
        f"{'PostgreSQL' if options.postgresql else 'SQLite'}, {options.workers} workers",
        "",
        f"{'page':22}" + "".join(f"{word:>11}" for word in _HEAD),
    ]
    for row in results.rows:
        lines += [_line(row, size) for size in row.portal]
        lines += [f"{'  bare page':22}{'':>11}{row.bare.rate:>11.1f}{row.bare.alone:>11.2f}{row.bare.processor:>11.2f}"]
    memory = ", ".join(f"{name}: {megabytes:.0f}" for name, megabytes in results.memory.items())
    lines += ["", f"MB a worker: {memory}", "", _BARE, "", *_verdicts(results)]
    return "\n".join(lines)


def as_json(options: Options, results: Results) -> str:
    """Everything, in one document."""
    rows = [
        {
            **asdict(row),
            "of_bare": {size: round(_of_bare(row, size), 3) for size in row.portal},
            "growth": round(_growth(row), 3),
        }
        for row in results.rows
    ]
    document: dict[str, Any] = {
        "database": "postgresql" if options.postgresql else "sqlite",
        "workers": options.workers,
        "bare_page": _BARE.replace("\n", " "),
        "rows": rows,
        "memory_mb_a_worker": results.memory,
        "kept": is_kept(results),
    }
    return json.dumps(document, indent=2)


def is_kept(results: Results) -> bool:
    """Whether everything promised was found."""
    return all(line.startswith("kept") for line in _verdicts(results))


def _line(row: Row, size: int) -> str:
    found = row.portal[size]
    statements = "" if row.statements is None else str(row.statements)
    return (
        f"{row.page:22}{size:>11}{found.rate:>11.1f}{found.alone:>11.2f}{found.processor:>11.2f}"
        f"{_of_bare(row, size):>11.2f}{row.size:>11}{statements:>11}"
    )


def _verdicts(results: Results) -> list[str]:
    found = []
    for row in results.rows:
        if row.page == CREATE:
            found.append(f"      {row.page}: {row.requests} requests a ticket; its ratio is of requests a second")
        if row.page not in _MOST_STATEMENTS:
            continue
        most, largest = _MOST_STATEMENTS[row.page], max(row.portal)
        share = _of_bare(row, largest)
        found += [
            _verdict(share >= _OF_BARE, f"{row.page}: {share:.2f} of the bare page, at least {_OF_BARE:.2f} promised"),
            _verdict(_growth(row) <= _GROWTH, f"{row.page}: {_growth(row):.2f} times the smallest, {_GROWTH} promised"),
            _verdict((row.statements or 0) <= most, f"{row.page}: {row.statements} statements, {most} promised"),
        ]
    return found


def _verdict(kept: bool, words: str) -> str:
    return f"{'kept' if kept else 'NOT KEPT'}  {words}"


def _of_bare(row: Row, size: int) -> float:
    return row.portal[size].rate * row.requests / row.bare.rate


def _growth(row: Row) -> float:
    """How many times longer a request takes with the most tickets than with the fewest."""
    return row.portal[min(row.portal)].rate / row.portal[max(row.portal)].rate
