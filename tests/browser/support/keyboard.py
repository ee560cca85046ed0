"""Somebody without a mouse: Tab, Space, Enter and arrows, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.browser.support.window import Window

_FARTHEST = 90
# What has the focus, its name, and how one sees that. A control of our own may show it on what stands beside it.
_LOOK = """() => { const it = document.activeElement;
  const words = (one) => (one ? one.textContent : "").replace(/\\s+/g, " ").trim();
  const group = it.closest("fieldset");
  const shows = [it, it.nextElementSibling, it.parentElement, it.closest("label"), it.closest(".cell")];
  const ring = shows.some((one) => { const style = one && getComputedStyle(one);
    return style && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2; });
  const seen = [it, it.nextElementSibling, ...(it.labels || [])].some((one) => { if (!one) return false;
    const box = one.getBoundingClientRect();
    const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return top && (one.contains(top) || top.contains(one)); });
  return { tag: it.tagName, ring, seen: Boolean(seen),
    name: it.getAttribute("aria-label") || (it.labels && it.labels.length ? words(it.labels[0]) : words(it)),
    group: group ? words(group.querySelector("legend")) : "" }; }"""


@dataclass(frozen=True)
class Focus:
    """Where the focus is, and whether one can tell."""

    tag: str
    name: str
    group: str
    ring: bool
    seen: bool


class Keyboard:
    """Keys pressed in a window; each step of the focus is looked at."""

    def __init__(self, window: Window) -> None:
        self.window = window

    @property
    def focus(self) -> Focus:
        """What has the focus now."""
        found: dict[str, Any] = self.window.page.evaluate(_LOOK)
        return Focus(**found)

    def to(self, name: str, group: str = "") -> None:
        """Tab on until what has this name (and stands in the group with this legend) has the focus (A-07, A-10)."""
        passed = []
        for _ in range(_FARTHEST):
            self.window.page.keyboard.press("Tab")
            here = self.focus
            if here.tag == "BODY":
                continue  # past the last control: the browser's own bar comes between
            assert here.ring, f"nobody sees that {here} has the focus"
            assert here.seen, f"{here} has the focus, and something lies over it"
            if here.name.startswith(name) and here.group.startswith(group):
                return
            passed.append(here.name)
        raise AssertionError(f"Tab never comes to {name!r}, only to {passed}")

    def press(self, *keys: str) -> None:
        """These keys, one after the other; the focus is still there when everything has settled (HX-08)."""
        for key in keys:
            self.window.page.keyboard.press(key)
        self.window.settled()

    def choose(self, name: str, group: str = "", *, steps: int = 0) -> None:
        """Tab into a group of choices, take the first one, and go on from it by arrows."""
        self.to(name, group)
        self.press("Space")
        for _ in range(steps):
            self.press("ArrowDown")
        assert self.focus.tag == "INPUT", f"the focus went to {self.focus}"

    def write(self, name: str, text: str, group: str = "") -> None:
        """Tab to a field and type."""
        self.to(name, group)
        self.window.page.keyboard.type(text)
