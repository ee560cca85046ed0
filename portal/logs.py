"""One line a happening: time, level, the request it belongs to, what happened."""

from __future__ import annotations

import logging
import re
import sys
import time
from datetime import UTC, datetime
from random import getrandbits

from flask import Flask, Response, g, has_request_context, request

_LOG = logging.getLogger("portal.requests")
_SOUND_ID = re.compile(r"[A-Za-z0-9-]{8,64}")


class LineFormatter(logging.Formatter):
    """`2026-11-23T09:46:00.123Z INFO 4f1c2a… portal.requests GET /servicedesk 200 12ms`; one line, whatever comes."""

    def format(self, record: logging.LogRecord) -> str:
        """The line; a traceback follows indented, so that every line without indent is a happening."""
        moment = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        request_id = g.get("request_id", "-") if has_request_context() else "-"
        line = f"{moment.replace('+00:00', 'Z')} {record.levelname} {request_id} {record.name} {_plain(record)}"
        if record.exc_info:
            line += "\n" + "\n".join(f"    {part}" for part in self.formatException(record.exc_info).splitlines())
        return line


def configure(level: str) -> None:
    """Send all logging of this process from this level on to standard error in that form."""
    # No line says any of these, so nobody has to find them out.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(LineFormatter())
    logging.basicConfig(level=level, handlers=[handler], force=True)


def register(app: Flask) -> None:
    """Number every request, and write one line about it; never its body, its cookies or its query."""
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    given = request.headers.get("X-Request-Id", "")
    g.request_id = given if _SOUND_ID.fullmatch(given) else f"{getrandbits(64):016x}"
    g.began = time.perf_counter()


def _end(response: Response) -> Response:
    milliseconds = (time.perf_counter() - g.began) * 1000 if "began" in g else 0
    level = logging.DEBUG if request.endpoint in {"static", "health.alive"} else logging.INFO
    if _LOG.isEnabledFor(level):
        said = (request.method, request.path, response.status_code, milliseconds)
        # Made by hand: a logger would look through the whole stack for a caller that no line names.
        _LOG.handle(_LOG.makeRecord(_LOG.name, level, "", 0, "%s %s %s %.0fms", said, None))
    if "request_id" in g:
        response.headers["X-Request-Id"] = g.request_id
    return response


def _plain(record: logging.LogRecord) -> str:
    return record.getMessage().replace("\r", "\\r").replace("\n", "\\n")
