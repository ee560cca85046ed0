"""Passwords that every guessing tool tries first: the 30 000 commonest of those that leaked, and some of our region."""

from __future__ import annotations

from functools import cache

# What the list of the library does not have.
_MORE = """
00000000 01234567 0123456789 0987654321 1111111111 12121212 12301230 123123123 123123123123 12341234 13131313 20202020
22222222 23456789 33333333 44444444 55555555 66666666 77777777 87654321 88888888 98765432 987654321 9876543210
99999999 999999999 aaaaaaaa abcabcabc abcdefgh abcdefghi abcdefghij admin1234 admin12345 adminadmin administrator
alejandro alexander alexandra angelica asdasdasd basketball beautiful benjamin business caroline chocolate christian
christina christine cristina danielle database december elizabeth estrella facebook fernando gabriela geheim123
isabella jennifer jonathan katherine kimberly kristina lampard1 letmein123 lovelove lovers12 lösenord michelle
national nicholas november p@$$w0rd p@ssword pa$$word pass12345 passpass patricia postgres professor qweqweqwe
qwerqwer remember rockyou1 root1234 rootroot sandra12 scarlett sebastian september servicecenter shopping sommar2024
sommar2025 sommar2026 spring2024 spring2025 spring2026 stefan12 stephanie summer2024 summer2025 summer2026 sweetheart
telecom1 test12345 testtest toor1234 tweety12 user1234 veronica victoria volleyball willkommen winter2024 winter2025
winter2026 xxxxxxxx yugioh12 zzzzzzzz
"""


@cache
def common_passwords() -> frozenset[str]:
    """All of them in small letters; read when the first person chooses a password."""
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    return frozenset((*FREQUENCY_LISTS["passwords"], *_MORE.split()))
