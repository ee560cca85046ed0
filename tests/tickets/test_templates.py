"""Answer templates: what they may say, and what stands for their variables."""

from __future__ import annotations

import pytest

from portal import markup
from portal.errors import NotAllowed, NotFound, Rejected
from portal.tickets import templates
from tests.factories import People, make_ticket


def test_engineers_write_change_and_remove_a_template(people: People) -> None:
    number = templates.save_template(people.sam, None, " Ask  for logs ", "Hello {{ requester_first_name }},")
    assert [row.name for row in templates.templates_of(people.olga)] == ["Ask for logs"]
    templates.save_template(people.olga, number, "Ask for the log", "Hello,")
    changed = templates.get_template(people.sam, number)
    assert (changed.name, changed.body, changed.changed_by) == ("Ask for the log", "Hello,", "Olga Nilsson")
    templates.remove_template(people.sam, number)
    templates.remove_template(people.sam, number)
    with pytest.raises(NotFound):
        templates.get_template(people.sam, number)


def test_a_name_is_there_once(people: People) -> None:
    templates.save_template(people.sam, None, "Closing", "Goodbye.")
    other = templates.save_template(people.sam, None, "Opening", "Hello.")
    for number in (None, other):
        with pytest.raises(Rejected, match="is there already") as refusal:
            templates.save_template(people.olga, number, "Closing", "Farewell.")
        assert refusal.value.field == "name"


@pytest.mark.once
def test_an_unknown_variable_is_refused_with_those_that_there_are(people: People) -> None:
    """UX-08."""
    with pytest.raises(Rejected) as refusal:
        templates.save_template(people.sam, None, "Greeting", "Hello {{first_nam}} of {{organisation}} {{ }}")
    words = str(refusal.value)
    assert words.startswith("There is no variable {{first_nam}}, {{}}. There are: requester_first_name, ")
    assert all(name in words for name in templates.VARIABLES)


@pytest.mark.once
def test_customers_have_nothing_to_do_with_them(people: People) -> None:
    """S-05."""
    number = templates.save_template(people.sam, None, "Greeting", "Hello.")
    assert templates.names_of(people.alice) == ()
    with pytest.raises(NotAllowed):
        templates.templates_of(people.alice)
    with pytest.raises(NotAllowed):
        templates.get_template(people.alice, number)
    with pytest.raises(NotAllowed):
        templates.save_template(people.alice, number, "Mine", "Hello.")
    with pytest.raises(NotAllowed):
        templates.remove_template(people.alice, number)


@pytest.mark.once
def test_every_variable_has_a_value_and_an_example(people: People) -> None:
    ticket = make_ticket(people.alice, subject="Payroll")
    every = " | ".join(f"{{{{{name}}}}}" for name in templates.VARIABLES)
    assert "{{" not in templates.filled(every, ticket, people.sam)
    assert "{{" not in templates.example(every)
    said = templates.filled(
        "{{requester_first_name}} of {{organisation}}: {{reference}}, {{engineer}}", ticket, people.sam
    )
    assert said == f"Alice of Acme AB: {ticket.reference}, Sam Holm"


@pytest.mark.once
@pytest.mark.parametrize(
    "subject",
    [
        "**bold** and _this_ `code` [a link](https://evil.example) ![x](y)",
        "# Heading",
        "- a point",
        "1. first",
        "12) twelfth",
        "> said",
        "--- and ===",
        "<b>loud</b> <https://evil.example> &lt; &amp;",
        "~~gone~~ | a | table | https://evil.example www.evil.example somebody@evil.example",
        "back\\slash \\*",
        "{{engineer}}",
    ],
)
def test_what_a_customer_chose_means_only_its_words(people: People, subject: str) -> None:
    """No sign of a subject works as Markdown, HTML, a link or a variable."""
    ticket = make_ticket(people.alice, subject=subject)
    html = markup.to_html(templates.filled("{{subject}}", ticket, people.sam)).strip()
    assert (html[:3], html[-4:]) == ("<p>", "</p>")
    inside = html.removeprefix("<p>").removesuffix("</p>")
    assert "<" not in inside
    assert _unescaped(inside) == subject


def _unescaped(html: str) -> str:
    return html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")
