"""Markdown that can do no harm."""

from __future__ import annotations

import re
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from markdown_it import MarkdownIt

from portal.markup import _parser, plain_to_html, to_html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**bold** and *more*", "<p><strong>bold</strong> and <em>more</em></p>"),
        ("one\ntwo", "<p>one<br>\ntwo</p>"),
        ("`code <b>`", "<p><code>code &lt;b&gt;</code></p>"),
        ("a < b & c", "<p>a &lt; b &amp; c</p>"),
        ("# not a heading of the page", "<p><strong>not a heading of the page</strong></p>"),
        ("3. three", '<ol start="3">\n<li>three</li>\n</ol>'),
        ("~~gone~~", "<p><s>gone</s></p>"),
    ],
)
def test_what_people_write_becomes_html(text: str, html: str) -> None:
    assert to_html(text).strip() == html


def test_an_address_in_the_text_becomes_a_link() -> None:
    assert 'href="https://status.example/a?b=1&amp;c=2"' in to_html("see https://status.example/a?b=1&c=2")


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "![x](https://tracker.example/a.png)",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](vbscript:x)",
        "<javascript:alert(1)>",
        '[x](https://a.example/"onmouseover="alert(1))',
        '[x](https://a.example "onmouseover=alert(1)")',
        "<svg/onload=alert(1)>",
        "<iframe src=//evil.example>",
        "<style>*{display:none}</style>",
        "[x]: javascript:alert(1)\n\n[x]",
        "&#x6a;avascript:alert(1)",
        '```"><script>alert(1)</script>\n```',
    ],
)
def test_nothing_that_people_write_runs_or_is_fetched(hostile: str) -> None:
    html = to_html(hostile)
    assert not re.search(r"<(script|img|svg|iframe|style|object)", html)
    assert not re.search(r"<[^>]+(\son\w+|style|src|class|id)=", html)
    assert all(link.startswith(("http://", "https://", "mailto:")) for link in re.findall(r'href="([^"]*)"', html))


def test_what_is_quoted_deeply_is_still_there() -> None:
    assert "the answer" in to_html("> " * 20 + "the answer")


@pytest.mark.parametrize("piece", ["*", "[", "> ", "`", "a\n", "<", "http://", "![a](", "_a ", "- ", "|a", "www.", "&"])
def test_hostile_repetition_takes_no_long_time(piece: str) -> None:
    started = time.process_time()
    to_html(piece * (40_000 // len(piece)))
    assert time.process_time() - started < 5


def test_what_somebody_mailed_means_no_more_than_it_says() -> None:
    shown = plain_to_html(
        "# root\n> *not* `code` [a](https://b.example)\n\n    1. <b>&amp;\nhttps://status.example/a_b_c"
    )
    assert "# root<br>\n&gt; *not* `code` [a](<a" in shown
    assert "1. &lt;b&gt;&amp;amp;<br>" in shown
    assert '<a href="https://status.example/a_b_c" rel="noopener noreferrer nofollow">' in shown
    assert {"<h1>", "<em>", "<code>", "<blockquote>", "<b>", "<ol>"}.isdisjoint(shown.split())


def test_people_who_read_at_once_right_after_the_start_all_get_the_whole_text() -> None:
    """R-01: the parser puts its rules together once, which several threads may not do at the same time."""
    text = "> one *two*\n\n- `three`\n\nsee https://status.example/"
    whole = _parser().render(text)
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for _ in range(100):
            assert _rendered_at_once(_parser(), text) == [whole] * 4
    finally:
        sys.setswitchinterval(before)


def _rendered_at_once(parser: MarkdownIt, text: str) -> list[str]:
    start = threading.Barrier(4)

    def render(_: int) -> str:
        start.wait()
        return str(parser.render(text))

    with ThreadPoolExecutor(4) as threads:
        return list(threads.map(render, range(4)))
