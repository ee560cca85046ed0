"""Half-written tickets: nothing typed is lost, and nobody but their author knows of them."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest

from portal import clock
from portal.db.tables import Attachment, Draft
from portal.errors import NotAllowed, NotFound
from portal.tickets import drafts, files, storage, sweeping
from portal.tickets.draft_rows import AlreadySent, Edition, Overtaken
from tests.factories import People, make_ticket

FIRST = Edition(0, "tab-1")


def test_answers_are_kept_for_each_issue_type(people: People) -> None:
    """UX-08: A > B > A."""
    draft = drafts.start(people.alice, "incident")
    drafts.save(people.alice, draft.id, "incident", {"subject": ["Volume stuck"], "region": ["sto2"]}, FIRST, step=2)
    other = drafts.switch_type(people.alice, draft.id, "feedback", {"subject": ["Volume stuck"]})
    assert other.typed == {"subject": ["Volume stuck"]}
    drafts.save(people.alice, draft.id, "feedback", {"subject": ["Praise"]}, Edition(other.version), step=2)
    back = drafts.switch_type(people.alice, draft.id, "incident", {"subject": ["Praise"]})
    assert back.typed == {"subject": ["Volume stuck"], "region": ["sto2"]}
    assert back.answers["feedback"] == {"subject": ["Praise"]}


def test_an_accepted_offer_carries_the_latest_words_over_earlier_ones(people: People) -> None:
    draft = drafts.start(people.alice, "incident")
    drafts.switch_type(people.alice, draft.id, "general_request", {"subject": ["Old"], "about": ["sales"]})
    drafts.switch_type(people.alice, draft.id, "incident", {})
    row = drafts.switch_type(people.alice, draft.id, "general_request", {"subject": ["New"]}, over_earlier=True)
    assert row.typed == {"subject": ["New"], "about": ["sales"]}


def test_only_its_author_knows_of_a_draft(people: People) -> None:
    """S-02."""
    draft = drafts.start(people.alice, "incident")
    for name in ("bob", "carol", "erin"):
        with pytest.raises(NotFound) as foreign:
            drafts.get(people[name], draft.id)
        with pytest.raises(NotFound) as missing:
            drafts.get(people[name], "x" * 43)
        assert str(foreign.value) == str(missing.value)
        with pytest.raises(NotFound):
            drafts.save(people[name], draft.id, "incident", {"subject": ["Mine"]}, FIRST, step=2)
        with pytest.raises(NotFound):
            drafts.delete(people[name], draft.id)
        assert drafts.list_of(people[name]) == []


@pytest.mark.parametrize("name", ["dave", "sam", "olga"])
def test_who_may_not_raise_tickets_has_no_drafts(people: People, name: str) -> None:
    draft = drafts.start(people.alice, "incident")
    with pytest.raises(NotAllowed):
        drafts.start(people[name], "incident")
    with pytest.raises(NotAllowed):
        drafts.get(people[name], draft.id)


def test_a_window_that_is_behind_overwrites_nothing(people: People) -> None:
    """R-11."""
    draft = drafts.start(people.alice, "incident")
    drafts.save(people.alice, draft.id, "incident", {"subject": ["Newer"]}, Edition(0, "newer"), step=2)
    with pytest.raises(Overtaken) as other:
        drafts.save(people.alice, draft.id, "incident", {"subject": ["Older"]}, Edition(0, "older"), step=2)
    assert other.value.draft.typed == {"subject": ["Newer"]}
    assert drafts.get(people.alice, draft.id).typed == {"subject": ["Newer"]}


def test_the_window_that_saved_last_saves_again(people: People) -> None:
    draft = drafts.start(people.alice, "incident")
    for text in ("V", "Vol", "Volume"):
        drafts.save(people.alice, draft.id, "incident", {"subject": [text]}, FIRST, step=2)
    assert drafts.get(people.alice, draft.id).typed == {"subject": ["Volume"]}


def test_saving_the_same_again_is_no_change(people: People) -> None:
    draft = drafts.start(people.alice, "incident")
    drafts.save(people.alice, draft.id, "incident", {"subject": ["V"]}, FIRST, step=2)
    again = drafts.save(people.alice, draft.id, "incident", {"subject": ["V"]}, Edition(0, "behind"), step=3)
    assert (again.version, again.step) == (1, 3)


def test_a_draft_that_became_a_ticket_says_which(people: People) -> None:
    """UX-14."""
    draft = drafts.start(people.alice, "incident")
    row = make_ticket(people.alice, draft_id=draft.id)
    with pytest.raises(AlreadySent, match=row.reference):
        drafts.get(people.alice, draft.id)
    with pytest.raises(NotFound):
        drafts.get(people.bob, draft.id)


def test_the_list_has_what_was_typed_or_stored_the_latest_first(people: People) -> None:
    empty, typed, stored = (drafts.start(people.alice, "incident").id for _ in range(3))
    drafts.save(people.alice, typed, "incident", {"subject": ["V"]}, FIRST, step=2)
    files.store(people.alice, BytesIO(b"x"), "a.log", draft=stored)
    Draft.update(changed_at=clock.now() + timedelta(seconds=5)).where(Draft.id == stored).execute()
    assert [draft.id for draft in drafts.list_of(people.alice)] == [stored, typed]
    assert drafts.get(people.alice, empty).version == 0


def test_deleting_a_draft_takes_its_files_from_the_disk(people: People) -> None:
    draft = drafts.start(people.alice, "incident")
    file = files.store(people.alice, BytesIO(b"x"), "a.log", draft=draft.id)
    drafts.delete(people.alice, draft.id)
    assert not storage.path_of(file.id).exists()
    assert Attachment.select().count() == 0


def test_a_draft_nobody_came_back_to_is_swept_with_its_files(people: People) -> None:
    old, young = (drafts.start(people.alice, "incident").id for _ in range(2))
    file = files.store(people.alice, BytesIO(b"x"), "a.log", draft=old)
    drafts.save(people.alice, young, "incident", {"subject": ["V"]}, FIRST, step=2)
    for draft, days in ((old, 31), (young, 29)):
        Draft.update(changed_at=clock.now() - timedelta(days=days)).where(Draft.id == draft).execute()
    assert sweeping.sweep_drafts() == 1
    assert [draft.id for draft in Draft.select()] == [young]
    assert not storage.path_of(file.id).exists()


def test_an_untouched_draft_is_swept_after_a_day(people: People) -> None:
    draft = drafts.start(people.alice, "incident")
    assert sweeping.sweep_drafts() == 0
    Draft.update(changed_at=clock.now() - timedelta(hours=25)).where(Draft.id == draft.id).execute()
    assert sweeping.sweep_drafts() == 1
