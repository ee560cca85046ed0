"""The style sheets and the sprite hold what the templates and the readers of pages rely on."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from forms.icons import ICONS
from portal import paths
from portal.colours import contrast, parse

pytestmark = pytest.mark.once

STATIC, TEMPLATES = paths.asset_dir("static"), paths.asset_dir("templates")
ON_EVERY_PAGE = {"portal.js", "drafts.js"}
SHEETS = {path.name: path.read_text() for path in STATIC.glob("*.css")}
THEMES = ("light", "dark")
SURFACES = ("bg", "surface")

# Text that one must be able to read, with what it stands on (WCAG 1.4.3: 4.5 to 1).
TEXT = [(text, on) for text in ("text", "text-2", "brand", "danger", "warn", "ok", "info") for on in SURFACES] + [
    ("text-2", "sunken"),
    ("text-3", "sunken"),
    ("text-2", "brand-soft"),
    ("text-2", "warn-soft"),
    ("on-brand", "brand"),
    ("on-brand", "brand-2"),
    ("on-danger", "danger"),
    ("on-danger", "danger-2"),
    ("surface", "warn"),
    ("brand", "brand-soft"),
    ("brand-ink", "brand-soft"),
    ("danger", "danger-soft"),
    ("warn", "warn-soft"),
    ("ok", "ok-soft"),
    ("info", "info-soft"),
    ("on-head", "head"),
    ("on-head-2", "head"),
    ("on-head", "head-2"),
]
# Edges that carry meaning (WCAG 1.4.11: 3 to 1). On light pages the dark ring, on the bar the halo shows the focus.
EDGES = [
    ("field", "input"),
    ("field", "bg"),
    ("ring", "bg"),
    ("ring", "surface"),
    ("brand", "surface"),
    ("halo", "head"),
]


def _tokens(theme: str) -> dict[str, str]:
    pairs = re.findall(r"--([\w-]+): light-dark\((#\w+), (#\w+)\);", SHEETS["portal.css"])
    return {name: _long((light, dark)[THEMES.index(theme)]) for name, light, dark in pairs}


def _long(colour: str) -> str:
    return colour if len(colour) == 7 else "#" + "".join(digit * 2 for digit in colour[1:])


@pytest.mark.parametrize("theme", THEMES)
def test_everybody_can_read_the_text_in_both_themes(theme: str) -> None:
    """A-03."""
    colours = _tokens(theme)
    weak = {pair: contrast(parse(colours[pair[0]]), parse(colours[pair[1]])) for pair in TEXT}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("theme", THEMES)
def test_everybody_can_see_where_fields_end_and_where_the_focus_is(theme: str) -> None:
    """A-03, A-07."""
    colours = _tokens(theme)
    weak = {pair: contrast(parse(colours[pair[0]]), parse(colours[pair[1]])) for pair in EDGES}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 3} == {}


def test_every_picture_that_a_template_or_an_issue_type_names_is_in_the_sprite() -> None:
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons.svg").read_text()))
    assert drawn >= ICONS
    assert {name for name in _named_in_templates() if name not in drawn} == set()


def _named_in_templates() -> Iterator[str]:
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text()
        yield from re.findall(r'\b_?icon\("([\w-]+)"', text)
        yield from (f"s-{name}" for name in re.findall(r'\b_?glyph\("([\w-]+)"', text))
        yield from re.findall(r'\bicon="([\w-]+)"', text)


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_uses_only_colours_and_sizes_that_exist(name: str) -> None:
    """A misspelt custom property fails silently in a browser."""
    known = set(re.findall(r"(--[\w-]+):", "".join(SHEETS.values())))
    assert set(re.findall(r"var\((--[\w-]+)", SHEETS[name])) <= known


@pytest.mark.parametrize("name", SHEETS)
def test_colours_are_named_once_as_tokens(name: str) -> None:
    """What a component needs beyond the tokens are a few fixed tones on ink, and white."""
    after_tokens = SHEETS[name].partition('data-theme="dark"]')[2] if name == "portal.css" else SHEETS[name]
    assert len(set(re.findall(r"#[0-9a-f]{3,6}\b", after_tokens))) <= 9


def test_what_every_page_loads_stays_small() -> None:
    """34 KiB of style and 20 KiB of scripts of our own, before compression."""
    assert len(SHEETS["portal.css"].encode()) <= 34 * 1024
    assert sum((STATIC / name).stat().st_size for name in ON_EVERY_PAGE) <= 20 * 1024


def test_the_script_of_one_page_stays_small() -> None:
    """8 KiB, before compression."""
    sizes = {path.name: path.stat().st_size for path in STATIC.glob("*.js") if path.name not in ON_EVERY_PAGE}
    assert {name for name, size in sizes.items() if size > 8 * 1024} == set()


def test_nothing_on_a_page_comes_from_elsewhere() -> None:
    """HX-03, M-10: no font, picture or script from another host."""
    for text in (*SHEETS.values(), *(path.read_text() for path in STATIC.glob("*.js"))):
        outside = [url for url in re.findall(r"https?://[\w./]+", text) if url != "http://www.w3.org/2000/svg"]
        assert outside == []
