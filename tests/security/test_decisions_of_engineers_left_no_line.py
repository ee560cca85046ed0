"""Who blocked a sender, took a mail for its sender's, or took a template away, nobody could say afterwards."""

from __future__ import annotations

import pytest

from portal.audit import Act
from portal.db.tables import Audited
from portal.inbound.engineers import held
from portal.tickets import linking, templates
from portal.vocabulary import LinkKind
from tests.factories import People, make_ticket
from tests.support.received import hold

pytestmark = pytest.mark.once


def _changes(act: Act) -> list[tuple[str, str]]:
    lines = Audited.select().where(Audited.action == act).order_by(Audited.id)
    return [(line.data.get("before", ""), line.data.get("after", "")) for line in lines]


def test_a_sender_is_blocked_and_heard_again_with_a_line_of_each(people: People) -> None:
    """S-22: repeated, nothing changes and nothing is written."""
    number = hold()
    sender = held.block(people.sam, number).sender
    held.block(people.olga, number)
    for _ in range(2):
        held.unblock(people.olga, sender)
    assert _changes(Act.SENDER_BLOCKED) == [("", "blocked"), ("blocked", "")]
    assert _changes(Act.MAIL_DECIDED) == [("", "blocked")]


def test_so_is_a_mail_attached_to_a_ticket(people: People) -> None:
    ticket = make_ticket(people.alice)
    held.attach(people.sam, hold(), ticket.reference)
    line = Audited.select().where(Audited.action == Act.MAIL_DECIDED).get()
    assert (line.actor, line.ticket) == (people.sam.person_id, ticket.id)


def test_templates_and_links_come_and_go_with_a_line_of_each(people: People) -> None:
    number = templates.save_template(people.sam, None, "Greeting", "Hello")
    for _ in range(2):
        templates.remove_template(people.olga, number)
    assert _changes(Act.TEMPLATE_CHANGED) == [("", "Greeting"), ("Greeting", "")]
    one, other = make_ticket(people.alice).reference, make_ticket(people.alice).reference
    linked = linking.link(people.sam, one, other, LinkKind.RELATED)
    linking.link(people.sam, one, other, LinkKind.RELATED)
    linking.unlink(people.olga, one, linked.link_id)
    assert _changes(Act.LINKED) == [("", "related"), ("related", "")]
