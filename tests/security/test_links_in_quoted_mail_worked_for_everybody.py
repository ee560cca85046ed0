"""Who answered with our mail below showed its links to all who see the ticket: they closed it, or stopped the mail."""

from __future__ import annotations

import pytest

from portal.db.tables import Outbox
from portal.inbound.engineers.showing import shown
from portal.notify.addresses import reply_address
from portal.notify.choices import Choice, Solution, Wish
from portal.notify.keys import without_keys
from portal.settings import Settings
from portal.tickets import operations
from portal.tickets.queries import timeline
from portal.vocabulary import Visibility
from tests.factories import People, make_ticket
from tests.inbound.raw import CHECKED, come_in, letter


@pytest.mark.once
@pytest.mark.settings(inbound=CHECKED)
def test_colleagues_read_the_quoted_mail_without_the_links_of_its_reader(people: People) -> None:
    row = make_ticket(people.alice, visibility=Visibility.SHARED)
    operations.resolve(people.sam, row.reference, "We moved it.")
    mail = Outbox.get((Outbox.event == "resolved") & (Outbox.address == people.alice.address))
    quoted = "\n".join(f"> {line}" for line in mail.text.split("\n"))
    text = f"Thanks.\n\nOn Mon, 23 Nov 2026 at 09:00, Sam Holm wrote:\n{quoted}"
    stored = come_in(letter(people.alice.address, text, to=reply_address(row.id, people.alice.person_id)))
    entry = timeline(people.bob, row.id)[-1]
    keys = [Solution(row.id, people.alice.person_id, 0).token, Choice(Wish.MUTE, people.alice.person_id, row.id).token]
    assert entry.id == stored.entry_id
    assert "/mail/solved/" in mail.text
    assert "/mail/solved/" in entry.data["quoted"]
    assert keys[1] in mail.text
    assert keys[1] not in entry.data["quoted"]
    assert without_keys(entry.data["quoted"]) == entry.data["quoted"], "there is nothing left to be taken out"


def test_whatever_form_they_come_in(settings: Settings) -> None:
    solved = Solution(1042, 7, 12)
    for text in (
        solved.solved_link,
        f"Solved<{solved.not_solved_link}>",
        f"https://safe.example/?url=http%3A%2F%2Flocalhost%2Fmail%2Fsolved%2F{solved.token}&data=1",
        Choice(Wish.LESS, 7).link,
        f"mailto:{reply_address(1042, 7).upper()}?subject=x",
        reply_address(1042, 7, internal=True),
        "http://localhost/password/new/gJ2mN8kq-Xv1c0aWb3_rT5yU7iO9pL4sD6fG8hJ0kZ",
        "http://localhost/invitation/gJ2mN8kq-Xv1c0aWb3_rT5yU7iO9pL4sD6fG8hJ0kZ",
    ):
        assert without_keys(text) != text
    assert without_keys(solved.solved_link).endswith("/mail/solved/1042.7.12.…")
    assert "abcdefghijklmnop" in shown(b"From: a@b.example\n\nhost 10.0.0.abcdefghijklmnop").said, "no key of ours"
