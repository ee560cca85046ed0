"""Full text: what can be found of a ticket, folded the same way for both databases.

Internal notes are never written here, so no search can tell a customer that one exists.
"""

from __future__ import annotations

import re
import unicodedata

from peewee import SQL, Expression

from portal.db import handle, is_postgresql
from portal.db.tables import Ticket

_WORDS = re.compile(r"[^\W_]+")
_MOST_TERMS = 12


def fold(text: str) -> str:
    """Words without accents, in small letters, one space between: "Drücker-7" becomes "drucker 7"."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(_WORDS.findall(plain.casefold()))


def add_text(ticket_id: int, text: str) -> None:
    """Make more text of this ticket findable."""
    words = fold(text)
    if is_postgresql():
        handle.execute_sql(
            "INSERT INTO ticket_search (rowid, text) VALUES (%s, %s)"
            " ON CONFLICT (rowid) DO UPDATE SET text = ticket_search.text || ' ' || excluded.text",
            (ticket_id, words),
        )
        return
    changed = handle.execute_sql("UPDATE ticket_search SET text = text || ' ' || ? WHERE rowid = ?", (words, ticket_id))
    if changed.rowcount == 0:
        handle.execute_sql("INSERT INTO ticket_search (rowid, text) VALUES (?, ?)", (ticket_id, words))


def take_out(ticket_id: int, text: str) -> None:
    """Let nobody find the ticket by this text any more."""
    mark, words = ("%s" if is_postgresql() else "?"), fold(text)
    found = handle.execute_sql(f"SELECT text FROM ticket_search WHERE rowid = {mark}", (ticket_id,)).fetchone()  # noqa: S608
    if found is None or not words or words not in found[0]:
        return
    rest = " ".join(found[0].replace(words, " ").split())
    handle.execute_sql(f"UPDATE ticket_search SET text = {mark} WHERE rowid = {mark}", (rest, ticket_id))  # noqa: S608


def matching(text: str) -> Expression | None:
    """The tickets in which every word of `text` stands, the last as a beginning; None where `text` has no word."""
    return _found([fold(term) for term in text.split()], every=True)


def resembling(text: str) -> Expression | None:
    """The tickets in which any of the longer words of `text` stands; None where there is no such word."""
    return _found([word for word in fold(text).split() if len(word) > 3], every=False)


def _found(terms: list[str], *, every: bool) -> Expression | None:
    terms = [term for term in terms if term][:_MOST_TERMS]
    if not terms:
        return None
    if is_postgresql():
        query = (" & " if every else " | ").join(_postgresql_term(term) for term in terms)
        hits = SQL("(SELECT rowid FROM ticket_search WHERE words @@ to_tsquery('simple', %s))", [query])
    else:
        query = (" AND " if every else " OR ").join(f'"{term}"*' for term in terms)
        hits = SQL("(SELECT rowid FROM ticket_search WHERE ticket_search MATCH ?)", [query])
    return Ticket.id.in_(hits)


def _postgresql_term(term: str) -> str:
    """The words of one term next to each other; `fold` left nothing that to_tsquery could trip over."""
    *before, last = term.split()
    return "(" + " <-> ".join([*before, f"{last}:*"]) + ")"
