"""One line a happening, whatever somebody puts into it."""

from __future__ import annotations

import logging
import re
import sys

import pytest
from flask import Flask

from portal.logs import LineFormatter

pytestmark = pytest.mark.once


def line(message: str, *arguments: object, **more: object) -> str:
    record = logging.LogRecord("portal.tests", logging.INFO, __file__, 1, message, arguments, None)
    for name, value in more.items():
        setattr(record, name, value)
    return LineFormatter().format(record)


def test_a_line_has_the_moment_the_level_the_request_and_what_happened() -> None:
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z INFO - portal\.tests ticket SC-1 opened",
        line("ticket %s opened", "SC-1"),
    )


def test_nobody_can_forge_a_line() -> None:
    assert "\n" not in line("path %s", "/x\n2026-11-23T00:00:00.000Z ERROR - root forged\r\n")


def test_a_traceback_is_indented_below_its_line() -> None:
    try:
        raise ValueError("broken")
    except ValueError:
        first, *rest = line("it broke", exc_info=sys.exc_info()).splitlines()
    assert first.endswith("it broke")
    assert rest
    assert all(part.startswith("    ") for part in rest)


def test_in_a_request_the_line_carries_its_number(app: Flask) -> None:
    found: list[str] = []
    app.after_request(lambda response: found.append(line("here")) or response)
    number = app.test_client().get("/healthz").headers["X-Request-Id"]
    assert f" {number} " in found[0]
