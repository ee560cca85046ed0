"""`make test`: the suite on SQLite, then on PostgreSQL, then in Chromium; one closing line for all."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator

from tests.support import dovecot, postgresql

# Past a minute pytest adds the time in minutes: "87 passed in 194.72s (0:03:14)".
_CLOSING = re.compile(r" in [0-9.]+s( \([0-9:]+\))?[ =]*$")
_COUNT = re.compile(r"(\d+) (passed|failed|errors?|skipped|xfailed|xpassed)")
_REQUIRE_ALL = os.environ.get("REQUIRE_ALL") == "1"
_NO_TESTS = 5


def main() -> int:
    """Run everything; 0 where all of it passed, and something did."""
    began, counts, status = time.monotonic(), Counter[str](), 0
    for title, arguments in _runs():
        print(f"\n{title}", flush=True)
        ended, found = _pytest(arguments)
        counts += found
        chosen_away = ended == _NO_TESTS and not _REQUIRE_ALL
        status = status or (0 if chosen_away else ended)
    words = ", ".join(f"{counts[word]} {word}" for word in ("failed", "error", "passed", "skipped") if counts[word])
    print(f"\n=== {words or 'nothing ran'} in {time.monotonic() - began:.1f}s ===")
    return status if words else _NO_TESTS


def _runs() -> Iterator[tuple[str, list[str]]]:
    spread = ["-n", str(os.cpu_count() or 2), "--dist", "worksteal"]
    if not dovecot.is_there() and not _REQUIRE_ALL:
        print("Dovecot is not installed, or this is not root, who may start it: no mailbox is read.")
    yield "On SQLite", [*spread, "-m", "not browser"]
    if postgresql.programs() or _REQUIRE_ALL:
        yield "On PostgreSQL", [*spread, "-m", "not browser", "--database", "postgresql"]
    else:
        print("PostgreSQL is not installed: the suite runs on SQLite only.")
    if shutil.which("chromium") or _REQUIRE_ALL:
        yield "In Chromium", [*spread, "-m", "browser"]
    else:
        print("Chromium is not installed: nothing is tried in a browser.")


def _pytest(arguments: list[str]) -> tuple[int, Counter[str]]:
    command = [sys.executable, "-m", "pytest", "-q", *arguments, *sys.argv[1:]]
    found: Counter[str] = Counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            found = counts_in(line) or found
    return process.returncode, found


def counts_in(line: str) -> Counter[str]:
    """What the closing line of one run counts; nothing for any other line."""
    counts = _COUNT.findall(line) if _CLOSING.search(line.rstrip()) else []
    return Counter({word.rstrip("s") if "error" in word else word: int(count) for count, word in counts})


if __name__ == "__main__":
    sys.exit(main())
