"""Each issue type from log-in to its ticket, in Chromium, with and without scripts (UX-01)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from portal.db.tables import Outbox, Ticket
from tests.browser.support import raising
from tests.browser.support.journeys import JOURNEYS, Journey
from tests.browser.support.window import Window
from tests.factories import People

pytestmark = pytest.mark.browser
Windows = Callable[..., Window]


@pytest.mark.parametrize("javascript", [True, False], ids=["with_scripts", "without_scripts"])
@pytest.mark.parametrize("name", JOURNEYS)
def test_a_customer_goes_the_whole_way(
    window: Windows, people: People, tmp_path: Path, name: str, javascript: bool
) -> None:
    """UX-01, UX-10, UX-19: what was answered stands on the check page, on the ticket and in the mail; nothing else."""
    journey, mine = JOURNEYS[name], window(javascript=javascript)
    raising.log_in(mine, journey.who)
    mine.press(journey.card)
    raising.fill(mine, journey, tmp_path)
    raising.to_check(mine)
    _assert_answers(mine, journey, journey.shown())
    raising.choose(mine, journey)
    reference = raising.create(mine)
    _assert_created(mine, journey, reference)
    _assert_kept(journey, reference)
    _assert_mailed(journey, reference)
    mine.follow(f"Open {reference}")
    assert journey.title in mine.h1
    asked = {label: text for label, text in journey.shown().items() if label in journey.answers}
    _assert_answers(mine, journey, asked)
    assert all(mine.page.get_by_role("link", name=name).count() for name in journey.files.values())
    assert (journey.priority or "") in mine.main


def _assert_answers(mine: Window, journey: Journey, wanted: Mapping[str, str]) -> None:
    shown = mine.answers_shown()
    wrong = {label: shown.get(label) for label, text in wanted.items() if not _is(text, shown.get(label))}
    assert not wrong, f"{wrong} of {shown}"
    assert not set(journey.never_asked) & set(shown)


def _is(wanted: str, shown: str | None) -> bool:
    """A time is followed by its zone, a file by its size; markup of Markdown is not shown."""
    bare = " ".join(wanted.replace("**", "").split())
    return shown is not None and shown.replace("**", "").startswith(bare) and len(shown) <= len(wanted) + 30


def _assert_created(mine: Window, journey: Journey, reference: str) -> None:
    assert mine.path == f"/servicedesk/tickets/{reference}/created"
    assert mine.h1 == f"{reference} is created"
    assert People.address(journey.who) in mine.main
    assert (journey.priority or "") in mine.main
    assert ("approve" in mine.main) == (journey.approval.value == "pending")


def _assert_kept(journey: Journey, reference: str) -> None:
    ticket = Ticket.get_by_id(int(reference.removeprefix("SC-")))
    assert ticket.subject == journey.title
    assert ticket.issue_type_label == journey.label
    assert (ticket.priority.value if ticket.priority else None) == journey.priority
    assert ticket.visibility is journey.visibility
    assert (ticket.organisation.name if ticket.organisation else None) == journey.organisation
    assert ticket.approval is journey.approval
    assert ticket.requester.name.lower().startswith(journey.who)


def _assert_mailed(journey: Journey, reference: str) -> None:
    mails = list(Outbox.select().where((Outbox.event == "created") & (Outbox.address == People.address(journey.who))))
    assert len(mails) == 1
    assert reference in mails[0].subject
    text = " ".join(f"{mails[0].subject} {mails[0].text}".split())
    given = [answer for answer in journey.shown().values() if answer != "Not provided"]
    missing = [answer for answer in given if " ".join(answer.split()) not in text]
    assert not missing, text
