"""Stored files, sent only to who may see what they belong to, and only as something to keep."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO
from urllib.parse import quote

from flask import Blueprint, Response

from portal.tickets import files
from portal.web.guards import current_actor, signed_in

blueprint = Blueprint("files", __name__)

_CHUNK = 64 * 1024


@blueprint.get("/servicedesk/files/<file_id>")
@signed_in
def download(file_id: str) -> Response:
    """The file, to be saved and never shown: whatever is in it runs nowhere."""
    file = files.open_visible(current_actor(), file_id)
    response = Response(_pieces(file.stream), mimetype="application/octet-stream")
    # A download that is broken off, or only asked about, closes the file as well.
    response.call_on_close(file.stream.close)
    response.headers["Content-Disposition"] = _disposition(file.name)
    response.headers["Content-Length"] = str(file.size)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _disposition(name: str) -> str:
    """The name twice (RFC 6266): whole, and in plain letters for who does not know the first (RFC 5987)."""
    plain = "".join(sign if sign.isascii() and sign not in '"\\%' else "_" for sign in name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    with stream:
        while piece := stream.read(_CHUNK):
            yield piece
