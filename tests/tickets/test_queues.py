"""What stands in each queue of the desk, in which order, and who gets what is taken next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from portal import clock
from portal.errors import NotAllowed
from portal.tickets import desk, queues
from portal.tickets.queries import get_row
from portal.tickets.queues import QueueFilter, Scope, count_each, facets, queue
from portal.tickets.rows import TicketRow
from portal.vocabulary import FulfilmentKind, Priority, Status
from tests.factories import People
from tests.tickets.test_at_once import at_once

MakeTicket = Callable[..., TicketRow]
_NOW = clock.now()


def _in(minutes: int) -> dict[str, object]:
    return {"due_at": _NOW + timedelta(minutes=minutes)}


def _subjects(people: People, scope: Scope = Scope.OPEN, **wanted: object) -> list[str]:
    return [row.subject for row in queue(people.sam, QueueFilter(scope, **wanted)).rows]


@pytest.fixture
def tickets(people: People, make_ticket: MakeTicket) -> dict[str, TicketRow]:
    """One for each queue, told apart by their subjects."""
    sam, globex = people.numbers["sam"], people.organisations["globex"]
    return {
        name: make_ticket(people[who], subject=name, **facts)
        for name, who, facts in (
            ("stands", "alice", {"status": Status.WAITING_FOR_CUSTOMER, "due_at": clock.STANDS, "engineer": sam}),
            ("late", "bob", {**_in(-18), "engineer": sam, "status": Status.IN_PROGRESS}),
            ("soon", "carol", {**_in(12), "organisation_id": globex, "priority": Priority.P1}),
            ("later", "erin", {**_in(300), "issue_type": "hosting", "issue_type_label": "Hosting", "priority": None}),
            ("access", "alice", {**_in(60), "fulfilment": FulfilmentKind.OFFBOARD}),
            ("answered late", "bob", {"status": Status.RESOLVED, "after_resolve_at": _NOW, "due_at": clock.STANDS}),
            ("over", "bob", {"status": Status.CLOSED, "due_at": clock.NEVER}),
        )
    }


def test_what_is_due_first_stands_first_and_what_is_over_last(people: People, tickets: dict[str, TicketRow]) -> None:
    """OPS-18."""
    first, last = ["late", "soon", "access", "later"], ["stands", "answered late", "over"]
    assert _subjects(people, Scope.ALL) == first + last
    assert _subjects(people) == [*first, "stands"]


def test_each_queue_has_its_own_and_its_number(people: People, tickets: dict[str, TicketRow]) -> None:
    expected = {
        Scope.UNASSIGNED: ["soon", "access", "later"],
        Scope.MINE: ["late", "stands"],
        Scope.OURS: ["late", "soon", "access", "later", "answered late"],
        Scope.OVERDUE: ["late"],
        Scope.ACCESS: ["access"],
    }
    for scope, subjects in expected.items():
        assert _subjects(people, scope) == subjects, scope
    numbers = count_each(people.sam, {scope: QueueFilter(scope) for scope in expected})
    assert numbers == {scope: len(subjects) for scope, subjects in expected.items()}


def test_filters_take_several_of_a_kind_and_those_without_one(people: People, tickets: dict[str, TicketRow]) -> None:
    globex = people.organisations["globex"]
    assert _subjects(people, organisations=(globex, None)) == ["soon", "later"]
    assert _subjects(people, priorities=(Priority.P1, None)) == ["soon", "later"]
    assert _subjects(people, priorities=(None,)) == ["later"]
    assert _subjects(people, issue_types=("hosting",), organisations=(globex,)) == []
    assert _subjects(people, text="late") == ["late", "later"]


def test_what_can_be_chosen_from_is_counted_whatever_is_chosen(people: People, tickets: dict[str, TicketRow]) -> None:
    found = facets(people.sam, QueueFilter(Scope.UNASSIGNED, priorities=(Priority.P1,)))
    assert found.priorities == {Priority.P1: 1, Priority.P3: 1, None: 1}
    assert found.issue_types == {"incident": 2, "hosting": 1}
    assert set(found.names.values()) == {"Acme AB", "Globex AG", None}
    assert found.is_whole


@pytest.mark.parametrize("sort", queues.SORTS)
def test_pages_of_a_queue_lead_forth_and_back(sort: str, people: People, make_ticket: MakeTicket) -> None:
    for number in range(7):
        make_ticket(people.alice, subject=str(number), due_at=clock.STANDS if number % 3 else _NOW)
    whole, wanted = _subjects(people, sort=sort), QueueFilter(sort=sort, limit=3)
    first = queue(people.sam, wanted)
    second = queue(people.sam, wanted._replace(after=first.after))
    third = queue(people.sam, wanted._replace(after=second.after))
    assert [row.subject for part in (first, second, third) for row in part.rows] == whole
    assert (first.before, third.after) == ("", "")
    assert queue(people.sam, wanted._replace(before=third.before)).rows == second.rows


def test_the_desk_is_nothing_for_customers(people: People) -> None:
    """S-01."""
    for ask in (
        lambda: queue(people.alice, QueueFilter()),
        lambda: count_each(people.alice, {"open": QueueFilter()}),
        lambda: facets(people.alice, QueueFilter()),
        lambda: desk.take_next(people.alice),
    ):
        with pytest.raises(NotAllowed):
            ask()


def test_the_next_ticket_is_the_most_pressing_one_that_waits_for_us(
    people: People, make_ticket: MakeTicket, tickets: dict[str, TicketRow]
) -> None:
    make_ticket(people.alice, subject="not ours", status=Status.WAITING_FOR_APPROVAL, **_in(1))
    for expected in ("soon", "access", "later", "answered late"):
        taken = desk.take_next(people.olga)
        assert taken is not None
        assert taken.subject == expected
        assert get_row(taken.id).engineer_name == "Olga Nilsson"
    assert desk.take_next(people.olga) is None


@pytest.mark.parametrize("count", [2, 5])
def test_two_who_take_the_next_at_once_get_two(count: int, people: People, make_ticket: MakeTicket) -> None:
    """R-11: as many tickets as engineers who press, each in one pair of hands."""
    made = [make_ticket(people.alice, **_in(number)).id for number in range(count)]
    sam, olga = people.sam, people.olga
    taken: list[int | None] = []

    def press(number: int) -> None:
        row = desk.take_next((sam, olga)[number % 2])
        taken.append(row.id if row else None)

    assert at_once(*[lambda number=number: press(number) for number in range(count)]) == []  # type: ignore[misc]
    assert sorted(taken, key=str) == sorted(made, key=str)
