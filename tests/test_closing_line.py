"""The closing line of `make test`, by which a run is judged."""

from __future__ import annotations

import pytest

from tests.__main__ import counts_in

pytestmark = pytest.mark.once


@pytest.mark.parametrize(
    ("line", "counts"),
    [
        ("3174 passed in 15.34s", {"passed": 3174}),
        ("87 passed in 194.72s (0:03:14)", {"passed": 87}),
        ("1 failed, 20 passed, 1 error in 61.50s (0:01:01)", {"failed": 1, "passed": 20, "error": 1}),
        ("==== 2 passed, 3 skipped in 0.10s ====", {"passed": 2, "skipped": 3}),
        ("no tests ran in 5.67s", {}),
        ("FAILED tests/web/test_home.py::test_it - assert '3 passed' in page", {}),
        ("........................................................ [ 99%]", {}),
    ],
)
def test_what_ran_is_counted_from_the_last_line_of_each_part(line: str, counts: dict[str, int]) -> None:
    assert dict(counts_in(line + "\n")) == counts
