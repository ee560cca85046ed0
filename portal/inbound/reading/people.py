"""Who is named in From, To and Cc. What is ambiguous gets more people or no address, never the benefit of the doubt."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from portal.accounts.addresses import normalise
from portal.errors import Rejected
from portal.inbound.mails import Person
from portal.inbound.reading.cleaning import one_line
from portal.inbound.reading.encoded import decode_words

# Bounded: quotation marks that are never closed must not cost the square of their number.
_TOKEN = re.compile(r'"(?:[^"\\]|\\.){0,500}+"|<[^<>]*+>|[(),:;<>"]|[^\s(),:;<>"]++|\s++')
_LONGEST_ADDRESS = 400
_LONGEST_NAME = 200
# Brackets between two commas; one pair is honest.
_MOST_AT_ONCE = 10


def people_of(values: Iterable[str], most: int) -> tuple[Person, ...]:
    """Everybody in these headers, at most `most`; an address that is none is empty, and its person still counts."""
    found: list[Person] = []
    for value in values:
        for tokens in _mailboxes(value):
            found += _people(tokens)
            if len(found) >= most:
                return tuple(found[:most])
    return tuple(found)


def normalised(text: str) -> str:
    """The address in the portal's spelling; empty where it is none."""
    if len(text) > _LONGEST_ADDRESS:
        return ""
    try:
        return normalise(text)
    except (Rejected, ValueError):
        return ""


def _mailboxes(value: str) -> Iterator[list[str]]:
    """What stands between commas; comments come as one token, which begins with a bracket."""
    tokens: list[str] = []
    comment: list[str] = []
    depth = 0
    for token in _TOKEN.findall(value):
        depth += token.startswith("(")
        if depth:
            comment.append(token)
            depth -= token.endswith(")")
            if not depth:
                tokens.append("".join(comment))
                comment = []
        elif token in {",", ";"}:
            yield tokens
            tokens = []
        else:
            tokens.append(token)
    yield [*tokens, "".join(comment)] if comment else tokens


def _people(tokens: list[str]) -> list[Person]:
    if not any(token.strip() for token in tokens):
        return []
    bracketed = [token for token in tokens if token.startswith("<")]
    words = [token for token in tokens if not token.startswith(("<", "("))]
    if ":" in words:
        return _of_group(tokens)
    if not bracketed:
        return [_bare(words, tokens)]
    name = _name("".join(words).strip() or _comment(tokens))
    behind = tokens[tokens.index(bracketed[0]) + 1 :]
    posing = [Person("", "")] if any("@" in token for token in behind if not token.startswith(("<", "("))) else []
    return [Person(name, normalised(token.strip("<> "))) for token in bracketed[:_MOST_AT_ONCE]] + posing


def _of_group(tokens: list[str]) -> list[Person]:
    """`Friends: a@x.example` is one of a group; a group that is named like an address names somebody too."""
    place = len(tokens) - 1 - tokens[::-1].index(":")
    title, rest = tokens[:place], tokens[place + 1 :]
    posing = [Person(_name("".join(title)), "")] if any("@" in token for token in title) else []
    return posing + _people(rest)


def _bare(words: list[str], tokens: list[str]) -> Person:
    """An address without brackets; other words beside it are a name."""
    text = "".join(words).split()
    addresses = [word for word in text if "@" in word and not word.startswith('"')]
    if len(addresses) != 1:
        return Person(_name(" ".join(text)), "")
    name = " ".join(word for word in text if word != addresses[0])
    return Person(_name(name or _comment(tokens)), normalised(addresses[0]))


def _comment(tokens: list[str]) -> str:
    return next((token.strip("()") for token in tokens if token.startswith("(")), "")


def _name(text: str) -> str:
    plain = text.strip()
    if len(plain) > 1 and plain.startswith('"') and plain.endswith('"'):
        plain = re.sub(r"\\(.)", r"\1", plain[1:-1])
    return one_line(decode_words(plain), _LONGEST_NAME)
