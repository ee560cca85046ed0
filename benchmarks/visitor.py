"""Somebody who uses the portal without JavaScript: logs in, reads pages, sends forms with what stands in them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from urllib.parse import urlencode, urlsplit

from benchmarks.client import Answer, Connection

_COOKIE = re.compile(rb"\r\nset-cookie: *([^=]+)=([^;\r]*)", re.IGNORECASE)
_LOCATION = re.compile(rb"\r\nlocation: *([^\r]+)", re.IGNORECASE)
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')

_URLENCODED = "application/x-www-form-urlencoded"
_BOUNDARY = b"a-line-that-no-file-has"


class Refused(Exception):
    """The portal did not do what was asked."""


class Visitor:
    """A browser's worth of cookies on one connection."""

    def __init__(self, port: int) -> None:
        self.connection = Connection(port)
        self.cookies: dict[str, str] = {}
        self.path = "/"
        self.page = ""
        # How many requests were made, redirects included.
        self.asked = 0

    def log_in(self, address: str, password: str) -> None:
        """Through the form; Refused where the portal does not let them in."""
        self.visit("/login")
        self.send("/login", email=address, password=password)
        if self.path.startswith("/login"):
            raise Refused(f"{address} cannot log in")

    def visit(self, path: str) -> str:
        """The page, after every redirect."""
        return self._follow(self.request(path), path)

    def send(self, path: str, **fields: str) -> str:
        """Send a form of the page that is open, with the hidden fields that stand in it; the page that comes then."""
        return self._follow(self.form(path, fields), path)

    def upload(self, path: str, field: str, name: str, content: bytes) -> str:
        """Send a form with one file, as the browser does; the page that comes then."""
        parts = [f'Content-Disposition: form-data; name="{key}"\r\n\r\n{text}' for key, text in self.hidden().items()]
        head = f'Content-Disposition: form-data; name="{field}"; filename="{name}"\r\nContent-Type: text/plain\r\n\r\n'
        pieces = [*(part.encode() for part in parts), head.encode() + content]
        body = (
            b"".join(b"--" + _BOUNDARY + b"\r\n" + piece + b"\r\n" for piece in pieces) + b"--" + _BOUNDARY + b"--\r\n"
        )
        return self._follow(self.request(path, body, kind=f"multipart/form-data; boundary={_BOUNDARY.decode()}"), path)

    def form(self, path: str, fields: Mapping[str, str], *, partial: bool = False) -> bytes:
        """The request that sends such a form; `partial` where the page's script sends it."""
        return self.request(path, urlencode({**self.hidden(), **fields}).encode(), partial=partial)

    def hidden(self) -> dict[str, str]:
        """The hidden fields of the page that is open; of several with one name the last."""
        return {name: unescape(value) for name, value in _HIDDEN.findall(self.page)}

    def request(self, path: str, body: bytes | None = None, *, partial: bool = False, kind: str = _URLENCODED) -> bytes:
        """A request as this visitor sends it; a POST where there is a body."""
        lines = [
            f"{'GET' if body is None else 'POST'} {path} HTTP/1.1",
            f"Host: 127.0.0.1:{self.connection.port}",
            f"Cookie: {'; '.join(f'{name}={value}' for name, value in self.cookies.items())}",
        ]
        if partial:
            lines += ["HX-Request: true", "HX-Request-Type: partial"]
        if body is not None:
            lines += [f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
        return "\r\n".join([*lines, "", ""]).encode("ascii") + (body or b"")

    def close(self) -> None:
        """Hang up."""
        self.connection.close()

    def _follow(self, request: bytes, path: str) -> str:
        answer = self._ask(request)
        while answer.status in {302, 303}:
            found = _LOCATION.search(answer.head)
            if found is None:
                raise Refused(f"{path}: a redirect to nowhere")
            target = urlsplit(found[1].decode("ascii").strip())
            path = f"{target.path}?{target.query}" if target.query else target.path
            answer = self._ask(self.request(path))
        self.path, self.page = path, answer.body.decode("utf-8")
        if answer.status not in {200, 204}:
            raise Refused(f"{path}: {answer.status}")
        return self.page

    def _ask(self, request: bytes) -> Answer:
        answer = self.connection.ask(request)
        self.asked += 1
        for name, value in _COOKIE.findall(answer.head):
            self.cookies[name.decode("ascii")] = value.decode("ascii")
        return answer
