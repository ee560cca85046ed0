"""Which list of mails an address asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from flask import url_for

from portal.inbound.judging.verdicts import SENTENCES
from portal.vocabulary import OutboxState, ReceivedState, Verdict
from portal.web.listing import Asked, Check, is_mark, is_text, one_of, read
from portal.web.mail_words import STATES
from portal.web.pages.tickets import Filter, Option

NARROWING = ("text", "verdict", "state")
_ANY = Option("", "Any")


class List(NamedTuple):
    """One of the lists: mail that came in, or that leaves; in one state or in all; `order` in words."""

    label: str
    icon: str
    order: str
    received: ReceivedState | None = None
    leaving: OutboxState | None = None


CAME = {
    "held": List("Held", "inbox", "newest first", received=ReceivedState.HELD),
    "in": List("All in", "download", "newest first"),
}
LEAVES = {
    "going": List("Going out", "clock", "next try first", leaving=OutboxState.QUEUED),
    "dead": List("Dead letters", "stop", "last try first", leaving=OutboxState.DEAD),
    "out": List("All out", "upload", "newest first"),
}
LISTS = CAME | LEAVES


def asked_of(given: Mapping[str, str]) -> Asked:
    """What this address asks for, as far as it can be had."""
    checks: dict[str, Check] = {
        "list": one_of(LISTS),
        "text": is_text,
        "verdict": one_of(Verdict),
        "state": one_of(OutboxState),
        "after": is_mark,
        "before": is_mark,
    }
    return read(url_for("mailroom.mails"), given, checks, {"sort": ""})


def filters_of(asked: Asked, chosen: str) -> tuple[Filter, ...]:
    """What this list can be narrowed to, beside a text."""
    if chosen in CAME:
        verdicts = (Option(verdict, sentence.heading) for verdict, sentence in SENTENCES.items())
        return (Filter("verdict", "Verdict", (_ANY, *verdicts), asked.value("verdict")),)
    if chosen == "out":
        states = (Option(state, words) for state, words in STATES.items())
        return (Filter("state", "State", (_ANY, *states), asked.value("state")),)
    return ()
