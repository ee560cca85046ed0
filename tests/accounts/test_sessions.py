"""Log-ins on devices, and their end (S-06)."""

from __future__ import annotations

import pytest

from portal.accounts import operations, queries, sessions
from portal.accounts.devices import device_of
from portal.accounts.rows import Profile
from portal.accounts.sessions import Device
from portal.db.tables import Session
from portal.errors import NotFound
from tests.factories import People
from tests.support.accounts import HERE, statements
from tests.support.mails import Hands


def profile_of(token: str) -> Profile:
    """The session behind this token, which must be good."""
    found = queries.actor_of_session(token)
    assert found is not None
    return found[1]


def test_the_token_itself_is_kept_nowhere(people: People) -> None:
    """ASVS 7.2.1, 7.2.2, 7.2.3."""
    token = sessions.start(people.alice.person_id, HERE)
    assert token not in str(list(Session.select().dicts()))


def test_who_signs_out_is_signed_out_on_the_server(people: People) -> None:
    """ASVS 7.4.1."""
    token, other = (sessions.start(people.alice.person_id, HERE) for _ in range(2))
    sessions.sign_out(token)
    assert queries.actor_of_session(token) is None
    assert queries.actor_of_session(other) is not None
    sessions.sign_out(token)


def test_one_ends_ones_own_session_and_nobody_elses(people: People) -> None:
    """ASVS 7.5.2."""
    mine, theirs = sessions.start(people.alice.person_id, HERE), sessions.start(people.bob.person_id, HERE)
    with pytest.raises(NotFound):
        sessions.end_session(people.alice, profile_of(theirs).session_id)
    assert queries.actor_of_session(theirs) is not None
    sessions.end_session(people.alice, profile_of(mine).session_id)
    assert queries.actor_of_session(mine) is None


def test_all_other_sessions_end_but_this_one_and_those_of_others(people: People) -> None:
    """ASVS 7.4.3."""
    mine, elsewhere = (sessions.start(people.alice.person_id, HERE) for _ in range(2))
    bobs = sessions.start(people.bob.person_id, HERE)
    assert sessions.end_other_sessions(people.alice, profile_of(mine)) == 1
    assert queries.actor_of_session(elsewhere) is None
    assert queries.actor_of_session(mine) is not None
    assert queries.actor_of_session(bobs) is not None


def test_one_sees_ones_own_good_sessions_the_last_used_first(people: People, hands: Hands) -> None:
    sessions.start(people.alice.person_id, Device("Opera", "198.51.100.1"))
    hands.forward(hours=21)
    sessions.start(people.bob.person_id, HERE)
    sessions.start(people.alice.person_id, HERE)
    hands.forward(minutes=1)
    sessions.start(people.alice.person_id, Device("curl/8", "198.51.100.2"))
    rows = sessions.sessions_of(people.alice)
    assert [(row.device, row.remote_address) for row in rows] == [
        ("Unknown browser", "198.51.100.2"),
        ("Firefox on Linux", "192.0.2.7"),
    ]


def test_looking_at_pages_writes_at_most_every_five_minutes(people: People, hands: Hands) -> None:
    token = sessions.start(people.alice.person_id, HERE)
    hands.forward(minutes=4, seconds=59)
    with statements() as ran:
        sessions.record_seen(profile_of(token))
    assert len(ran) == 1, "the question who it is, and nothing written"
    hands.forward(seconds=1)
    sessions.record_seen(profile_of(token))
    assert profile_of(token).seen_at == hands.time


def test_a_lapsed_session_is_still_known_to_be_its_persons(people: People, hands: Hands) -> None:
    """ASVS 7.3.1; UX-16."""
    token = sessions.start(people.alice.person_id, HERE)
    assert sessions.owner_of_lapsed(token) is None, "it has not lapsed"
    hands.forward(hours=20)
    assert sessions.owner_of_lapsed(token) == people.alice.person_id


def test_an_ended_session_is_known_to_be_nobodys(people: People, hands: Hands) -> None:
    ended, deactivated = sessions.start(people.alice.person_id, HERE), sessions.start(people.bob.person_id, HERE)
    sessions.sign_out(ended)
    operations.deactivate_person(None, people.numbers["bob"])
    hands.forward(hours=20)
    assert sessions.owner_of_lapsed(ended) is None
    assert sessions.owner_of_lapsed(deactivated) is None
    assert sessions.owner_of_lapsed("") is None


def test_sessions_that_lapsed_long_ago_are_swept_away(people: People, hands: Hands) -> None:
    sessions.start(people.alice.person_id, HERE)
    hands.forward(days=28)
    assert sessions.sweep() == 0
    hands.forward(seconds=1)
    sessions.start(people.alice.person_id, HERE)
    assert sessions.sweep() == 1
    assert Session.select().count() == 1


def test_endless_headers_are_cut(people: People) -> None:
    sessions.start(people.alice.person_id, Device("x" * 5000, "y" * 500))
    (row,) = sessions.sessions_of(people.alice)
    assert row.device == "Unknown browser"
    assert len(row.remote_address) == 64


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        (("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 "
         "Safari/537.36 Edg/141.0.0.0"), "Edge on Windows"),
        (("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 "
         "Safari/605.1.15"), "Safari on Mac"),
        (("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
         "CriOS/141.0 Mobile/15E148 Safari/604.1"), "Chrome on iPhone"),
        (("Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 "
         "Mobile Safari/537.36"), "Chrome on Android"),
        (HERE.user_agent, "Firefox on Linux"),
        ("", "Unknown browser"),
    ],
)  # fmt: skip
def test_a_browser_is_called_what_its_user_calls_it(user_agent: str, device: str) -> None:
    assert device_of(user_agent) == device
