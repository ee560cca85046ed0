"""A secret that was removed from a ticket stood on in saved views, and in the audit of lists that were downloaded."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

import pytest

from portal.audit import Act
from portal.db.tables import Audited, SavedView
from portal.inbound.engineers import redacting
from portal.tickets import views
from tests.factories import People, make_ticket
from tests.support.browser import Browser

SECRET = "Hunter2 & sönderfall"


@pytest.mark.once
def test_views_look_for_something_else_and_are_called_otherwise(people: People) -> None:
    """Whoever's they are; what else they ask for stays."""
    row = make_ticket(people.alice, subject=f"My password is {SECRET}")
    searched = urlencode({"queue": "open", "text": f"is {SECRET}"})
    views.save_view(people.olga, "Leak", searched)
    views.save_view(people.sam, f"Who wrote {SECRET}", "queue=open")
    views.save_view(people.sam, "Another", urlencode({"text": "Hunter"}))
    found = redacting.look_for(people.sam, row.reference, SECRET)
    assert found.places["saved views of the desk"] == 2
    redacting.redact(people.sam, row.reference, SECRET)
    (theirs,) = views.views_of(people.olga)
    assert theirs.query == urlencode({"queue": "open", "text": "is [removed]"})
    assert "Hunter2" not in str(list(SavedView.select(SavedView.name, SavedView.query).tuples()))
    assert {view.query for view in views.views_of(people.sam)} == {"queue=open", "text=Hunter"}


@pytest.mark.once
def test_the_audit_never_says_what_was_looked_for(browser: Callable[..., Browser], people: People) -> None:
    """S-22: its lines stay as they are, so they are given nothing that might have to go."""
    alice = browser(people.alice)
    assert alice.get(f"/servicedesk/tickets.csv?{urlencode({'text': SECRET, 'whose': 'mine'})}").status_code == 200
    line = Audited.select().where(Audited.action == Act.TICKETS_EXPORTED).get()
    assert "Hunter2" not in str(line.data)
    assert line.data["filter"]["text"] == "some words"
