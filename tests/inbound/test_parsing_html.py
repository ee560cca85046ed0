"""HTML is read as text: what was written stays readable, what was quoted is marked, nothing is fetched."""

from __future__ import annotations

import pytest

from portal.inbound.reading.parsing import parse
from portal.inbound.reading.quotes import QUOTE_MARK
from portal.inbound.trimming.splitting import split
from tests.support.letters_in import mail

pytestmark = pytest.mark.usefixtures("usual_settings")


def text_of(html: str) -> str:
    return parse(mail(html, content_type="text/html; charset=utf-8")).text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p>\n<p>Two</p>", "One\n\nTwo"),
        ("<div>One</div><div><br></div><div>Two</div>", "One\n\nTwo"),
        ("One<br>Two<br/><BR />Three", "One\nTwo\n\nThree"),
        ("<br><br>One<br><br><br><br>Two<br>", "One\n\nTwo"),
        ("<p class=MsoNormal>One</p><p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal>Two</p>", "One\n\nTwo"),
        ("<h1>Head</h1>Text", "Head\n\nText"),
        ("  One \n  <b>bold</b>\t<i>word</i>  ", "One bold word"),
        ("a&nbsp;&amp;&lt;&#228;&#x20AC;&unknown;", "a &<ä€&unknown;"),
        ("<pre>a\n  b\n\n\nc</pre>d", "a\n  b\n\n\nc\nd"),
        ("<style>p{}</style><script>if (1 < 2) x()</script><title>t</title>Text", "Text"),
        ("One<!-- <p>two</p> --><![if !mso]>Three<![endif]>", "OneThree"),
        ("<!DOCTYPE html><?xml version='1'?>Text", "Text"),
        ("<table><tr><td>1 < 2 and 3 > 2</td></tr></table>", "1 < 2 and 3 > 2"),
        ("a < b <c", "a < b <c"),
        ("<p title='a > b'>Text", "Text"),
        ('<p title="never closed>Text', "Text"),
        ("Text <!-- never closed", "Text never closed"),
    ],
)
def test_lines_and_words_are_those_that_a_reader_sees(html: str, text: str) -> None:
    assert text_of(html) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<ul><li>one</li><li><p>two</p></li></ul>", "- one\n- two"),
        ("<ul><li>one<ul><li>within</ul><li>two</ul>after", "- one\n  - within\n- two\nafter"),
        ("<ol start=3><li>three<li>four</ol>", "3. three\n4. four"),
        ("<ol start=soon><li>one</ol>", "1. one"),
        ("<li>alone", "- alone"),
        ("<p class=MsoListParagraph>·<span>&nbsp;&nbsp;&nbsp; </span>word</p>", "- word"),
    ],
)
def test_lists_stay_lists(html: str, text: str) -> None:
    assert text_of(html) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('<a href="https://x.example/a?b=1&amp;c=2">here</a>.', "here <https://x.example/a?b=1&c=2>."),
        ('<a href="https://www.x.example/">x.example</a>', "x.example"),
        ('<a href="mailto:a@x.example?subject=Hi">a@x.example</a>', "a@x.example"),
        ('<a href="mailto:a@x.example">Write</a>', "Write <a@x.example>"),
        ('<a href="https://evil.example">https://bank.example</a>', "https://bank.example <https://evil.example>"),
        ('<a href="javascript:alert(1)">click</a>', "click"),
        ('<a href="https://x.example/pixel"></a>', ""),
        ('<a href="https://x.example"><div>A block</div></a>', "A block\n <https://x.example>"),
        (
            '<a href="https://a.example">one<a href="https://b.example">two</a>',
            "one <https://a.example>two <https://b.example>",
        ),
        (f'<a href="https://x.example/{"y" * 3000}">long</a>', "long"),
    ],
)
def test_a_link_says_where_it_leads_unless_its_words_do(html: str, text: str) -> None:
    assert text_of(html).replace("\n<", "\n <") == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('<img src="https://x.example/open.gif" width=1 height=1>', ""),
        ('<img src="https://x.example/logo.png" alt="Acme AB">', "[Acme AB]"),
        ('<img src="https://x.example/e.png" alt="🙂">', "🙂"),
        ('<img src="data:image/png;base64,iVBORw0KGgo=" alt="chart">', "[chart]"),
        ('<img src="cid:nothing">', "[image]"),
    ],
)
def test_pictures_are_words_and_never_fetched(html: str, text: str) -> None:
    """M-10."""
    assert text_of(html) == text


