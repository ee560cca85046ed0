"""How large a request may be."""

from __future__ import annotations

import io

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

from portal.extensions import csrf
from portal.web.guards import public
from portal.web.limits import takes_files


def _add(app: Flask, path: str, *, files: bool) -> None:
    def view() -> str:
        return str(len(request.files["file"].read()))

    view.__name__ = path.strip("/")
    marked = public(takes_files(view) if files else view)
    csrf.exempt(marked)
    app.add_url_rule(path, view_func=marked, methods=["POST"])


def _send(client: FlaskClient, path: str, size: int) -> tuple[int, str]:
    answer = client.post(path, data={"file": (io.BytesIO(b"x" * size), "a.log")})
    return answer.status_code, answer.text


@pytest.mark.settings(limits={"form_bytes": 65_536})
def test_a_file_is_taken_only_by_views_that_take_files(app: Flask, client: FlaskClient) -> None:
    _add(app, "/takes", files=True)
    _add(app, "/refuses", files=False)
    assert _send(client, "/takes", 100_000) == (200, "100000")
    status, page = _send(client, "/refuses", 100_000)
    assert status == 413
    assert "That is too large" in page


def test_what_is_too_large_is_read_away_so_that_the_browser_hears_the_answer(app: Flask) -> None:
    left = io.BytesIO(b"x" * 4_000_000)
    answer = app.test_client().post("/login", input_stream=left, content_length=4_000_000,
                                    content_type="application/x-www-form-urlencoded")  # fmt: skip
    assert answer.status_code == 413
    assert left.tell() == 4_000_000


def test_a_form_with_thousands_of_parts_is_refused(client: FlaskClient) -> None:
    data = {f"field{number}": "x" for number in range(1100)}
    assert client.post("/login", data=data, content_type="multipart/form-data").status_code == 413
