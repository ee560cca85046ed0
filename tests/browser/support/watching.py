"""What pages complain about while somebody uses them."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, WebError

# Chromium writes an error into the console for every answer of these; that they come is what tests look at.
_ANSWERS = re.compile(r"Failed to load resource: the server responded with a status of (401|403|404|409|413|422|429)\b")
# With scripts the console tells of the violation too, but not of which rule it broke.
_POLICY = """addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));"""


class Watch:
    """Collects errors and warnings of all windows of a test."""

    def __init__(self) -> None:
        self.complaints: list[str] = []
        self._expected: list[re.Pattern[str]] = []

    def over(self, context: BrowserContext) -> None:
        """Listen to every page of this browser."""
        context.add_init_script(_POLICY)
        context.on("console", self._said)
        context.on("weberror", self._broke)

    def expect(self, pattern: str) -> None:
        """Let what this test brings about be: such as the network being gone."""
        self._expected.append(re.compile(pattern))

    def _said(self, message: ConsoleMessage) -> None:
        if message.type not in {"error", "warning"} or any(one.search(message.text) for one in self._expected):
            return
        where = str(message.location.get("url", ""))
        if _ANSWERS.match(message.text) and not urlsplit(where).path.startswith("/static/"):
            return
        self.complaints.append(f"{message.type}: {message.text} ({where})")

    def _broke(self, error: WebError) -> None:
        self.complaints.append(f"uncaught: {error.error}")