def test_a_picture_written_out_in_the_html_is_said_to_be_left_out() -> None:
    html = f'Look <img src="data:image/png;base64,{"A" * 600_000}"> here'
    found = parse(mail(html, content_type="text/html"))

    assert found.text == "Look here"
    assert any("Pictures" in fault for fault in found.faults)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<table><tr><th>Name<th>Size<tr><td>vol-1<td>10 GB</table>", "Name | Size\nvol-1 | 10 GB"),
        ("<table><tr><td><p>vol-1</p></td><td><div>10 GB</div></td></tr></table>after", "vol-1 | 10 GB\nafter"),
        ("<table><tr><td>one</td><td></td><td>three</td></tr></table>", "one |  | three"),
        ("<table><tr><td><p>A letter</p><p>of two</p></td><td>side</td></tr></table>", "A letter\n\nof two\nside"),
        ("<table><tr><td><table><tr><td>a<td>b</table></td></tr></table>", "a | b"),
        ("<td>no table", "no table"),
        ("<table>loose<tr><td>cell", "loose\ncell"),
        ("</table></td></tr>text", "text"),
    ],
)
def test_tables_stay_readable(html: str, text: str) -> None:
    assert text_of(html) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("New<blockquote>old<blockquote>older</blockquote></blockquote>newer", "New\n> old\n> > older\nnewer"),
        ("<blockquote type=cite><p>a</p><p>b</p></blockquote>", "> a\n>\n> b"),
        ('<blockquote style="margin:0 0 0 40px;border:none;padding:0">indented</blockquote>', "    indented"),
        (
            '<div class="moz-cite-prefix">Anna kirjoitti:</div><blockquote type="cite">x</blockquote>y',
            "> Anna kirjoitti:\n> x\ny",
        ),
        ('<div class="yahoo_quoted" id="yahoo_quoted_1"><div>Anna:</div>old</div>new', "> Anna:\n> old\nnew"),
        (
            '<div class="gmail_quote"><div class="gmail_attr">A:</div><blockquote>x</blockquote>mine</div>',
            "> A:\n> x\nmine",
        ),
        ('new<div id="divRplyFwdMsg"><b>From:</b> A</div>old', f"new\n\n{QUOTE_MARK}\nFrom: A\nold"),
        (
            'new<div id="x_appendonsend"></div><hr id="stopSpelling"><div id="divRplyFwdMsg">A</div>',
            f"new\n\n{QUOTE_MARK}\nA",
        ),
        ('new<div id="appendonsend"></div>', "new"),
        ("</blockquote></div>x", "x"),
        ("<table><tr><td><blockquote>in a cell</td></tr></table></blockquote>out", "> in a cell\nout"),
    ],
)
def test_what_mail_programs_quote_is_marked(html: str, text: str) -> None:
    assert text_of(html) == text


@pytest.mark.parametrize(
    "words",
    [
        "ma 23. marrask. 2026 klo 10.46 Sam Holm (support@support.example) kirjoitti:",
        "Vào 10:46, Th 2, 23 thg 11, 2026 Sam Holm &lt;support@support.example&gt; đã viết:",
        "Sam Holm &lt;support@support.example&gt; ezt írta (időpont: 2026. nov. 23., H, 10:46):",
    ],
)
def test_who_is_quoted_is_known_in_any_language(words: str) -> None:
    head = f'<div class="gmail_quote"><div class="gmail_attr">{words}</div>'
    html = f"<div>Mine.</div>{head}<blockquote>{'<p>old</p>' * 5}</blockquote></div>"

    assert split(text_of(html)).said == "Mine."


def test_html_above_the_limit_is_said_to_be_cut() -> None:
    found = parse(mail("<b>x</b> " * 100_000, content_type="text/html"))

    assert any("HTML" in fault for fault in found.faults)
    assert len(found.text) <= 100_000
