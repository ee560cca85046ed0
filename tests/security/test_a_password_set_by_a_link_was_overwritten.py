"""Who had stolen a log-in and the password changed it while its owner set another one, and stayed in."""

from __future__ import annotations

import pytest

from portal.accounts import passwords, queries, resets, sessions
from portal.errors import Rejected
from tests.factories import PASSWORD, People
from tests.support.accounts import GOOD, HERE, link_in, mails

ATTACKERS = "four unlikely words of theirs"


@pytest.mark.once
def test_the_password_that_was_given_has_to_be_the_present_one_still(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ASVS 6.4.3: computing the hash of the new one takes its time."""
    found = queries.actor_of_session(sessions.start(people.alice.person_id, HERE))
    assert found is not None
    resets.send_link("alice@acme.example")
    token, hash_of = link_in(mails("password_reset")[-1]), passwords.hash_of

    def slowly(password: str) -> str:
        monkeypatch.setattr(passwords, "hash_of", hash_of)
        resets.reset_password(token, GOOD)
        return hash_of(password)

    monkeypatch.setattr(passwords, "hash_of", slowly)
    with pytest.raises(Rejected, match="present password"):
        resets.change_password(*found, PASSWORD, ATTACKERS)
