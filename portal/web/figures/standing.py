"""The parts of the page that say how well we do: times that were kept, organisation by organisation, and opinions."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from portal.settings import current
from portal.tickets import counting
from portal.tickets.counting import Kept
from portal.tickets.figures import Figures, resolved_in_time
from portal.vocabulary import Priority
from portal.web.figures import charts
from portal.web.figures.charts import Bar
from portal.web.figures.words import NOTHING, average_words, share_words, span_words
from portal.web.pages.figures import Chart, Legend, Section, Table

_MET, _MISSED = Legend("good", "In time"), Legend("crossed", "Late")
_ONE = (Legend("plain", ""),)
_MOST_DRAWN = 10
_WORDS = {5: "5, very good", 4: "4", 3: "3", 2: "2", 1: "1, very bad"}
_HEADS = (
    "Organisation",
    "Opened",
    "Open now",
    "First answers in time",
    "Resolved in time",
    "Satisfaction",
    "Answers",
)


def targets(found: Figures, csv_href: str) -> Section:
    """First answers and solutions against their times, by priority."""
    answers = counting.by(lambda row: row.rank, found.raised, found.answered)
    solved = counting.by(lambda row: row.rank, found.ended, resolved_in_time)
    rows = tuple(_by_priority(found, rank, answers.get(rank, Kept()), solved.get(rank, Kept())) for rank in range(1, 5))
    hours = current().figures.resolve_hours
    wanted = ", ".join(f"{priority} {span_words(_hours(hours[priority]))}" for priority in Priority)
    heads = (
        "Priority",
        "First answers in time",
        "Late",
        "Still to come",
        "Share in time",
        "Resolved in time",
        "Late",
        "Share in time",
        "Half took at most",
    )
    decided = sum(kept.met + kept.missed for kept in (*answers.values(), *solved.values()))
    return Section(
        "targets",
        "Times that we kept",
        f"First answers as our plans promise them. Solutions as we want them, which nobody is promised: {wanted}.",
        (
            _kept("First answers", answers),
            _kept("Resolved", solved),
        ),
        Table("targets", heads, rows),
        csv_href,
        "" if decided else "Nothing with a time was opened or resolved.",
    )


def _by_priority(found: Figures, rank: int, answers: Kept, solved: Kept) -> tuple[str, ...]:
    half = counting.usual_time(row for row in found.ended if row.rank == rank)
    counts = (answers.met, answers.missed, answers.waiting)
    return (
        f"P{rank}",
        *map(str, counts),
        share_words(answers),
        str(solved.met),
        str(solved.missed),
        share_words(solved),
        span_words(half),
    )


def _kept(title: str, kept: dict[int, Kept]) -> Chart:
    given = [(f"P{rank}", kept.get(rank, Kept())) for rank in range(1, 5)]
    drawn = [Bar(name, (one.met, one.missed), f"{share_words(one)}") for name, one in given]
    whole = sum((one for _, one in given), Kept())
    return charts.bars(title, f"{whole.met} in time, {whole.missed} late.", drawn, (_MET, _MISSED))


def organisations(found: Figures, csv_href: str) -> Section:
    """How many tickets each organisation has, how we keep our times there, and what its people think of it."""
    rows = _by_organisation(found)
    drawn = [Bar(row[0], (int(row[1]),), row[1]) for row in rows[:_MOST_DRAWN] if row[1] != "0"]
    says = f"The {len(drawn)} with the most." if len(rows) > _MOST_DRAWN else "All of them."
    return Section(
        "organisations",
        "By organisation",
        "",
        (charts.bars("Opened", says, drawn, _ONE),) if drawn else (),
        Table("organisations", _HEADS, rows),
        csv_href,
        "" if rows else "No ticket was opened or resolved.",
    )


def _by_organisation(found: Figures) -> tuple[tuple[str, ...], ...]:
    """The lines of the table, those with the most tickets first."""
    opened, open_now = (Counter(row.organisation_id for row in rows) for rows in (found.raised, found.open_now))
    answers = counting.by(lambda row: row.organisation_id, found.raised, found.answered)
    solved = counting.by(lambda row: row.organisation_id, found.ended, resolved_in_time)
    scores: dict[int | None, Counter[int]] = {}
    for rated in found.rated:
        scores.setdefault(rated.organisation_id, Counter())[rated.score] += 1
    known = sorted(opened.keys() | open_now.keys() | solved.keys() | scores.keys(), key=lambda key: -opened[key])
    return tuple(
        (
            _name(found, key),
            str(opened[key]),
            str(open_now[key]),
            share_words(answers.get(key, Kept())),
            share_words(solved.get(key, Kept())),
            average_words(scores.get(key, Counter())),
            str(scores.get(key, Counter()).total()),
        )
        for key in known
    )


def _name(found: Figures, key: int | None) -> str:
    return found.organisations.get(key, NOTHING) if key is not None else "No organisation"


def satisfaction(found: Figures, csv_href: str) -> Section:
    """How often each score was given."""
    scores = found.scores
    given = scores.total()
    rows = tuple(
        (_WORDS[score], str(scores[score]), f"{scores[score] / given * 100:.0f} %" if given else NOTHING)
        for score in sorted(_WORDS, reverse=True)
    )
    drawn = [Bar(row[0], (int(row[1]),), row[1]) for row in rows]
    says = f"On average {average_words(scores)} of 5, from {given}."
    return Section(
        "satisfaction",
        "Satisfaction",
        "What requesters say once their ticket is closed: one question, once, and nobody has to answer.",
        (charts.bars("How it went", says, drawn, _ONE),),
        Table("satisfaction", ("Score", "How often", "Share"), rows),
        csv_href,
        ""
        if given
        else "Nobody has answered in this time. The question is asked in the mail that says a ticket is closed.",
    )


def _hours(number: int) -> timedelta:
    return timedelta(hours=number)
