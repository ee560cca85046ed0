"""What holds for every page in every state: WCAG 2.2 AA as far as axe can tell, in both themes, and no width lost."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from tests.browser.support.window import Window

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_RULES = {
    "runOnly": {"type": "tag", "values": TAGS},
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
}
# In the other theme only colours differ: what the rest of the rules ask of the page is the same.
_RULES_OF_COLOUR = {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
    "resultTypes": ["violations"],
}
WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 320, "height": 640}
_TOO_WIDE = """() => { const it = document.documentElement;
  if (it.scrollWidth <= it.clientWidth) return "";
  const edge = it.clientWidth + 1;
  const sticksOut = (one) => one.getBoundingClientRect().right > edge && !one.closest(".table-box, .hide");
  const out = [...document.querySelectorAll("body *")].filter(sticksOut);
  return `${it.scrollWidth} wide: ` + out.slice(-3).map((e) => `${e.tagName} ${e.className}`).join(", "); }"""


class Inspector:
    """Looks at one state after another, and tells of all faults together at the end."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self.faults: list[str] = []

    def look(self, state: str) -> None:
        """Look at what the window shows: wide and light, wide and dark, then on the narrowest phone."""
        page = self.window.page
        self.window.settled()
        self._axe(page, f"{state}, light")
        page.emulate_media(color_scheme="dark")
        self._axe(page, f"{state}, dark", _RULES_OF_COLOUR)
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(NARROW)
        if wide := page.evaluate(_TOO_WIDE):
            self.faults.append(f"{state} at 320 px: {wide}")
        self._axe(page, f"{state} at 320 px")
        page.set_viewport_size(WIDE)

    def visit(self, path: str, state: str = "") -> None:
        """Go there and look."""
        self.window.go(path)
        self.look(state or path)

    def tell(self) -> None:
        """Fail where anything was wrong."""
        assert not self.faults, "\n".join(dict.fromkeys(self.faults))

    def _axe(self, page: Page, state: str, rules: dict[str, Any] = _RULES) -> None:
        if not page.evaluate("typeof axe === 'object'"):
            page.evaluate(AXE_SCRIPT)
        found: dict[str, Any] = page.evaluate("(rules) => axe.run(rules)", rules)
        self.faults += [_words(state, violation) for violation in found["violations"]]


def _words(state: str, violation: dict[str, Any]) -> str:
    nodes = violation["nodes"]
    shown = "; ".join(f"{node['target'][0]} ({_why(node)})" for node in nodes[:3])
    return f"{state}: {violation['id']} x{len(nodes)}: {shown}"


def _why(node: dict[str, Any]) -> str:
    checks = [*node["any"], *node["all"], *node["none"]]
    return checks[0]["message"].split(". ")[0] if checks else ""
