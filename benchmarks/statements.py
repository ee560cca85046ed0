"""How many SQL statements a page asks, session included: counted in this process, where they can be seen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask

from portal.db import handle

_READS_OR_WRITES = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")


def statements_of(app: Flask, request: bytes) -> int:
    """Ask the application for what this HTTP request asks; returns its number of statements, BEGIN and COMMIT aside."""
    head, _, body = request.decode("ascii").partition("\r\n\r\n")
    first, *lines = head.split("\r\n")
    method, path, _ = first.split(" ")
    headers = dict(line.split(": ", 1) for line in lines)
    client = app.test_client(use_cookies=False)
    with _counted() as statements:
        answer = client.open(path, method=method, headers=headers, data=body, base_url=f"http://{headers['Host']}")
    if answer.status_code >= 400:
        raise ValueError(f"{path} answered {answer.status_code}")
    return len(statements)


@contextmanager
def _counted() -> Iterator[list[str]]:
    database, found = handle.obj, []
    execute = database.execute_sql

    def counted(sql: str, *arguments: Any, **options: Any) -> Any:
        if sql.lstrip("( ").upper().startswith(_READS_OR_WRITES):
            found.append(sql)
        return execute(sql, *arguments, **options)

    database.execute_sql = counted
    try:
        yield found
    finally:
        del database.execute_sql
