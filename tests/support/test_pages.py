"""The page object sees what is wrong with a page."""

from __future__ import annotations

import pytest

from tests.support.pages import ShownPage

pytestmark = pytest.mark.once

SOUND = (
    '<!doctype html><html lang="en"><head><title>Tickets</title></head>'
    "<body><main><h1>Tickets</h1>{}</main></body></html>"
)


@pytest.mark.parametrize(
    ("part", "fault"),
    [
        ("<h1>Again</h1>", "2 h1"),
        ('<p id="a"></p><p id="a"></p>', "id 'a' 2 times"),
        ("<p><div></p>", "not HTML"),
        ('<input name="q">', "field 'q' without a label"),
        ('<form method="post" action="/x"><button>Go</button></form>', "form /x without a token"),
        ('<p style="color:red">x</p>', "has style="),
        ('<p onclick="x()">x</p>', "has onclick="),
        ("<script>1</script>", "an inline script"),
        ("<style>p{}</style>", "an inline style"),
        ('<img src="a.png">', "no alt"),
        ('<a href="/x"></a>', "without a name"),
        ('<a href="#gone">x</a>', "a link to #gone"),
        ('<p aria-describedby="gone">x</p>', "names no 'gone'"),
    ],
)
def test_a_fault_is_found(part: str, fault: str) -> None:
    with pytest.raises(AssertionError, match=fault):
        ShownPage(SOUND.format(part)).check()


def test_a_sound_page_has_none() -> None:
    ShownPage(
        SOUND.format('<label for="q">Text</label><input id="q" name="q"><label>More <input name="r"></label>')
    ).check()


def test_a_form_sends_what_stands_in_it_and_what_is_filled_in() -> None:
    page = ShownPage(
        SOUND.format(
            '<form method="post" action="/send"><input type="hidden" name="csrf_token" value="t">'
            '<label>Name <input name="name" value="Alice"></label>'
            '<label>Text <textarea name="text">\nline</textarea></label>'
            '<label><input type="radio" name="urgency" value="high"> High</label>'
            '<label><input type="radio" name="urgency" value="low" checked> Low</label>'
            '<label><input type="checkbox" name="many" value="1" checked> One</label>'
            '<label><input type="checkbox" name="many" value="2" checked> Two</label>'
            '<label>Pick <select name="pick"><option value="">-</option><option selected>b</option></select></label>'
            '<button name="go" value="create">Create</button><button name="go" value="later">Later</button></form>'
        )
    )
    form = page.form_with("Create")
    assert form.action == "/send"
    assert form.filled({"name": "Bob"}, "Create") == {
        "csrf_token": "t",
        "name": "Bob",
        "text": "line",
        "urgency": "low",
        "many": ["1", "2"],
        "pick": "b",
        "go": "create",
    }
    with pytest.raises(AssertionError, match="no such field"):
        form.filled({"nmae": "Bob"})
