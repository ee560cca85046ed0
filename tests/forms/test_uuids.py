# ruff: noqa: E501 - tables of sentences read best with one a line
"""UUIDs out of whatever they are pasted with."""

from __future__ import annotations

from uuid import UUID, uuid5

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from forms import recognise_uuids
from tests.forms.conftest import Asking, type_with
from tests.forms.people import form_of

ONE = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
TWO = "9b2f4c1e-77d0-4e1b-8a53-2f6c0d9e1b44"


@pytest.mark.parametrize(
    "pasted",
    [
        f"{ONE}\n{TWO}",
        f"{ONE}, {TWO}",
        f"{ONE};{TWO}",
        f"{ONE} {TWO} {ONE}",
        f"{ONE.upper()}\r\n{TWO.replace('-', '')}",
        f"{{{ONE}}}\nurn:uuid:{TWO}",
        f"Server {ONE} cannot detach volume {TWO} since 2026-11-23T09:15, port 35357, pid 20261123.",
        f'"id": "{ONE}",\n"server": "{TWO}"',
        f"https://cloud.example/volumes/{ONE}?server={TWO}",
        f"{ONE.replace('-', chr(0x2011))} and {TWO.replace('-', chr(0x2013))}",
    ],
)
def test_whole_uuids_are_found_in_any_text(ask: Asking, pasted: str) -> None:
    field = ask("uuids", pasted)
    assert (field.data, list(field.errors)) == ([ONE, TWO], [])
    assert field.recognised == (ONE, TWO)


@pytest.mark.parametrize(
    ("pasted", "message"),
    [
        (f"{ONE}\n9b2f4c1e-77d0-4e", 'Line 2 is not a whole UUID: "9b2f4c1e-77d0-4e" has 14 of 32 digits'),
        (f"{ONE}\n\n{TWO}0", f'Line 3 is not a whole UUID: "{TWO}0" has 33 of 32 digits'),
        (f"{ONE[:-1]}g", f'Line 1 is not a whole UUID: "{ONE[:-1]}g" has "g", which is not one of 0-9 and a-f'),
        ("7c9e66797425-40de-944b-e07fc1f90ae7-", 'Line 1 is not a whole UUID: the hyphens of "7c9e66797425-40de-944b-e07fc1f90ae7" are not where a UUID has them'),
        ("db-prod-02", 'There is no UUID in "db-prod-02"; it has 32 digits, 0-9 and a-f'),
        ("the big one " * 20, 'There is no UUID in "the big one the big one the big one t..."; it has 32 digits, 0-9 and a-f'),
    ],
)  # fmt: skip
def test_a_uuid_that_is_not_whole_is_named_with_its_line(ask: Asking, pasted: str, message: str) -> None:
    assert list(ask("uuids", pasted).errors) == [message]


def test_the_whole_ones_beside_a_broken_one_are_still_recognised(ask: Asking) -> None:
    assert ask("uuids", f"{ONE}\n9b2f4c1e-77d0-4e").recognised == (ONE,)


def test_one_uuid_where_one_is_asked_for(ask: Asking) -> None:
    assert not ask("uuids", f"{ONE} {ONE.upper()}", most=1).errors
    assert list(ask("uuids", f"{ONE} {TWO}", most=1).errors) == ["Write one UUID here; there are 2"]


def test_there_is_an_end_to_how_many(ask: Asking) -> None:
    many = "\n".join(str(uuid5(UUID(ONE), str(number))) for number in range(101))
    assert list(ask("uuids", many).errors) == ["Write at most 100 UUIDs here; there are 101"]


@given(st.lists(st.uuids(), min_size=1, max_size=20, unique=True), st.sampled_from(["\n", ", ", " ; ", " x ", "\t"]))
def test_every_uuid_survives_every_way_of_listing(found: list[UUID], between: str) -> None:
    probe = type_with({"key": "it", "kind": "uuids"})
    form = form_of(probe, {"it": [between.join(map(str, found))]})
    assert form["it"].data == [str(one) for one in found]
    assert not form["it"].errors


@given(st.uuids(), st.integers(min_value=9, max_value=35))
@example(UUID("12345678-1234-1234-1234-123456789012"), 35)
def test_no_uuid_that_was_cut_short_is_taken_for_a_whole_one(one: UUID, length: int) -> None:
    assert recognise_uuids(str(one)[:length]) == ()
    assert recognise_uuids(f"x {str(one)[:length]} y") == ()


@given(st.text(alphabet="0123456789abcdefgxyz-{} \n", max_size=400))
def test_what_is_recognised_is_always_a_uuid(text: str) -> None:
    assert all(str(UUID(one)) == one for one in recognise_uuids(text))
