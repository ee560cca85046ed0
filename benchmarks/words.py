"""Made-up texts of the length and the variety that support tickets have."""

from __future__ import annotations

from functools import cache
from itertools import accumulate, product
from random import Random
from uuid import UUID

_STARTS = ("ba", "cor", "del", "fen", "gar", "hul", "kin", "lom", "mer", "nor", "pal", "ras", "tor", "vex", "zan")
_MIDDLES = ("", "bi", "do", "ma", "ne", "ri", "so", "tu")
_ENDS = ("der", "gon", "lan", "mit", "nol", "per", "sat", "tis", "um", "wick")
# 1 200 words, of which a few are in most texts and most are in few, as in a language.
_WORDS = tuple("".join(parts) for parts in product(_STARTS, _MIDDLES, _ENDS))
_WEIGHTS = tuple(accumulate(1 / (place + 3) for place in range(len(_WORDS))))

_FAULTS = ("Cannot attach", "Slow answers from", "No network on", "Error while resizing", "Cannot log in to", "Lost")
_THINGS = ("volume", "server", "load balancer", "bucket", "router", "cluster", "snapshot", "floating IP")


def subject(random: Random) -> str:
    """A line such as "Cannot attach volume corgon-07 after merbinol"."""
    fault, thing = random.choice(_FAULTS), random.choice(_THINGS)
    return f"{fault} {thing} {word(random)}-{random.randrange(100):02} after {word(random)}"


def paragraphs(random: Random, words: int) -> str:
    """About so many words, to the next ten, in sentences; one of many such texts."""
    return random.choice(_texts(max(words // 10, 1) * 10))


@cache
def _texts(words: int) -> tuple[str, ...]:
    random = Random(words)
    return tuple(_text(random, words) for _ in range(500))


def _text(random: Random, words: int) -> str:
    """A blank line after every third sentence."""
    sentences = []
    while words > 0:
        length = random.randint(6, 16)
        sentences.append(" ".join(_several(random, length)).capitalize() + ".")
        words -= length
    return "\n\n".join(" ".join(sentences[start : start + 3]) for start in range(0, len(sentences), 3))


def word(random: Random) -> str:
    """One word, the frequent ones more often."""
    return _several(random, 1)[0]


def uuid(random: Random) -> str:
    """An identifier of something in the cloud."""
    return str(UUID(int=random.getrandbits(128), version=4))


def _several(random: Random, count: int) -> list[str]:
    return random.choices(_WORDS, cum_weights=_WEIGHTS, k=count)
